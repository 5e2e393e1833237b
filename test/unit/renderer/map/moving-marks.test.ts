import { describe, expect, it } from 'vitest';
import { Glider } from '../../../../renderer/map/vehicles/glide.ts';
import { Tails } from '../../../../renderer/map/vehicles/tails.ts';
import { columnsOf } from './fleet.ts';

describe('gliding', () => {
  it('draws a new vehicle where it is', () => {
    const glider = new Glider();
    glider.begin(0);
    expect(glider.at(1, 0.5, 0.5)).toBeNull();
    expect(glider.active).toBe(false);
  });

  it('goes from the fix before to the new one in the time that lay between them', () => {
    const glider = new Glider();
    glider.begin(0);
    glider.at(1, 0.5, 0.5);
    glider.begin(2_000);
    expect(glider.at(1, 0.500_01, 0.5)?.x).toBeCloseTo(0.5, 9);
    glider.begin(3_000);
    expect(glider.at(1, 0.500_01, 0.5)?.x).toBeCloseTo(0.500_005, 9);
    glider.begin(4_001);
    expect(glider.at(1, 0.500_01, 0.5)).toBeNull();
    expect(glider.active).toBe(false);
  });

  it('does not glide over a jump', () => {
    const glider = new Glider();
    glider.begin(0);
    glider.at(1, 0.5, 0.5);
    glider.begin(2_000);
    expect(glider.at(1, 0.6, 0.5)).toBeNull();
  });
});

describe('tails', () => {
  it('hold the fixes of kept vehicles, oldest first, cut to their length', () => {
    const tails = new Tails();
    tails.seconds = 60;
    tails.keep(new Set([0]));
    for (const [at, lng] of [10, 10.1, 10.2, 10.3].entries()) {
      const columns = columnsOf([{ lng, lat: 50 }]);
      columns.gpsTime[0] = 1_000 + at * 30;
      tails.record(columns);
    }
    const [line] = [...tails.lines()];
    expect(line?.map(({ time }) => time)).toEqual([1_030, 1_060, 1_090]);
  });

  it('take no fix twice and none that is older', () => {
    const tails = new Tails();
    tails.seconds = 600;
    tails.keep(new Set([0]));
    for (const time of [1_000, 1_000, 900, 1_010]) {
      const columns = columnsOf([{ lng: 10 + time / 1e5, lat: 50 }]);
      columns.gpsTime[0] = time;
      tails.record(columns);
    }
    expect([...tails.lines()][0]?.map(({ time }) => time)).toEqual([1_000, 1_010]);
  });

  it('do not change the picture when nothing was added', () => {
    const tails = new Tails();
    tails.seconds = 600;
    tails.keep(new Set([0]));
    const columns = columnsOf([{ lng: 10, lat: 50 }]);
    columns.gpsTime[0] = 1_000;
    tails.record(columns);
    const { version } = tails;
    tails.record(columns);
    expect(tails.version).toBe(version);
  });

  it('are forgotten for vehicles that are no longer kept, and altogether at length 0', () => {
    const tails = new Tails();
    tails.seconds = 600;
    tails.seed(3, [
      { x: 0.5, y: 0.5, time: 10 },
      { x: 0.6, y: 0.5, time: 20 },
    ]);
    tails.keep(new Set([4]));
    expect([...tails.lines()]).toEqual([]);
    tails.seed(4, [
      { x: 0.5, y: 0.5, time: 10 },
      { x: 0.6, y: 0.5, time: 20 },
    ]);
    tails.seconds = 0;
    expect([...tails.lines()]).toEqual([]);
  });

  it('remember the newest fixes when there are more than they can hold', () => {
    const tails = new Tails();
    tails.seconds = 100_000;
    tails.seed(
      1,
      Array.from({ length: 1_000 }, (_, at) => ({ x: at / 1e4, y: 0.5, time: at + 1 })),
    );
    const [line] = [...tails.lines()];
    expect(line).toHaveLength(256);
    expect(line?.at(-1)?.time).toBe(1_000);
  });
});
