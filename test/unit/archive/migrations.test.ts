import { afterEach, describe, expect, it } from 'vitest';
import { Connection, migrate, versionOf } from '../../../electron/archive/database.ts';
import { migrations } from '../../../electron/archive/migrations.ts';

const connections: Connection[] = [];
afterEach(() => {
  for (const connection of connections.splice(0)) connection.close();
});

/** A file as the console left it that knew steps up to `version` only. */
function fileOfVersion(version: number): Connection {
  const connection = new Connection(':memory:', 'NORMAL');
  connections.push(connection);
  migrate(
    connection,
    migrations.filter((step) => step.version <= version),
  );
  expect(versionOf(connection)).toBe(version);
  return connection;
}

function tables(connection: Connection): unknown[] {
  return connection.rows("SELECT name FROM sqlite_schema WHERE type = 'table'").map(([name]) => name);
}

const account = `INSERT INTO account (account, depth, user_name, email, mobile, telephone, children_may_be_cut,
  devices_may_be_cut) VALUES ('demo', 0, 'Demo', '', '', '', 0, 0)`;

describe('migrations', () => {
  it('are numbered without a gap, in order', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, place) => place + 1));
  });

  it('step 1 brings an empty file to accounts and devices', () => {
    const connection = fileOfVersion(0);
    migrate(connection, migrations.slice(0, 1));
    expect(tables(connection)).toEqual(['account', 'device', 'note']);
  });

  it('step 2 adds mileage and keeps the accounts', () => {
    const connection = fileOfVersion(1);
    connection.exec(account);
    migrate(connection, migrations.slice(0, 2));
    connection.exec("INSERT INTO mileage VALUES ('12345', 0, 1800, 1.5, NULL, 1)");
    expect(connection.rows('SELECT account FROM account')).toEqual([['demo']]);
    expect(connection.rows('SELECT km FROM mileage')).toEqual([[1.5]]);
  });

  it('step 3 adds alarms and their coverage and keeps the mileage', () => {
    const connection = fileOfVersion(2);
    connection.exec("INSERT INTO mileage VALUES ('12345', 0, 1800, 1.5, NULL, 1)");
    migrate(connection, migrations.slice(0, 3));
    expect(connection.rows('SELECT km FROM mileage')).toEqual([[1.5]]);
    expect(connection.rows('SELECT count(*) FROM alarm, alarm_coverage')).toEqual([[0]]);
  });

  it('step 10 adds saved reports and runs and keeps the mileage', () => {
    const connection = fileOfVersion(9);
    connection.exec("INSERT INTO mileage VALUES ('12345', 0, 1800, 1.5, NULL, 1)");
    migrate(connection, migrations.slice(0, 10));
    connection.exec("INSERT INTO report_saved (id, body, served_until) VALUES ('a', '{}', 0)");
    expect(connection.rows('SELECT km FROM mileage')).toEqual([[1.5]]);
    expect(connection.rows('SELECT count(*) FROM report_run')).toEqual([[0]]);
  });

  it('step 4 adds the audit, which refuses to be changed, and keeps the alarms', () => {
    const connection = fileOfVersion(3);
    connection.exec("INSERT INTO alarm VALUES ('12345', 1, 1, 1, 0, 0, 0, 0, '')");
    migrate(connection, migrations.slice(0, 4));
    connection.exec("INSERT INTO audit VALUES (1, 0, '', '', '', 'a', '', 'done', '', '', '')");
    expect(() => {
      connection.exec("UPDATE audit SET action = 'b'");
    }).toThrow('append-only');
    expect(() => {
      connection.exec('DELETE FROM audit');
    }).toThrow('append-only');
    expect(connection.rows('SELECT imei FROM alarm')).toEqual([['12345']]);
  });

  it('step 5 adds the journal and keeps the audit', () => {
    const connection = fileOfVersion(4);
    connection.exec("INSERT INTO audit VALUES (1, 0, '', '', '', 'a', '', 'done', '', '', '')");
    migrate(connection, migrations.slice(0, 5));
    expect(connection.rows('SELECT action FROM audit')).toEqual([['a']]);
    expect(connection.rows('SELECT count(*) FROM job, job_row')).toEqual([[0]]);
  });

  it('step 6 lets jobs tell how far they came and keeps those there are', () => {
    const connection = fileOfVersion(5);
    connection.exec("INSERT INTO job VALUES ('j', 'block', 't', 'done', '{}', 'h', NULL, 1, 2)");
    migrate(connection, migrations.slice(0, 6));
    expect(connection.rows('SELECT id, progress FROM job')).toEqual([['j', '{}']]);
  });

  it('step 7 keeps the accounts and knows nothing further of them', () => {
    const connection = fileOfVersion(6);
    connection.exec(account);
    migrate(connection, migrations.slice(0, 7));
    expect(connection.rows('SELECT account, extra FROM account')).toEqual([['demo', '{}']]);
  });

  it('the step for the handling of alarms keeps the alarms, which are in no line of the inbox yet', () => {
    const step = migrations.find(({ name }) => name === 'the handling of alarms')?.version ?? 0;
    const connection = fileOfVersion(step - 1);
    connection.exec("INSERT INTO alarm VALUES ('12345', 1, 1, 1, 0, 0, 0, 0, '')");
    migrate(
      connection,
      migrations.filter(({ version }) => version <= step),
    );
    expect(connection.rows('SELECT imei, entry FROM alarm')).toEqual([['12345', null]]);
    expect(connection.rows('SELECT count(*) FROM alarm_entry, alarm_note, alarm_incident')).toEqual([[0]]);
  });

  it('the step for commands and geofences keeps the jobs', () => {
    const name = 'commands, the rules of the control room, and the ledger of geofences';
    const step = migrations.find((migration) => migration.name === name)?.version ?? 0;
    const connection = fileOfVersion(step - 1);
    connection.exec(
      "INSERT INTO job (id, kind, title, state, plan, plan_hash, created_at) VALUES ('j', 'k', '', 'done', '{}', '', 1)",
    );
    migrate(connection, migrations.slice(0, step));
    expect(connection.rows('SELECT id FROM job')).toEqual([['j']]);
    const counted = 'SELECT count(*) FROM command, command_policy, command_operator, geofence';
    expect(connection.rows(counted)).toEqual([[0]]);
  });

  it('the step for tracks adds their segments and coverage and keeps the alarms', () => {
    const step = migrations.find(({ name }) => name.startsWith('tracks that were read'))?.version ?? 0;
    const connection = fileOfVersion(step - 1);
    connection.exec("INSERT INTO mileage VALUES ('12345', 0, 1800, 1.5, NULL, 1)");
    migrate(
      connection,
      migrations.filter(({ version }) => version <= step),
    );
    connection.exec("INSERT INTO track_segment VALUES ('12345', 0, 0, x'')");
    connection.exec("INSERT INTO track_coverage VALUES ('12345', 0, 1)");
    expect(connection.rows('SELECT km FROM mileage')).toEqual([[1.5]]);
  });

  it('the step for positions adds their blocks and keeps the tracks', () => {
    const step = migrations.find(({ name }) => name.startsWith('where every vehicle was'))?.version ?? 0;
    const connection = fileOfVersion(step - 1);
    connection.exec("INSERT INTO track_coverage VALUES ('12345', 0, 1)");
    migrate(
      connection,
      migrations.filter(({ version }) => version <= step),
    );
    connection.exec("INSERT INTO position_block VALUES (0, 0, 1, 0, 0, x'')");
    expect(connection.rows('SELECT imei FROM track_coverage')).toEqual([['12345']]);
  });

  it('the step for open alarms counts those there are, but not the closed', () => {
    const step = migrations.find(({ name }) => name.startsWith('open alarms counted'))?.version ?? 0;
    const connection = fileOfVersion(step - 1);
    const line = (state: number, type: number): void => {
      connection.exec(
        `INSERT INTO alarm_entry (imei, type, first_at, last_at, times, state, owner, geofence, received_at,
         acknowledged_by) VALUES ('12345', ${type}, 1, 1, 1, ${state}, '', '', 1, '')`,
      );
    };
    for (const [state, type] of [
      [0, 1],
      [0, 1],
      [2, 7],
      [3, 1],
    ] as const)
      line(state, type);
    migrate(
      connection,
      migrations.filter(({ version }) => version <= step),
    );
    line(0, 1);
    connection.exec('UPDATE alarm_entry SET state = 3 WHERE type = 7');
    expect(connection.rows('SELECT state, type, count FROM alarm_open WHERE count > 0')).toEqual([[0, 1, 3]]);
    expect(connection.rows('SELECT * FROM alarm_mute')).toEqual([]);
  });

  it('the step for what was done to an account keeps the audit', () => {
    const step = migrations.find(({ name }) => name.startsWith('what was done to an account'))?.version ?? 0;
    const connection = fileOfVersion(step - 1);
    connection.exec(
      `INSERT INTO audit VALUES (1, 1, 'olga', '', 'demo', 'password.trialSignIn', 'north', 'done', '', '0', '1')`,
    );
    migrate(
      connection,
      migrations.filter(({ version }) => version <= step),
    );
    expect(
      connection.rows(
        'SELECT target FROM audit INDEXED BY audit_deed_by_target WHERE ' +
          "target = 'north' AND action IN ('password.trialSignIn', 'message.toMyself')",
      ),
    ).toEqual([['north']]);
  });

  it('do nothing to a file that has gone through all of them', () => {
    const connection = fileOfVersion(migrations.length);
    connection.exec(account);
    migrate(connection);
    expect(connection.rows('SELECT account FROM account')).toEqual([['demo']]);
  });

  it('leave a file as it was when a step fails half way', () => {
    const connection = fileOfVersion(1);
    const broken = { version: 2, name: 'broken', sql: 'CREATE TABLE half (a); CREATE TABLE account (a);' };
    expect(() => {
      migrate(connection, [...migrations.slice(0, 1), broken]);
    }).toThrow('already exists');
    expect(versionOf(connection)).toBe(1);
    expect(tables(connection)).not.toContain('half');
  });

  it('step 13 adds odometers and keeps the mileage', () => {
    const connection = fileOfVersion(12);
    connection.exec("INSERT INTO mileage VALUES ('12345', 0, 1800, 1.5, NULL, 1)");
    migrate(connection, migrations.slice(0, 13));
    connection.exec("INSERT INTO odometer VALUES ('12345', 0, 1800, 1500.5)");
    expect(connection.rows('SELECT km, metres FROM mileage, odometer')).toEqual([[1.5, 1500.5]]);
  });

  it('step 14 adds which times were recorded, of the blocks there are, and says how they are coded', () => {
    const connection = fileOfVersion(13);
    connection.exec("INSERT INTO position_block VALUES (0, 0, 9, 1, 20, x'00'), (0, 1, 8, 1, 22, x'00')");
    migrate(connection, migrations.slice(0, 14));
    expect(connection.rows('SELECT begin, until, bytes FROM position_span')).toEqual([[0, 9, 42]]);
    expect(connection.rows('SELECT DISTINCT format FROM position_block')).toEqual([[1]]);
    expect(connection.rows('SELECT count(*) FROM position_open')).toEqual([[0]]);
  });
});
