import { describe, expect, it } from 'vitest';
import { readArguments } from '../../../electron/simulator/arguments.ts';
import { WorldClock } from '../../../electron/simulator/clock.ts';
import { dress } from '../../../electron/simulator/dress.ts';
import { Faults, faultSwitches } from '../../../electron/simulator/faults.ts';
import { Ledger } from '../../../electron/simulator/ledger.ts';
import { RateLimits } from '../../../electron/simulator/pacing.ts';
import { Params } from '../../../electron/simulator/params.ts';

const block = { endpoint: 'block', imeis: [], accounts: ['anna'] } as const;

describe('fault rules', () => {
  it('let the first pass, catch as many as told, and then no more', () => {
    const faults = new Faults(1, { rules: [{ skip: 2, times: 2, action: { do: 'reset' } }] });
    const caught = Array.from({ length: 6 }, () => faults.catch(block)?.do ?? 'passed');
    expect(caught).toEqual(['passed', 'passed', 'reset', 'reset', 'passed', 'passed']);
  });

  it('keep counting when other switches change and begin anew when rules are given', () => {
    const rules = [{ times: 1, action: { do: 'hang' as const } }];
    const faults = new Faults(1, { rules });
    expect(faults.catch(block)).not.toBeNull();
    faults.set({ latencyMs: 5 });
    expect(faults.catch(block)).toBeNull();
    faults.set({ rules });
    expect(faults.catch(block)).not.toBeNull();
  });

  it('look at operation, IMEI and account', () => {
    const action = { do: 'truncate' as const };
    const by = (rule: object): boolean =>
      new Faults(1, { rules: [{ ...rule, action }] }).catch(block) !== null;
    expect(by({ endpoints: ['block', 'track'] })).toBe(true);
    expect(by({ endpoints: ['track'] })).toBe(false);
    expect(by({ account: 'anna' })).toBe(true);
    expect(by({ account: 'ben' })).toBe(false);
    expect(by({ imei: '1' })).toBe(false);
  });

  it('catch about as often as their probability', () => {
    const faults = new Faults(3, { rules: [{ probability: 0.25, action: { do: 'reset' } }] });
    const caught = Array.from({ length: 2_000 }, () => faults.catch(block)).filter((fault) => fault !== null);
    expect(caught.length).toBeGreaterThan(400);
    expect(caught.length).toBeLessThan(600);
  });

  it('refuse switches that do not exist and leave everything as it was', () => {
    const faults = new Faults(1, { tps: 3 });
    expect(() => faults.set({ tsp: 4 })).toThrow();
    expect(() => faults.set({ tps: -1 })).toThrow();
    expect(faults.current.tps).toBe(3);
    expect(faults.clear().tps).toBe(0);
  });
});

describe('rate limits', () => {
  it('allow one second of requests at once and then refill steadily', () => {
    const limits = new RateLimits();
    const switches = faultSwitches.parse({ tps: 4 });
    const admitted = (now: number, count: number): number =>
      Array.from({ length: count }, () => limits.admits('demo', 'track', switches, now)).filter(Boolean)
        .length;
    expect(admitted(0, 10)).toBe(4);
    expect(admitted(500, 10)).toBe(2);
    expect(admitted(10_000, 10)).toBe(4);
  });

  it('count each account and each limited operation for itself', () => {
    const limits = new RateLimits();
    const switches = faultSwitches.parse({ perMinute: { authorization: 2 } });
    const ask = (account: string, endpoint: 'authorization' | 'track'): boolean =>
      limits.admits(account, endpoint, switches, 0);
    expect([ask('a', 'authorization'), ask('a', 'authorization'), ask('a', 'authorization')]).toEqual([
      true,
      true,
      false,
    ]);
    expect([ask('b', 'authorization'), ask('a', 'track')]).toEqual([true, true]);
  });
});

describe('the form of answers', () => {
  const record = [{ imei: '1', battery: -1, speed: 5 }];

  it('orders keys differently from record to record without losing one', () => {
    const rows = Array.from({ length: 8 }, () => ({ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 }));
    const parsed: unknown = JSON.parse(dress({ code: 0, record: rows }, faultSwitches.parse({}), 5));
    expect(parsed).toEqual({ code: 0, record: rows });
    const orders = new Set((parsed as { record: object[] }).record.map((row) => Object.keys(row).join('')));
    expect(orders.size).toBeGreaterThan(2);
  });

  it('sends "unknown" and numbers as switched', () => {
    const sent = (changes: object): unknown =>
      JSON.parse(dress({ code: 0, record }, faultSwitches.parse(changes), 0));
    expect(sent({})).toEqual({ code: 0, record });
    expect(sent({ unknownAs: 'null' })).toEqual({
      code: 0,
      record: [{ imei: '1', battery: null, speed: 5 }],
    });
    expect(sent({ unknownAs: 'emptyText' })).toEqual({
      code: 0,
      record: [{ imei: '1', battery: '', speed: 5 }],
    });
    expect(sent({ unknownAs: 'missing' })).toEqual({ code: 0, record: [{ imei: '1', speed: 5 }] });
    expect(sent({ numbersAsText: true })).toEqual({
      code: '0',
      record: [{ imei: '1', battery: '-1', speed: '5' }],
    });
  });

  it('sends "no rows" as switched, for lists and for segments', () => {
    for (const empty of ['', []]) {
      const sent = (emptyAs: string): unknown =>
        JSON.parse(dress({ code: 0, record: empty }, faultSwitches.parse({ emptyAs }), 0));
      expect(sent('natural')).toEqual({ code: 0, record: empty });
      expect(sent('text')).toEqual({ code: 0, record: '' });
      expect(sent('array')).toEqual({ code: 0, record: [] });
      expect(sent('null')).toEqual({ code: 0, record: null });
      expect(sent('missing')).toEqual({ code: 0 });
      expect(sent('code20023')).toEqual({ code: 20023, message: 'no data' });
    }
  });

  it('can be no JSON at all, as some examples of the reference', () => {
    const text = dress({ code: 0 }, faultSwitches.parse({ trailingCommas: true }), 0);
    expect(text).toBe('{"code":0,}');
  });
});

describe('parameters', () => {
  it('are read from the query and from a form, the query first', () => {
    const params = new Params(new URLSearchParams('a=1&b='), new URLSearchParams('a=2&b=3&imeis=1,,2, 3'));
    expect(params.text('a')).toBe('1');
    expect(params.list('imeis', 3)).toEqual(['1', '2', '3']);
    expect(params.list('imeis', 2)).toMatchObject({ code: 10006 });
    expect(params.text('b')).toEqual({ code: 10005, message: 'missing required parameter:b' });
    expect(params.whole('imeis')).toEqual({ code: 10004, message: 'parameter imeis error, value=1,,2, 3' });
  });
});

describe('the ledger', () => {
  it('counts effects by target and requests by operation, and keeps only as many times as it may', () => {
    const ledger = new Ledger(2);
    ledger.happened({ at: 1, kind: 'block', by: 'demo', target: 'anna', detail: '' });
    ledger.happened({ at: 2, kind: 'block', by: 'demo', target: 'anna', detail: '' });
    for (const at of [1, 2, 3]) {
      ledger.requested({ at, endpoint: 'track', account: 'demo', code: 0, imeis: 1 }, ['7']);
    }
    expect(ledger.count('block', 'anna')).toBe(2);
    expect(ledger.count('unblock', 'anna')).toBe(0);
    expect(ledger.entries('block')).toHaveLength(2);
    expect(ledger.requestCount('track')).toBe(3);
    expect(ledger.askedFor('track', '7')).toEqual([2, 3]);
    ledger.clear();
    expect(ledger.entries()).toEqual([]);
  });
});

describe('the clock', () => {
  it('runs faster than the machine when asked to, and can be moved ahead', () => {
    let wall = 1_000_000;
    const clock = new WorldClock(() => wall, 60, 5_000);
    wall += 2_000;
    expect(clock.now()).toBe(5_120);
    clock.skip(30);
    expect(clock.now()).toBe(5_150);
    expect(clock.wallNow()).toBe(1_002);
  });
});

describe('the command line', () => {
  it('takes numbers and switches and gives the demo a generous rate limit', () => {
    expect(
      readArguments(['--vehicles', '10', '--latency', '5', '--faults', '{"listLimit":9}']),
    ).toMatchObject({
      options: { vehicles: 10, faults: { latencyMs: 5, listLimit: 9, tps: 200 } },
    });
    expect(readArguments(['--tps', '0'])).toMatchObject({ options: { faults: { tps: 0 } } });
  });

  it('says what it does not understand', () => {
    expect(readArguments(['--vehicles', 'many'])).toHaveProperty('problem');
    expect(readArguments(['--vehicles', '100001'])).toHaveProperty('problem');
    expect(readArguments(['--cars', '1'])).toHaveProperty('problem');
    expect(readArguments(['--faults', '{'])).toEqual({ problem: '--faults is not JSON' });
    expect(readArguments(['--help'])).toEqual({ help: true });
  });
});
