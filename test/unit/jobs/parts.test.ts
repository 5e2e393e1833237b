import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allFailureCodes } from '../../../electron/contract/errors.ts';
import { planHashText, sorted } from '../../../electron/contract/job.ts';
import { judge, Tally } from '../../../electron/jobs/outcome.ts';
import {
  comparePlans,
  planHash,
  planHashInTurns,
  readPlanFile,
  writePlanFile,
} from '../../../electron/jobs/plan.ts';
import { Rate } from '../../../electron/jobs/rate.ts';
import { Throttle } from '../../../electron/jobs/throttle.ts';
import { Turns } from '../../../electron/jobs/turns.ts';
import { value } from '../../support/archive.ts';
import { planFor } from '../../support/jobs.ts';
import { ManualClock } from '../../support/manual-clock.ts';

describe('a plan', () => {
  const rows = [
    { target: 'a', data: { text: 'x', count: 1 } },
    { target: 'b', data: {} },
  ];

  it('has a hash of what it does and under which account, not of its title, date or maker', () => {
    const plan = planFor([], { rows });
    const hash = planHash(plan);
    expect(planHash({ ...plan, title: 'other', createdAt: 5, createdBy: 'paul' })).toBe(hash);
    expect(
      planHash({ ...plan, rows: [{ target: 'a', data: { count: 1, text: 'x' } }, ...rows.slice(1)] }),
    ).toBe(hash);
    const others = [
      { ...plan, kind: 'unblock' },
      { ...plan, account: 'other' },
      { ...plan, server: 'https://other.example.com' },
      { ...plan, parameters: { content: 'x' } },
      { ...plan, rows: [...rows].reverse() },
      { ...plan, rows: rows.slice(0, 1) },
      { ...plan, rows: [{ target: 'a', data: { text: 'x', count: 2 } }, ...rows.slice(1)] },
    ].map(planHash);
    expect(new Set([hash, ...others]).size).toBe(others.length + 1);
  });

  it('has the same hash when it is worked out between other work', async () => {
    let now = 0;
    let turns = 0;
    const slow = new Turns({
      elapsed: () => (now += 3),
      soon: (callback) => {
        turns += 1;
        callback();
      },
    });
    const plan = planFor([], { rows, parameters: { z: 'ä "1"', a: null } });
    expect(await planHashInTurns(plan, slow)).toBe(planHash(plan));
    expect(turns).toBeGreaterThan(0);
    const { version, kind, server, account, parameters } = plan;
    const whole = [version, kind, server, account, sorted(parameters)];
    const told = rows.map(({ target, data }) => [target, sorted(data)]);
    expect(planHashText(plan)).toBe(JSON.stringify([...whole, told]));
    expect(planHashText({ ...plan, rows: [] })).toBe(JSON.stringify([...whole, []]));
  });

  it('can be saved and opened again', () => {
    const plan = planFor(['a', 'b,c', '=1+1', 'ö'], { parameters: { content: 'Hi {account}' } });
    expect(value(readPlanFile(writePlanFile(plan)))).toEqual(plan);
    expect(value(readPlanFile(`\ufeff${writePlanFile(plan)}`))).toEqual(plan);
  });

  it('is refused when a row of the file was changed by hand, or the file is none', () => {
    const text = writePlanFile(planFor(['a', 'b']));
    const detail = (changed: string): string => {
      const result = readPlanFile(changed);
      return result.ok ? 'opened' : `${result.failure.code}: ${result.failure.detail ?? ''}`;
    };
    expect(detail(text.replace('"b"', '"c"'))).toContain('does not fit its hash');
    expect(detail(text.slice(0, 50))).toContain('not JSON');
    expect(detail(text.replace('"version": 1', '"version": 2'))).toContain('plan.version');
    expect(detail('[]')).toContain('plan.invalid');
  });

  it('gives a failure and never throws for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readPlanFile(text).ok).toBe(false);
      }),
    );
  });

  it('is compared with another by target', () => {
    const first = planFor([], { rows });
    const second = planFor([], {
      kind: 'unblock',
      rows: [
        { target: 'c', data: {} },
        { target: 'a', data: { text: 'y', count: 1 } },
        { target: 'b', data: {} },
      ],
    });
    expect(comparePlans(first, second)).toEqual({
      sameKind: false,
      sameParameters: true,
      onlyInFirst: [],
      onlyInSecond: ['c'],
      different: ['a'],
      same: 1,
    });
    expect(comparePlans(second, first).onlyInFirst).toEqual(['c']);
  });
});

describe('judging an outcome', () => {
  it('calls nothing failed that may have happened, and nothing unknown that the provider refused', () => {
    const state = (code: (typeof codes)[number]): string => judge({ ok: false, failure: { code } }).state;
    const codes = allFailureCodes();
    const of = (wanted: string): string[] => codes.filter((code) => state(code) === wanted);
    expect(of('unknown').sort()).toEqual(
      ['answer.malformed', 'answer.notApi', 'internal', 'network.timeout', 'outcome.unknown'].sort(),
    );
    expect(of('waiting')).toContain('provider.10009');
    expect(of('waiting')).toContain('network.unreachable');
    expect(of('waiting')).toContain('network.notSecure');
    expect(of('failed')).toContain('provider.10007');
    expect(of('failed')).toContain('provider.20005');
    expect(of('done')).toEqual([]);
  });

  it('lets a row wait, and the job with it, when the reason is not the row', () => {
    const failure = { code: 'session.signedOut' } as const;
    expect(judge({ ok: false, failure })).toEqual({ state: 'waiting', failure, pause: 'connection' });
    expect(judge({ ok: false, failure: { code: 'cancelled' } })).toMatchObject({
      state: 'waiting',
      pause: null,
    });
  });

  it('does not judge a share of failures before 20 rows, and never when told so', () => {
    const failed = judge({ ok: false, failure: { code: 'provider.20005' } });
    const first = (percent: number | null): number => {
      const tally = new Tally();
      for (let row = 1; row <= 100; row += 1) if (tally.add(failed, percent) !== null) return row;
      return Infinity;
    };
    expect(first(10)).toBe(20);
    expect(first(null)).toBe(Infinity);
  });

  it('takes five refusals of permission in a row as a lost right, not five among others', () => {
    const refused = judge({ ok: false, failure: { code: 'provider.10007' } });
    const done = judge({ ok: true, value: null });
    const tally = new Tally();
    const heard = [refused, refused, refused, refused, done, refused, refused, refused, refused, refused].map(
      (one) => tally.add(one, null),
    );
    expect(heard.indexOf('permission')).toBe(9);
  });
});

describe('the rate', () => {
  it('is what was settled over the last seconds, and falls to nothing when nothing comes', () => {
    const rate = new Rate();
    for (let ms = 0; ms < 30_000; ms += 100) rate.add(5, 1_000_000 + ms);
    expect(Math.round(rate.perSecond(1_030_000))).toBeGreaterThanOrEqual(45);
    expect(Math.round(rate.perSecond(1_030_000))).toBeLessThanOrEqual(51);
    expect(rate.perSecond(1_060_000)).toBe(0);
    expect(new Rate().perSecond(5)).toBe(0);
  });
});

describe('the throttle', () => {
  it('hands on at most one value in its time and never loses the last', async () => {
    const clock = new ManualClock();
    const heard: string[] = [];
    const throttle = new Throttle<string>(clock, 200, (key) => heard.push(`${key}@${clock.now() % 10_000}`));
    for (let turn = 0; turn < 50; turn += 1) {
      throttle.touch('a');
      await clock.advance(10);
    }
    await clock.advance(1_000);
    expect(heard).toEqual(['a@0', 'a@200', 'a@400', 'a@600']);
    throttle.touch('b');
    throttle.touch('b');
    throttle.close();
    await clock.advance(1_000);
    expect(heard.filter((one) => one.startsWith('b'))).toHaveLength(1);
  });
});
