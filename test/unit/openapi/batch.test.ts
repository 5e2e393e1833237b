import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { providerFailure } from '../../../electron/contract/errors.ts';
import { fail, succeed } from '../../../electron/contract/result.ts';
import { readByImei, Spoilers, type AskBatch } from '../../../electron/openapi/batch.ts';
import { chunk, inParallel } from '../../../electron/openapi/chunks.ts';
import { action, sweep, testBed } from './support/client.ts';

const imeiOf = (number: number): string => String(100_000_000_000_000 + number);
const fleet = (size: number): string[] => Array.from({ length: size }, (_, i) => imeiOf(i));
const spoilers = (): Spoilers => new Spoilers(() => 0);

/** A provider where some IMEIs spoil any batch they are in and some are left out of the answer. */
function provider(bad: ReadonlySet<string>, silent: ReadonlySet<string>, names: boolean) {
  const batches: (readonly string[])[] = [];
  const ask: AskBatch<string> = (imeis) => {
    batches.push(imeis);
    const spoiler = imeis.find((imei) => bad.has(imei));
    if (spoiler !== undefined) {
      const message = names ? `IMEI ${spoiler} is not authorized` : 'IMEI is not authorized';
      return Promise.resolve(fail(providerFailure(10013, message)));
    }
    const answered = imeis.filter((imei) => !silent.has(imei)).reverse();
    return Promise.resolve(succeed(new Map(answered.map((imei) => [imei, `value of ${imei}`]))));
  };
  return { ask, batches };
}

describe('chunks', () => {
  it('make up the whole again in order, each within its size', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 20 }), (items, size) => {
        const parts = chunk(items, size);
        expect(parts.flat()).toEqual(items);
        expect(parts.every((part) => part.length > 0 && part.length <= size)).toBe(true);
        expect(parts).toHaveLength(Math.ceil(items.length / size));
      }),
    );
  });

  it('are worked on at most so many at a time, each once', async () => {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    await inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      done.push(item);
    });
    expect(done.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });
});

describe('a question about many IMEIs', () => {
  it('has an answer or a reason for every IMEI, matched by IMEI, whatever spoils or is left out', async () => {
    const scene = fc.record({
      size: fc.integer({ min: 0, max: 320 }),
      bad: fc.uniqueArray(fc.integer({ min: 0, max: 319 }), { maxLength: 6 }),
      silent: fc.uniqueArray(fc.integer({ min: 0, max: 319 }), { maxLength: 20 }),
      repeated: fc.boolean(),
      names: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(scene, async ({ size, bad, silent, repeated, names }) => {
        const imeis = fleet(size);
        const badOnes = new Set(bad.map(imeiOf));
        const silentOnes = new Set(silent.map(imeiOf));
        const { ask, batches } = provider(badOnes, silentOnes, names);
        const asked = repeated ? [...imeis, ...imeis.slice(0, 50)] : imeis;
        const answer = await readByImei(asked, 'sweep', spoilers(), ask);
        if (!answer.ok) throw new Error(answer.failure.code);
        const { found, missing } = answer.value;

        expect([...found.keys(), ...missing.keys()].toSorted()).toEqual(imeis.toSorted());
        for (const imei of imeis) {
          if (badOnes.has(imei)) {
            expect(missing.get(imei)).toMatchObject({ code: 'provider.10013', concerns: imei });
          } else if (silentOnes.has(imei)) {
            expect(missing.get(imei)).toEqual({ code: 'result.missing', concerns: imei });
          } else {
            expect(found.get(imei)).toBe(`value of ${imei}`);
          }
        }
        expect(batches.every(({ length }) => length > 0 && length <= 100)).toBe(true);
        const spoiled = bad.filter((number) => number < size).length;
        expect(batches.length).toBeLessThanOrEqual(Math.ceil(size / 100) + spoiled * (names ? 1 : 14));
      }),
      { numRuns: 60 },
    );
  });

  it('asks again without the IMEI that the provider names', async () => {
    const { ask, batches } = provider(new Set([imeiOf(3)]), new Set(), true);
    await readByImei(fleet(10), 'sweep', spoilers(), ask);
    expect(batches.map(({ length }) => length)).toEqual([10, 9]);
  });

  it('leaves a spoiler out of the next sweeps for a while, but asks when an operator wants to know', async () => {
    let now = 0;
    const known = new Spoilers(() => now);
    const { ask, batches } = provider(new Set([imeiOf(3)]), new Set(), true);
    await readByImei(fleet(10), 'sweep', known, ask);
    const again = await readByImei(fleet(10), 'sweep', known, ask);
    expect(again.ok && again.value.missing.get(imeiOf(3))).toMatchObject({ code: 'provider.10013' });
    expect(batches.map(({ length }) => length)).toEqual([10, 9, 9]);
    await readByImei([imeiOf(3)], 'action', known, ask);
    expect(batches).toHaveLength(4);
    now = 600_001;
    await readByImei(fleet(10), 'sweep', known, ask);
    expect(batches[4]).toHaveLength(10);
  });

  it('fails as a whole for a reason that concerns no IMEI, without asking on', async () => {
    let asked = 0;
    const answer = await readByImei(fleet(2_000), 'sweep', spoilers(), () => {
      asked += 1;
      return Promise.resolve(fail({ code: 'network.unreachable' }));
    });
    expect(answer).toEqual({ ok: false, failure: { code: 'network.unreachable' } });
    expect(asked).toBeLessThanOrEqual(8);
  });

  it('keeps what was found when the connection is lost in the middle', async () => {
    let asked = 0;
    const answer = await readByImei(fleet(1_500), 'sweep', spoilers(), (imeis) => {
      asked += 1;
      return Promise.resolve(
        asked > 3 ? fail({ code: 'network.timeout' }) : succeed(new Map(imeis.map((imei) => [imei, 1]))),
      );
    });
    expect(answer.ok && answer.value.found.size).toBe(300);
    expect(answer.ok && answer.value.missing.size).toBe(1_200);
    expect(answer.ok && answer.value.missing.get(imeiOf(1_499))).toEqual({
      code: 'network.timeout',
      concerns: imeiOf(1_499),
    });
  });

  it('does not send an IMEI that is none', async () => {
    const { ask, batches } = provider(new Set(), new Set(), false);
    const answer = await readByImei(['abc', imeiOf(1), '1,2'], 'sweep', spoilers(), ask);
    expect(answer.ok && [...answer.value.missing.keys()]).toEqual(['abc', '1,2']);
    expect(batches).toEqual([[imeiOf(1)]]);
  });
});

describe('track and device details', () => {
  it('ignore order, strangers and rows without an IMEI', async () => {
    const { client, provider: fake } = testBed();
    fake.on('/api/track', () => ({
      code: 0,
      record: [
        { imei: imeiOf(2), speed: 20 },
        { imei: imeiOf(77), speed: 77 },
        { speed: 5 },
        null,
        { imei: Number(imeiOf(1)), speed: '10' },
      ],
    }));
    const answer = await client.track([imeiOf(1), imeiOf(2), imeiOf(3)], sweep);
    if (!answer.ok) throw new Error(answer.failure.code);
    expect([...answer.value.found].map(([imei, { speed }]) => [imei, speed])).toEqual([
      [imeiOf(1), 10],
      [imeiOf(2), 20],
    ]);
    expect([...answer.value.missing.keys()]).toEqual([imeiOf(3)]);
  });

  it('tell of "no data" for every IMEI asked', async () => {
    const { client, provider: fake } = testBed();
    fake.on('/api/device/detail', () => ({ code: 20023, message: 'No Data.' }));
    const answer = await client.deviceDetails([imeiOf(1)], action);
    expect(answer.ok && answer.value.missing.get(imeiOf(1))).toMatchObject({ code: 'provider.20023' });
  });

  it.each([20005, 20046, 20089])('find the IMEI that spoils a batch with %i', async (code) => {
    const { client, provider: fake, timing } = testBed();
    fake.on('/api/track', ({ params }) => {
      const imeis = (params['imeis'] ?? '').split(',');
      if (imeis.includes(imeiOf(5))) return { code, message: 'no' };
      return { code: 0, record: imeis.map((imei) => ({ imei })) };
    });
    const answer = await timing.until(client.track(fleet(8), action));
    expect(answer.ok && answer.value.found.size).toBe(7);
    expect(answer.ok && [...answer.value.missing.keys()]).toEqual([imeiOf(5)]);
  });
});

describe('a list', () => {
  it('of exactly 500 rows may be cut', async () => {
    const { client, provider: fake, timing } = testBed();
    for (const [count, mayBeCut] of [
      [499, false],
      [500, true],
      [501, false],
    ] as const) {
      fake.on('/api/device/list', () => ({ code: 0, record: fleet(count).map((imei) => ({ imei })) }));
      const answer = await timing.until(client.devices(null, sweep));
      expect(answer.ok && [answer.value.rows.length, answer.value.mayBeCut]).toEqual([count, mayBeCut]);
    }
  });

  it('counts rows that cannot be read, also for the cut', async () => {
    const { client, provider: fake } = testBed();
    fake.on('/api/user/list', () => ({
      code: 0,
      record: Array.from({ length: 500 }, (_, i) => (i < 3 ? { username: 'x' } : { account: `a${i}` })),
    }));
    const answer = await client.subAccounts('demo', sweep);
    expect(answer.ok && { ...answer.value, rows: answer.value.rows.length }).toEqual({
      rows: 497,
      mayBeCut: true,
      unreadable: 3,
    });
  });

  it('of the signed-in account belongs to it', async () => {
    const { client, provider: fake } = testBed();
    fake.on('/api/device/list', () => ({ code: 0, record: [{ imei: imeiOf(1) }] }));
    const answer = await client.devices(null, sweep);
    expect(answer.ok && answer.value.rows[0]?.account).toBe('test');
    expect(fake.asked('/api/device/list')[0]?.params).not.toHaveProperty('account');
  });

  it.each([[''], [[]], [null], [undefined], [{}]])('may be empty as %j', async (record) => {
    const { client, provider: fake } = testBed();
    fake.on('/api/user/list', () => ({ code: 0, record }));
    expect(await client.subAccounts('demo', sweep)).toEqual({
      ok: true,
      value: { rows: [], mayBeCut: false, unreadable: 0 },
    });
  });

  it('may be empty as 20023, and is no list as a text', async () => {
    const { client, provider: fake, timing } = testBed();
    fake.on('/api/user/list', () => ({ code: 20023, message: 'No Data.' }));
    expect(await timing.until(client.subAccounts('demo', sweep))).toMatchObject({
      ok: true,
      value: { rows: [] },
    });
    fake.on('/api/user/list', () => ({ code: 0, record: 'error' }));
    expect(await timing.until(client.subAccounts('demo', sweep))).toMatchObject({
      ok: false,
      failure: { code: 'answer.malformed' },
    });
  });
});

describe('account information', () => {
  it.each([
    ['no account', {}, 'The answer holds no account.'],
    ['nothing', '', 'The answer holds no account.'],
    ['another account', { account: 'other' }, 'The answer is about another account.'],
  ])('that is about %s is refused', async (_what, record, detail) => {
    const { client, provider: fake } = testBed();
    fake.on('/api/user/info', () => ({ code: 0, record }));
    expect(await client.account('demo', action)).toEqual({
      ok: false,
      failure: { code: 'answer.malformed', concerns: 'demo', detail },
    });
  });

  it('is found in a list, whatever the case of its name', async () => {
    const { client, provider: fake } = testBed();
    fake.on('/api/user/info', () => ({
      code: 0,
      record: [{ account: 'x' }, { account: 'DEMO', blockstatus: '0' }],
    }));
    expect(await client.account('demo', action)).toMatchObject({
      ok: true,
      value: { account: 'DEMO', blocked: true },
    });
  });
});
