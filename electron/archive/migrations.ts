/**
 * The schema as numbered steps. A step that was released is never changed; a new need is a new step at the end.
 * `PRAGMA user_version` holds the number of the last step a file went through.
 */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

export const migrations: readonly Migration[] = [
  {
    version: 1,
    name: 'the last known accounts and devices',
    sql: `
      CREATE TABLE account (
        place INTEGER PRIMARY KEY,
        account TEXT NOT NULL UNIQUE,
        parent TEXT,
        depth INTEGER NOT NULL,
        user_name TEXT NOT NULL,
        role TEXT,
        blocked INTEGER,
        email TEXT NOT NULL,
        mobile TEXT NOT NULL,
        telephone TEXT NOT NULL,
        create_time INTEGER,
        device_count INTEGER,
        children_may_be_cut INTEGER NOT NULL,
        devices_may_be_cut INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE device (
        place INTEGER PRIMARY KEY,
        imei TEXT NOT NULL UNIQUE,
        listed_in TEXT NOT NULL,
        account TEXT NOT NULL,
        name TEXT NOT NULL,
        type TEXT NOT NULL,
        plate TEXT NOT NULL,
        sim TEXT NOT NULL,
        iccid TEXT NOT NULL,
        online_time INTEGER,
        activated_time INTEGER,
        platform_due_time INTEGER,
        user_due_time INTEGER,
        extra TEXT NOT NULL
      ) STRICT;
      CREATE TABLE note (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    `,
  },
  {
    version: 2,
    name: 'mileage that was read',
    sql: `
      CREATE TABLE mileage (
        imei TEXT NOT NULL,
        begin INTEGER NOT NULL,
        end INTEGER NOT NULL,
        km REAL NOT NULL,
        cap INTEGER,
        read_at INTEGER NOT NULL,
        PRIMARY KEY (imei, begin, end)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    version: 3,
    name: 'alarms that were read, and of which times',
    // Unknown values are kept as impossible ones, because NULLs are never equal in a key: two exact repeats of an
    // alarm without a place would both stay.
    sql: `
      CREATE TABLE alarm (
        imei TEXT NOT NULL,
        system_time INTEGER NOT NULL,
        type INTEGER NOT NULL,
        gps_time INTEGER NOT NULL,
        longitude REAL NOT NULL,
        latitude REAL NOT NULL,
        speed REAL NOT NULL,
        course REAL NOT NULL,
        geofence TEXT NOT NULL,
        PRIMARY KEY (imei, system_time, type, gps_time, longitude, latitude, speed, course, geofence)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE alarm_coverage (
        imei TEXT NOT NULL,
        begin INTEGER NOT NULL,
        end INTEGER NOT NULL,
        PRIMARY KEY (imei, begin)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    version: 4,
    name: 'the audit chain',
    sql: `
      CREATE TABLE audit (
        seq INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        user TEXT NOT NULL,
        server TEXT NOT NULL,
        account TEXT NOT NULL,
        action TEXT NOT NULL,
        target TEXT NOT NULL,
        result TEXT NOT NULL,
        detail TEXT NOT NULL,
        previous TEXT NOT NULL,
        hash TEXT NOT NULL
      ) STRICT;
      CREATE TABLE audit_head (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        seq INTEGER NOT NULL,
        hash TEXT NOT NULL
      ) STRICT;
      CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
      CREATE TRIGGER audit_is_never_shortened BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
    `,
  },
  {
    version: 5,
    name: 'the journal of jobs',
    sql: `
      CREATE TABLE job (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        title TEXT NOT NULL,
        state TEXT NOT NULL,
        plan TEXT NOT NULL,
        plan_hash TEXT NOT NULL,
        inverse_of TEXT,
        created_at INTEGER NOT NULL,
        finished_at INTEGER
      ) STRICT;
      CREATE TABLE job_row (
        job TEXT NOT NULL REFERENCES job (id),
        place INTEGER NOT NULL,
        target TEXT NOT NULL,
        detail TEXT NOT NULL,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        sent_at INTEGER,
        known_at INTEGER,
        outcome TEXT,
        PRIMARY KEY (job, place)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX job_row_by_state ON job_row (job, state, place);
    `,
  },
  {
    version: 6,
    name: 'how far a job has come, and what was done to an account',
    sql: `
      ALTER TABLE job ADD COLUMN progress TEXT NOT NULL DEFAULT '{}';
      CREATE INDEX job_row_by_target ON job_row (target);
    `,
  },
  {
    version: 7,
    name: 'fields of accounts that the reference does not name',
    sql: `ALTER TABLE account ADD COLUMN extra TEXT NOT NULL DEFAULT '{}';`,
  },
  {
    version: 8,
    name: 'the handling of alarms',
    // `entry` names the line of the inbox that an alarm is part of; NULL for what only a report has read.
    sql: `
      ALTER TABLE alarm ADD COLUMN entry INTEGER;
      CREATE TABLE alarm_entry (
        id INTEGER PRIMARY KEY,
        imei TEXT NOT NULL,
        type INTEGER NOT NULL,
        first_at INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        times INTEGER NOT NULL,
        state INTEGER NOT NULL,
        owner TEXT NOT NULL,
        longitude REAL,
        latitude REAL,
        speed REAL,
        course REAL,
        gps_time INTEGER,
        geofence TEXT NOT NULL,
        received_at INTEGER NOT NULL,
        acknowledged_at INTEGER,
        acknowledged_by TEXT NOT NULL,
        closed_at INTEGER,
        escalated_at INTEGER,
        incident INTEGER
      ) STRICT;
      CREATE INDEX alarm_entry_by_state ON alarm_entry (state, last_at, type);
      CREATE INDEX alarm_entry_by_type ON alarm_entry (state, type, last_at);
      CREATE INDEX alarm_entry_by_owner ON alarm_entry (owner, state, last_at) WHERE owner <> '';
      CREATE INDEX alarm_entry_by_device ON alarm_entry (imei, state, last_at, type);
      CREATE INDEX alarm_entry_by_incident ON alarm_entry (incident) WHERE incident IS NOT NULL;
      CREATE TABLE alarm_note (
        id INTEGER PRIMARY KEY,
        entry INTEGER NOT NULL REFERENCES alarm_entry (id),
        at INTEGER NOT NULL,
        by TEXT NOT NULL,
        kind TEXT NOT NULL,
        text TEXT NOT NULL
      ) STRICT;
      CREATE INDEX alarm_note_by_entry ON alarm_note (entry);
      CREATE TABLE alarm_incident (
        id INTEGER PRIMARY KEY,
        rule TEXT NOT NULL,
        title TEXT NOT NULL
      ) STRICT;
      CREATE TABLE alarm_cursor (
        imei TEXT PRIMARY KEY,
        system_time INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE alarm_setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    `,
  },
  {
    version: 9,
    name: 'commands, the rules of the control room, and the ledger of geofences',
    sql: `
      CREATE TABLE command (
        id TEXT PRIMARY KEY,
        created_at INTEGER NOT NULL,
        imei TEXT NOT NULL,
        kind TEXT NOT NULL,
        state TEXT NOT NULL,
        words TEXT NOT NULL,
        record TEXT NOT NULL
      ) STRICT;
      CREATE INDEX command_by_time ON command (created_at);
      CREATE INDEX command_by_state ON command (state, created_at);
      CREATE TABLE command_policy (only INTEGER PRIMARY KEY CHECK (only = 1), policy TEXT NOT NULL) STRICT;
      CREATE TABLE command_operator (name TEXT PRIMARY KEY, salt TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
      CREATE TABLE geofence (
        id INTEGER PRIMARY KEY,
        imei TEXT NOT NULL,
        name TEXT NOT NULL,
        trigger_on TEXT NOT NULL,
        longitude REAL NOT NULL,
        latitude REAL NOT NULL,
        radius REAL NOT NULL,
        state TEXT NOT NULL,
        failure TEXT,
        by TEXT NOT NULL,
        job TEXT,
        created_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX geofence_by_name ON geofence (lower(name), imei);
    `,
  },
  {
    version: 10,
    name: 'saved reports, and reports that were made',
    sql: `
      CREATE TABLE report_saved (
        place INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        body TEXT NOT NULL,
        served_until INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE report_run (
        id TEXT PRIMARY KEY,
        started_at INTEGER NOT NULL,
        body TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    version: 11,
    name: 'tracks that were read, and of which times',
    sql: `
      CREATE TABLE track_segment (
        imei TEXT NOT NULL,
        begin INTEGER NOT NULL,
        count INTEGER NOT NULL,
        points BLOB NOT NULL,
        PRIMARY KEY (imei, begin)
      ) STRICT;
      CREATE TABLE track_coverage (
        imei TEXT NOT NULL,
        begin INTEGER NOT NULL,
        end INTEGER NOT NULL,
        PRIMARY KEY (imei, begin)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    version: 12,
    name: 'where every vehicle was, in blocks of five minutes',
    sql: `
      CREATE TABLE position_device (id INTEGER PRIMARY KEY, imei TEXT NOT NULL UNIQUE) STRICT;
      CREATE TABLE position_block (
        begin INTEGER NOT NULL,
        part INTEGER NOT NULL,
        until INTEGER NOT NULL,
        count INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        rows BLOB NOT NULL,
        PRIMARY KEY (begin, part)
      ) STRICT;
    `,
  },
  {
    version: 13,
    name: 'odometers around every half hour',
    sql: `
      CREATE TABLE odometer (
        imei TEXT NOT NULL,
        at INTEGER NOT NULL,
        until INTEGER NOT NULL,
        metres REAL NOT NULL,
        PRIMARY KEY (imei, at)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    version: 14,
    name: 'which times were recorded, and what is not yet in a block',
    // `format` says how the rows of a part are coded: 1 as in step 12.
    sql: `
      ALTER TABLE position_block ADD COLUMN format INTEGER NOT NULL DEFAULT 1;
      CREATE TABLE position_span (
        begin INTEGER PRIMARY KEY,
        until INTEGER NOT NULL,
        bytes INTEGER NOT NULL
      ) STRICT;
      INSERT INTO position_span (begin, until, bytes)
        SELECT begin, max(until), sum(bytes) FROM position_block GROUP BY begin;
      CREATE TABLE position_open (
        begin INTEGER NOT NULL,
        place INTEGER NOT NULL,
        until INTEGER NOT NULL,
        count INTEGER NOT NULL,
        rows BLOB NOT NULL,
        PRIMARY KEY (begin, place)
      ) STRICT;
    `,
  },
  {
    version: 15,
    name: 'open alarms counted as they change, what waits for somebody, and hand-set quiet',
    sql: `
      CREATE TABLE alarm_open (
        state INTEGER NOT NULL,
        type INTEGER NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (state, type)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO alarm_open SELECT state, type, count(*) FROM alarm_entry WHERE state < 3 GROUP BY state, type;
      CREATE TRIGGER alarm_open_comes AFTER INSERT ON alarm_entry WHEN NEW.state < 3 BEGIN
        INSERT INTO alarm_open VALUES (NEW.state, NEW.type, 1) ON CONFLICT DO UPDATE SET count = count + 1;
      END;
      CREATE TRIGGER alarm_open_changes AFTER UPDATE OF state ON alarm_entry WHEN OLD.state <> NEW.state BEGIN
        UPDATE alarm_open SET count = count - 1 WHERE state = OLD.state AND type = OLD.type;
        INSERT INTO alarm_open SELECT NEW.state, NEW.type, 1 WHERE NEW.state < 3
          ON CONFLICT DO UPDATE SET count = count + 1;
      END;
      CREATE TRIGGER alarm_open_goes AFTER DELETE ON alarm_entry WHEN OLD.state < 3 BEGIN
        UPDATE alarm_open SET count = count - 1 WHERE state = OLD.state AND type = OLD.type;
      END;
      CREATE INDEX alarm_entry_waiting ON alarm_entry (escalated_at, type, received_at) WHERE state = 0;
      CREATE TABLE alarm_mute (
        imei TEXT NOT NULL,
        type INTEGER NOT NULL,
        until INTEGER NOT NULL,
        by TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (imei, type)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    version: 16,
    name: 'what was done to an account beside jobs, found at once',
    sql: `
      CREATE INDEX audit_deed_by_target ON audit (target)
        WHERE action IN ('password.trialSignIn', 'message.toMyself');
    `,
  },
];
