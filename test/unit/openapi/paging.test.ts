import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alarm } from '../../../electron/contract/alarm.ts';
import type { PagedEnd } from '../../../electron/openapi/api.ts';
import { fail, succeed } from '../../../electron/contract/result.ts';
import { readPages } from '../../../electron/openapi/paging.ts';
import { action, testBed } from './support/client.ts';

const IMEI = '358899051025339';

/** A row as `time:label`. */
interface Row {
  readonly time: number;
  readonly label: string;
}
const written = ({ time, label }: Row): string => `${time}:${label}`;

/** A server with an inclusive begin and pages of a fixed size, as the reference describes it. */
function server(rows: readonly Row[], pageSize: number): (begin: number, end: number) => readonly string[] {
  return (begin, end) =>
    rows
      .filter(({ time }) => time >= begin && time <= end)
      .slice(0, pageSize)
      .map(written);
}

async function readAll(
  ask: (begin: number, end: number) => readonly string[],
  pageSize: number,
  end = 1_000,
): Promise<{ readonly rows: string[]; readonly end: PagedEnd }> {
  const rows: string[] = [];
  const ended = await readPages<string>({
    begin: 1,
    end,
    pageSize,
    ask: (begin) => Promise.resolve(succeed(ask(begin, end))),
    read: (segment) => {
      const time = Number(segment.split(':')[0]);
      return Number.isInteger(time) && time > 0
        ? { cursor: time, row: segment }
        : { cursor: null, row: null };
    },
    onPage: (page) => {
      rows.push(...page);
    },
  });
  return { rows, end: ended };
}

describe('paging', () => {
  it('neither loses, repeats nor loops over any arrangement of equal timestamps', async () => {
    const row = fc.record({
      time: fc.integer({ min: 1, max: 30 }),
      label: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 80 }),
        fc.integer({ min: 1, max: 7 }),
        async (unsorted, pageSize) => {
          const rows = unsorted.toSorted((a, b) => a.time - b.time);
          const distinct = [...new Set(rows.map(written))];
          const { rows: received, end } = await readAll(server(rows, pageSize), pageSize);
          const perSecond = Map.groupBy(rows, ({ time }) => time);
          const crowded = [...perSecond.values()].some(({ length }) => length >= pageSize);

          expect(new Set(received).size).toBe(received.length);
          expect(received).toEqual(distinct.slice(0, received.length));
          expect(end.requests).toBeLessThanOrEqual(rows.length + 1);
          if (end.complete) expect(received).toEqual(distinct);
          else expect(end.failure?.code).toBe('result.incomplete');
          if (!crowded) expect(end.complete).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('ends on any server, even one that answers what it likes', async () => {
    const segment = fc.oneof(fc.integer({ min: 1, max: 20 }).map(String), fc.constant('junk'), fc.string());
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(segment, { maxLength: 5 }), { minLength: 1 }), async (pages) => {
        let asked = 0;
        const { end } = await readAll(() => pages[asked++ % pages.length] ?? [], 3, 20);
        expect(end.requests).toBeLessThanOrEqual(21);
      }),
    );
  });

  it('says that the result is incomplete when a full page is all one second', async () => {
    const rows = Array.from({ length: 5 }, (_, i) => ({ time: 7, label: `r${i}` }));
    const { rows: received, end } = await readAll(server(rows, 3), 3);
    expect(received).toEqual(['7:r0', '7:r1', '7:r2']);
    expect(end).toMatchObject({ complete: false, failure: { code: 'result.incomplete' }, requests: 2 });
    expect(end.failure?.detail).toContain('share one second');
  });

  it('says so too when the server ignores where to begin', async () => {
    const { end } = await readAll(() => ['5:a', '6:b', '7:c'], 3);
    expect(end).toMatchObject({ complete: false, requests: 2 });
  });

  it('counts received segments, so that a malformed one does not end it early', async () => {
    const pages = [
      ['1:a', 'junk', '3:c'],
      ['3:c', '4:d'],
    ];
    const { rows, end } = await readAll(() => pages.shift() ?? [], 3);
    expect(rows).toEqual(['1:a', '3:c', '4:d']);
    expect(end).toEqual({ complete: true, failure: null, malformed: 1, requests: 2 });
  });

  it('goes on from the last readable row when the last one is malformed', async () => {
    const begins: number[] = [];
    const pages = [['1:a', '3:c', 'junk'], ['3:c', 'junk', '4:d'], ['4:d']];
    const { rows, end } = await readAll((begin) => {
      begins.push(begin);
      return pages.shift() ?? [];
    }, 3);
    expect(begins).toEqual([1, 3, 4]);
    expect(rows).toEqual(['1:a', '3:c', '4:d']);
    expect(end.malformed).toBe(1);
  });

  it('stops at a full page without any time to go on from', async () => {
    const { end } = await readAll(() => ['x', 'y', 'z'], 3);
    expect(end).toMatchObject({ complete: false, malformed: 3, requests: 1 });
  });

  it('keeps what was handed over when a later page fails', async () => {
    const rows: string[] = [];
    let asked = 0;
    const end = await readPages<string>({
      begin: 1,
      end: 9,
      pageSize: 2,
      ask: () => {
        asked += 1;
        return Promise.resolve(asked === 1 ? succeed(['1', '2']) : fail({ code: 'network.timeout' }));
      },
      read: (segment) => ({ cursor: Number(segment), row: segment }),
      onPage: (page) => {
        rows.push(...page);
      },
    });
    expect(rows).toEqual(['1', '2']);
    expect(end).toEqual({ complete: false, failure: { code: 'network.timeout' }, malformed: 0, requests: 2 });
  });

  it('waits until a page is dealt with before it asks for the next', async () => {
    const events: string[] = [];
    const pages = [['1', '2'], ['2']];
    await readPages<string>({
      begin: 1,
      end: 9,
      pageSize: 2,
      ask: () => {
        events.push('ask');
        return Promise.resolve(succeed(pages.shift() ?? []));
      },
      read: (segment) => ({ cursor: Number(segment), row: segment }),
      onPage: async () => {
        await Promise.resolve();
        events.push('dealt with');
      },
    });
    expect(events).toEqual(['ask', 'dealt with', 'ask']);
  });
});

describe('paging through the API', () => {
  it('reads alarms in pages of 100 by system time', async () => {
    const { client, provider, timing } = testBed();
    const all = Array.from({ length: 250 }, (_, i) => {
      const systemTime = 1_700_000_000 + Math.floor(i / 3);
      return { systemTime, text: `${(i % 44) + 1},10.5,50.5,${1_600_000_000 + i},${systemTime},40,90,0` };
    });
    provider.on('/api/alarm/list', ({ params }) => ({
      code: 0,
      record: all
        .filter(({ systemTime }) => systemTime >= Number(params['begintime']))
        .slice(0, 100)
        .map(({ text }) => text)
        .join(';'),
    }));
    const alarms: Alarm[] = [];
    const end = await timing.until(
      client.alarms(IMEI, 1_700_000_000, 1_700_001_000, action, (page) => {
        alarms.push(...page);
      }),
    );
    expect(end).toEqual({ complete: true, failure: null, malformed: 0, requests: 3 });
    expect(alarms).toHaveLength(250);
    expect(new Set(alarms.map(({ gpsTime }) => gpsTime)).size).toBe(250);
  });

  it.each([[''], [[]], [null], [undefined], [{}]])('takes %j for no rows', async (record) => {
    const { client, provider } = testBed();
    provider.on('/api/playback', () => ({ code: 0, record }));
    expect(await client.playback(IMEI, 1, 2, action, () => undefined)).toEqual({
      complete: true,
      failure: null,
      malformed: 0,
      requests: 1,
    });
  });

  it('takes 20023 for no rows and any other code for a failure', async () => {
    const { client, provider, timing } = testBed();
    provider.on('/api/playback', () => ({ code: 20023, message: 'No Data.' }));
    expect(await client.playback(IMEI, 1, 2, action, () => undefined)).toMatchObject({ complete: true });
    provider.on('/api/playback', () => ({
      code: 10013,
      message: 'IMEI is not authorized',
      record: '1,1,5,1,1',
    }));
    const points: unknown[] = [];
    const end = await timing.until(
      client.playback(IMEI, 1, 2, action, (page) => {
        points.push(...page);
      }),
    );
    expect(end).toMatchObject({ complete: false, failure: { code: 'provider.10013', concerns: IMEI } });
    expect(points).toEqual([]);
  });

  it('does not take an object for rows', async () => {
    const { client, provider } = testBed();
    provider.on('/api/alarm/list', () => ({ code: 0, record: { error: 'x' } }));
    expect(await client.alarms(IMEI, 1, 2, action, () => undefined)).toMatchObject({
      complete: false,
      failure: { code: 'answer.malformed' },
    });
  });

  it.each([
    [IMEI, 5, 5, 'input.period'],
    [IMEI, 5, 4, 'input.period'],
    [IMEI, Number.NaN, 4, 'input.period'],
    ['1,2', 1, 4, 'input.invalid'],
  ])('asks nothing for IMEI %s from %d to %d', async (imei, begin, end, code) => {
    const { client, provider } = testBed();
    expect(await client.playback(imei, begin, end, action, () => undefined)).toMatchObject({
      complete: false,
      failure: { code },
      requests: 0,
    });
    expect(provider.requests).toHaveLength(0);
  });
});
