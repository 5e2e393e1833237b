import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditStore } from '../../../electron/archive/audit.ts';
import { AUDIT_BEGIN, auditQuery, type AuditEntry } from '../../../electron/contract/audit.ts';
import { freshArchive, value } from '../../support/archive.ts';

let opened: ReturnType<typeof freshArchive>;
let store: AuditStore;
beforeEach(() => {
  opened = freshArchive();
  store = new AuditStore(opened.archive);
});
afterEach(() => {
  opened.dispose();
});

const entry = (change: Partial<AuditEntry> = {}): AuditEntry => ({
  at: 1_700_000_000_000,
  user: 'alice',
  server: 'https://api.example.com',
  account: 'demo',
  action: 'account.block',
  target: 'fleet-a',
  result: 'done',
  detail: 'asked by phone',
  ...change,
});

function tamper(sql: string): void {
  opened.archive.durable.exec('DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_shortened');
  opened.archive.durable.exec(sql);
}

const flaws = async (): Promise<unknown[]> =>
  value(await store.verify()).flaws.map(({ seq, flaw }) => [seq, flaw]);
const writeFive = (): void => {
  for (let count = 1; count <= 5; count += 1) value(store.append(entry({ target: `fleet-${count}` })));
};

describe('AuditStore', () => {
  it('links every row to the one before, from a fixed beginning', async () => {
    const first = value(store.append(entry()));
    const second = value(store.append(entry({ result: 'failed' })));
    expect(first).toMatchObject({ seq: 1, previous: AUDIT_BEGIN });
    expect(second).toMatchObject({ seq: 2, previous: first.hash, result: 'failed' });
    expect(value(await store.verify())).toEqual({ rows: 2, lastHash: second.hash, flaws: [] });
  });

  it('finds an empty chain in order', async () => {
    expect(value(await store.verify())).toEqual({ rows: 0, lastHash: AUDIT_BEGIN, flaws: [] });
  });

  it('goes on with the chain after a restart', async () => {
    const first = value(store.append(entry()));
    store = new AuditStore(opened.reopen());
    expect(value(store.append(entry()))).toMatchObject({ seq: 2, previous: first.hash });
    expect(await flaws()).toEqual([]);
  });

  it('is the same after texts with control characters and halves of characters', async () => {
    value(store.append(entry({ detail: 'two\nlines\u0000 and \ud800 half', target: ' =1+1 ' })));
    expect(await flaws()).toEqual([]);
  });

  it('refuses to change or take out a row', () => {
    writeFive();
    expect(() => {
      opened.archive.durable.exec("UPDATE audit SET user = 'mallory'");
    }).toThrow('append-only');
    expect(() => {
      opened.archive.durable.exec('DELETE FROM audit WHERE seq = 3');
    }).toThrow('append-only');
  });

  it.each(['user', 'server', 'account', 'action', 'target', 'detail', 'hash', 'previous'])(
    'finds a row whose %s was changed',
    async (column) => {
      writeFive();
      tamper(`UPDATE audit SET ${column} = 'other' WHERE seq = 3`);
      expect(await flaws()).toContainEqual([3, 'changed']);
    },
  );

  it.each([
    ['at', '1'],
    ['result', "'refused'"],
  ])('finds a row whose %s was changed', async (column, other) => {
    writeFive();
    tamper(`UPDATE audit SET ${column} = ${other} WHERE seq = 3`);
    expect(await flaws()).toEqual([[3, 'changed']]);
  });

  it('finds a missing row', async () => {
    writeFive();
    tamper('DELETE FROM audit WHERE seq = 3');
    expect(await flaws()).toEqual([[4, 'missing']]);
  });

  it('finds rows missing at the beginning and at the end', async () => {
    writeFive();
    tamper('DELETE FROM audit WHERE seq IN (1, 5)');
    expect(await flaws()).toEqual([
      [2, 'missing'],
      [5, 'missing'],
    ]);
  });

  it('finds two rows that changed places', async () => {
    writeFive();
    tamper(`UPDATE audit SET seq = 99 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3;
      UPDATE audit SET seq = 3 WHERE seq = 99`);
    expect(await flaws()).toEqual(
      expect.arrayContaining([
        [2, 'changed'],
        [3, 'changed'],
      ]),
    );
  });

  it('finds a row that was slipped in at the end', async () => {
    writeFive();
    opened.archive.durable.exec(
      `INSERT INTO audit SELECT 6, at, user, server, account, action, target, result, detail, hash, hash
       FROM audit WHERE seq = 5`,
    );
    expect(await flaws()).toContainEqual([6, 'unlinked']);
  });

  it('shows the newest first and finds by field, words and time', async () => {
    value(store.append(entry({ at: 1_000, user: 'bob', target: '100%_sure' })));
    value(store.append(entry({ at: 2_000, result: 'unknown' })));
    value(store.append(entry({ at: 3_000, action: 'session.signIn' })));
    const find = async (query: Record<string, unknown>): Promise<number[]> =>
      value(await store.page(auditQuery.parse(query))).rows.map(({ seq }) => seq);
    expect(await find({})).toEqual([3, 2, 1]);
    expect(await find({ user: 'bob' })).toEqual([1]);
    expect(await find({ text: '0%_s' })).toEqual([1]);
    expect(await find({ text: '0_%s' })).toEqual([]);
    expect(await find({ result: 'unknown' })).toEqual([2]);
    expect(await find({ action: 'session.signIn' })).toEqual([3]);
    expect(await find({ target: 'fleet-a' })).toEqual([3, 2]);
    expect(await find({ target: 'fleet' })).toEqual([]);
    expect(await find({ targetBegins: 'fleet' })).toEqual([3, 2]);
    expect(await find({ targetBegins: '100%' })).toEqual([1]);
    expect(await find({ begin: 1_000, end: 3_000 })).toEqual([2, 1]);
    expect(value(await store.page(auditQuery.parse({ offset: 1, limit: 1 })))).toMatchObject({
      total: 3,
      rows: [{ seq: 2 }],
    });
  });

  it('is searched over many slices while other work goes on, in any part of it, and tells who and what it knows', async () => {
    const each = 25_001;
    opened.archive.durable.transaction(() => {
      store.link(
        Array.from({ length: each }, (_, place) =>
          entry({
            at: place,
            user: place === 3 ? 'zoe' : 'bob',
            target: place % 5_000 === 0 ? 'rare' : 'usual',
          }),
        ),
      );
    });
    let turns = 0;
    const count = (): void => {
      turns += 1;
      if (searching) setImmediate(count);
    };
    let searching = true;
    setImmediate(count);
    const found = value(await store.page(auditQuery.parse({ text: 'rare', limit: 3, offset: 1 })));
    searching = false;
    // At least between the three slices somebody else had a turn.
    expect(turns).toBeGreaterThanOrEqual(2);
    expect(found.total).toBe(6);
    expect(found.rows.map(({ at }) => at)).toEqual([20_000, 15_000, 10_000]);
    const all = value(await store.page(auditQuery.parse({ offset: 14_999, limit: 4 })));
    expect(all.total).toBe(each);
    expect(all.rows.map(({ seq }) => seq)).toEqual([10_002, 10_001, 10_000, 9_999]);
    expect(value(await store.names()).users).toEqual(['bob', 'zoe']);
    expect(value(await store.ends({ begin: 4, end: 20_000 }))).toMatchObject({
      first: { seq: 5 },
      last: { seq: 20_000 },
    });
    expect(value(await store.ends({ begin: each, end: null }))).toBeNull();
  });

  it('tells what was done to an account without a job, newest first, by an index of its own', () => {
    const deed = { action: 'password.trialSignIn', target: 'north' };
    value(store.append(entry({ at: 1_000, ...deed })));
    value(store.append(entry({ at: 2_000, action: 'account.block', target: 'north' })));
    value(store.append(entry({ at: 3_000, ...deed, result: 'failed' })));
    value(store.append(entry({ at: 4_000, ...deed, target: 'south' })));
    expect(value(store.deedsOn('north')).map(({ at }) => at)).toEqual([3_000, 1_000]);
    const plan = opened.archive.durable.rows(
      `EXPLAIN QUERY PLAN SELECT * FROM audit
       WHERE target = 'north' AND action IN ('password.trialSignIn', 'message.toMyself')`,
    );
    expect(JSON.stringify(plan)).toContain('audit_deed_by_target');
  });

  it('is checked over many pages while other work goes on, and what comes meanwhile is part of it', async () => {
    const many = Array.from({ length: 2_500 }, (_, at) => entry({ at }));
    opened.archive.durable.transaction(() => {
      store.link(many);
    });
    let turns = 0;
    const count = (): void => {
      turns += 1;
      if (turns === 1) value(store.append(entry({ at: 9_999 })));
    };
    const checking = store.verify();
    setImmediate(count);
    expect(value(await checking)).toMatchObject({ rows: 2_501, flaws: [] });
    expect(turns).toBe(1);
    tamper("UPDATE audit SET detail = 'x' WHERE seq > 300");
    expect(value(await store.verify()).flaws).toHaveLength(100);
  });
});
