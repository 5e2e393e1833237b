import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packColumns, unpackColumns } from '../../../electron/archive/packing.ts';
import { TrackStore } from '../../../electron/archive/track-store.ts';
import { joinTracks } from '../../../electron/playback/columns.ts';
import { freshArchive, value } from '../../support/archive.ts';
import { drive, trackOf } from '../../support/tracks.ts';

let opened: ReturnType<typeof freshArchive>;
let store: TrackStore;
const imei = '358899051025339';

beforeEach(() => {
  opened = freshArchive();
  store = new TrackStore(opened.archive);
});
afterEach(() => {
  opened.dispose();
});

function readAll(begin: number, end: number): ReturnType<typeof trackOf> {
  return joinTracks([...store.read(imei, { begin, end })].map((segment) => value(segment)));
}

describe('packing of columns', () => {
  it('gives back exactly what was packed, whatever the numbers are', () => {
    const columns = fc.record({
      signed: fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { maxLength: 40 }),
      unsigned: fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { maxLength: 40 }),
    });
    fc.assert(
      fc.property(columns, ({ signed, unsigned }) => {
        const packed = packColumns([Int32Array.from(signed), Uint32Array.from(unsigned)]);
        const one = new Int32Array(signed.length);
        const other = new Uint32Array(unsigned.length);
        expect(unpackColumns(packed, [one, other])).toBe(true);
        expect([...one]).toEqual(signed);
        expect([...other]).toEqual(unsigned);
      }),
    );
  });

  it('refuses bytes that were cut or have something after them', () => {
    const packed = packColumns([Int32Array.of(1, 100_000, -5)]);
    expect(unpackColumns(packed.subarray(0, -1), [new Int32Array(3)])).toBe(false);
    expect(unpackColumns(packed, [new Int32Array(2)])).toBe(false);
  });
});

describe('the store of tracks', () => {
  it('gives back what was put, over several days and in order, also after a restart', () => {
    const track = trackOf(drive(86_400 - 300, 0, 60, 50));
    value(store.put(imei, track, { begin: 86_000, end: 87_000 }));
    store = new TrackStore(opened.reopen());
    expect(readAll(0, 200_000)).toEqual(track);
    expect(readAll(86_400, 86_410).time).toEqual(Uint32Array.of(86_400));
  });

  it('keeps a point once that was put twice, and puts what came late in its place', () => {
    const points = drive(1_000, 0, 6, 50);
    value(store.put(imei, trackOf(points.slice(3)), { begin: 1_030, end: 1_060 }));
    value(store.put(imei, trackOf(points), { begin: 1_000, end: 1_060 }));
    expect(readAll(0, 2_000)).toEqual(trackOf(points));
  });

  it('keeps several points of one second in the order they came', () => {
    const points = trackOf([
      [1_000, 0, 50],
      [1_000, 5, 49],
      [1_000, 2, 48],
    ]);
    value(store.put(imei, points, { begin: 1_000, end: 1_001 }));
    expect([...readAll(0, 2_000).speed]).toEqual([50, 49, 48]);
  });

  it('says which times were never read, for each device apart', () => {
    value(store.put(imei, trackOf([]), { begin: 100, end: 200 }));
    value(store.put(imei, trackOf([]), { begin: 150, end: 300 }));
    expect(value(store.missing(imei, { begin: 0, end: 400 }))).toEqual([
      { begin: 0, end: 100 },
      { begin: 300, end: 400 },
    ]);
    expect(value(store.missing('12345', { begin: 0, end: 400 }))).toEqual([{ begin: 0, end: 400 }]);
  });

  it('tells a damaged segment as damage', () => {
    value(store.put(imei, trackOf(drive(1_000, 0, 6, 50)), { begin: 1_000, end: 1_060 }));
    opened.archive.quick.exec('UPDATE track_segment SET count = count + 1');
    const [segment] = [...store.read(imei, { begin: 0, end: 2_000 })];
    expect(segment).toMatchObject({ ok: false, failure: { code: 'archive.damaged' } });
  });
});
