import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alignOutwards,
  HALF_HOUR,
  LONGEST_WINDOW,
  splitIntoWindows,
} from '../../../electron/openapi/halfhours.ts';
import { capIn } from '../../../electron/openapi/mileage.ts';
import type { Arrived, Reply } from './support/fake-provider.ts';
import { action, testBed } from './support/client.ts';

const imeiOf = (number: number): string => String(100_000_000_000_000 + number);
const fleet = (size: number): string[] => Array.from({ length: size }, (_, i) => imeiOf(i));
const MIDNIGHT = 1_784_505_600;
const DAY = 86_400;

/** Every half hour is a whole number of hundredths of a kilometre, different for each device. */
const kmOf = (imei: string, begin: number, end: number): number =>
  (((end - begin) / HALF_HOUR) * (Number(imei.slice(-3)) + 1)) / 100;

interface Rules {
  readonly caps?: ReadonlyMap<string, number>;
  readonly strict?: boolean;
  readonly other?: (imeis: readonly string[], begin: number, end: number) => Reply | null;
}

/** The mileage endpoint with all the rules of 2.14 and of the field notes. */
function mileageServer({ caps = new Map(), strict = false, other = () => null }: Rules) {
  return ({ params }: Arrived): Reply => {
    const imeis = (params['imeis'] ?? '').split(',');
    const [begin, end] = [Number(params['begintime']), Number(params['endtime'])];
    if (imeis.length > 100) return { code: 10006, message: 'too many imeis' };
    if (begin % HALF_HOUR !== 0 || end % HALF_HOUR !== 0 || end <= begin || end - begin > LONGEST_WINDOW) {
      return { code: 10004, message: 'parameter begintime error' };
    }
    const capped = imeis.find((imei) => {
      const cap = caps.get(imei) ?? Infinity;
      return strict ? end >= cap : end > cap;
    });
    if (capped !== undefined) {
      const text = `The imei ${capped} can only query data that is less than ${caps.get(capped)}`;
      return { code: 10004, message: `parameter endtime error, value=${text}` };
    }
    return (
      other(imeis, begin, end) ?? {
        code: 0,
        record: imeis.map((imei) => ({ imei, mileage: kmOf(imei, begin, end) })).reverse(),
      }
    );
  };
}

describe('half hours', () => {
  it('hold the asked period, are aligned and waste less than half an hour at each end', () => {
    const time = fc.integer({ min: 0, max: 4_000_000_000 });
    fc.assert(
      fc.property(time, time, (a, b) => {
        const asked = { begin: Math.min(a, b), end: Math.max(a, b) };
        const { begin, end } = alignOutwards(asked);
        expect(begin % HALF_HOUR === 0 && end % HALF_HOUR === 0).toBe(true);
        expect(asked.begin - begin).toBeGreaterThanOrEqual(0);
        expect(asked.begin - begin).toBeLessThan(HALF_HOUR);
        expect(end - asked.end).toBeGreaterThanOrEqual(0);
        expect(end - asked.end).toBeLessThan(HALF_HOUR);
      }),
    );
  });

  it('fall on minute 0 or 30 in every zone whose offset is whole half hours, and in UTC always', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    const minuteIn = (zone: string, time: number): number =>
      Number(new Intl.DateTimeFormat('en', { timeZone: zone, minute: 'numeric' }).format(time * 1_000));
    const now = { min: 1_600_000_000, max: 1_900_000_000 };
    fc.assert(
      fc.property(fc.constantFrom('UTC', ...zones), fc.integer(now), (zone, time) => {
        const { begin, end } = alignOutwards({ begin: time, end: time + 1 });
        expect([0, 30]).toContain(minuteIn('UTC', begin));
        expect([0, 30]).toContain(minuteIn('UTC', end));
        // Quarter-hour zones (Nepal, Chatham) cannot have both; their days are covered outwards.
        const quarter = (minuteIn(zone, 0 + begin) - minuteIn('UTC', begin) + 60) % 30 !== 0;
        if (!quarter) {
          expect([0, 30]).toContain(minuteIn(zone, begin));
          expect([0, 30]).toContain(minuteIn(zone, end));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('are split into windows that touch, cover everything and last 7 days at most', () => {
    const place = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(place, place, (a, b) => {
        const span = { begin: Math.min(a, b) * HALF_HOUR, end: (Math.max(a, b) + 1) * HALF_HOUR };
        const windows = splitIntoWindows(span);
        expect(windows[0]?.begin).toBe(span.begin);
        expect(windows.at(-1)?.end).toBe(span.end);
        windows.forEach(({ begin, end }, i) => {
          expect(end).toBeGreaterThan(begin);
          expect(end - begin).toBeLessThanOrEqual(LONGEST_WINDOW);
          if (i > 0) expect(begin).toBe(windows[i - 1]?.end);
        });
        expect(windows).toHaveLength(Math.ceil((span.end - span.begin) / LONGEST_WINDOW));
      }),
    );
  });
});

describe('a cap', () => {
  it('is read out of the provider’s words', () => {
    const message =
      'parameter endtime error, value=The imei 358899051025339 can only query data that is less than 1784505600';
    expect(capIn(message)).toEqual({ imei: '358899051025339', before: 1784505600 });
  });

  it.each(['', 'parameter endtime error', 'The imei can only query data that is less than 1784505600'])(
    'is not read out of %j',
    (message) => {
      expect(capIn(message)).toBeNull();
    },
  );
});

describe('mileage', () => {
  it('is the sum over legal requests for any devices and period', async () => {
    const scene = fc.record({
      size: fc.integer({ min: 1, max: 130 }),
      begin: fc.integer({ min: 1_700_000_000, max: 1_700_600_000 }),
      length: fc.integer({ min: 1, max: 40 * DAY }),
      capped: fc.dictionary(
        fc.integer({ min: 0, max: 129 }).map(imeiOf),
        fc.integer({ min: -5, max: 45 }).map((day) => 1_699_920_000 + day * DAY),
        { maxKeys: 5 },
      ),
      strict: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(scene, async ({ size, begin, length, capped, strict }) => {
        const { client, provider, timing } = testBed({ limits: { highestRate: 100, maxInFlight: 8 } });
        const caps = new Map(Object.entries(capped));
        provider.on('/api/device/mileage', mileageServer({ caps, strict }));
        const imeis = fleet(size);
        const answer = await timing.until(client.mileage(imeis, begin, begin + length, action));
        const span = alignOutwards({ begin, end: begin + length });
        const { found, missing } = answer.ok
          ? answer.value
          : { found: new Map<string, never>(), missing: new Map() };
        for (const imei of imeis) {
          const reachable = (caps.get(imei) ?? Infinity) - (strict ? HALF_HOUR : 0);
          const end = Math.min(span.end, reachable);
          if (end <= span.begin) {
            expect(found.has(imei)).toBe(false);
            expect(missing.get(imei)).toMatchObject({ code: 'provider.10004', concerns: imei });
          } else {
            const km = Math.round(kmOf(imei, span.begin, end) * 1_000) / 1_000;
            expect(found.get(imei)).toEqual({ imei, km, begin: span.begin, end });
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('asks a capped IMEI alone up to its cap and the rest in full', async () => {
    const { client, provider, timing } = testBed();
    provider.on('/api/device/mileage', mileageServer({ caps: new Map([[imeiOf(1), MIDNIGHT]]) }));
    const begin = MIDNIGHT - DAY;
    await timing.until(client.mileage(fleet(3), begin, MIDNIGHT + DAY, action));
    expect(
      provider.asked('/api/device/mileage').map(({ params }) => [params['imeis'], params['endtime']]),
    ).toEqual([
      [fleet(3).join(','), String(MIDNIGHT + DAY)],
      [`${imeiOf(0)},${imeiOf(2)}`, String(MIDNIGHT + DAY)],
      [imeiOf(1), String(MIDNIGHT)],
    ]);
  });

  it('has no row for an IMEI that the provider leaves out or answers with -1', async () => {
    const { client, provider } = testBed();
    provider.on('/api/device/mileage', () => ({
      code: 0,
      record: [
        { imei: imeiOf(0), mileage: '12.5' },
        { imei: imeiOf(1), mileage: -1 },
        { imei: imeiOf(2), mileage: '' },
      ],
    }));
    const answer = await client.mileage(fleet(4), MIDNIGHT, MIDNIGHT + HALF_HOUR, action);
    expect(answer.ok && [...answer.value.found.values()].map(({ km }) => km)).toEqual([12.5]);
    expect(answer.ok && [...answer.value.missing.keys()]).toEqual([imeiOf(1), imeiOf(2), imeiOf(3)]);
  });

  it('never gives a sum with a hole in it', async () => {
    const { client, provider, timing } = testBed();
    provider.on(
      '/api/device/mileage',
      mileageServer({
        other: (imeis, begin) =>
          begin > MIDNIGHT
            ? { code: 0, record: imeis.slice(1).map((imei) => ({ imei, mileage: 1 })) }
            : { code: 0, record: imeis.map((imei) => ({ imei, mileage: 1 })) },
      }),
    );
    const answer = await timing.until(client.mileage(fleet(2), MIDNIGHT, MIDNIGHT + 14 * DAY, action));
    expect(answer.ok && [...answer.value.found.values()].map(({ imei, km }) => [imei, km])).toEqual([
      [imeiOf(1), 2],
    ]);
    expect(answer.ok && answer.value.missing.get(imeiOf(0))).toMatchObject({ code: 'result.missing' });
  });

  it('falls back to single IMEIs when one spoils the batch without being named', async () => {
    const { client, provider, timing } = testBed();
    provider.on(
      '/api/device/mileage',
      mileageServer({
        other: (imeis) => (imeis.includes(imeiOf(6)) ? { code: 10004, message: 'parameter error' } : null),
      }),
    );
    const answer = await timing.until(client.mileage(fleet(20), MIDNIGHT, MIDNIGHT + DAY, action));
    expect(answer.ok && answer.value.found.size).toBe(19);
    expect(answer.ok && answer.value.missing.get(imeiOf(6))).toMatchObject({ code: 'provider.10004' });
    const row = answer.ok ? answer.value.found.get(imeiOf(0)) : undefined;
    expect(row?.km).toBe(kmOf(imeiOf(0), 0, DAY));
  });

  it('does not ask a hundred times when the period itself is refused', async () => {
    const { client, provider, timing } = testBed();
    provider.on('/api/device/mileage', () => ({ code: 10004, message: 'parameter begintime error' }));
    const answer = await timing.until(client.mileage(fleet(100), MIDNIGHT, MIDNIGHT + DAY, action));
    expect(answer.ok && answer.value.missing.size).toBe(100);
    expect(provider.asked('/api/device/mileage').length).toBeLessThanOrEqual(3);
  });

  it.each([10013, 20046, 20089])('finds the IMEI that spoils a batch with %i', async (code) => {
    const { client, provider, timing } = testBed();
    provider.on(
      '/api/device/mileage',
      mileageServer({ other: (imeis) => (imeis.includes(imeiOf(2)) ? { code, message: 'no' } : null) }),
    );
    const answer = await timing.until(client.mileage(fleet(5), MIDNIGHT, MIDNIGHT + DAY, action));
    expect(answer.ok && answer.value.found.size).toBe(4);
    expect(answer.ok && answer.value.missing.get(imeiOf(2))).toMatchObject({ code: `provider.${code}` });
  });

  it('fails as a whole when the provider cannot be reached', async () => {
    const { client, provider, timing } = testBed();
    provider.on('/api/device/mileage', () => new Error('net::ERR_INTERNET_DISCONNECTED'));
    const answer = await timing.until(client.mileage(fleet(250), MIDNIGHT, MIDNIGHT + 30 * DAY, action));
    expect(answer).toMatchObject({ ok: false, failure: { code: 'network.unreachable' } });
    expect(provider.asked('/api/device/mileage').length).toBeLessThanOrEqual(3);
  });

  it('asks nothing for a period that is none', async () => {
    const { client, provider } = testBed();
    expect(await client.mileage(fleet(1), MIDNIGHT, MIDNIGHT, action)).toEqual({
      ok: false,
      failure: { code: 'input.period' },
    });
    expect(provider.requests).toHaveLength(0);
  });
});
