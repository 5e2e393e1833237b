import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WindowPlace } from '../../../electron/contract/wall.ts';
import {
  arrange,
  cascade,
  placeOnScreen,
  setUpKey,
  wallPlace,
  type Monitor,
} from '../../../electron/desktop/places.ts';

const left = { x: 0, y: 0, width: 1920, height: 1040 };
const right = { x: 1920, y: 0, width: 1280, height: 680 };
const place = (x: number, y: number): WindowPlace => ({
  x,
  y,
  width: 800,
  height: 600,
  maximized: false,
  fullScreen: false,
});

describe('a remembered window', () => {
  it('stays where it was while that monitor is there', () => {
    expect(placeOnScreen(place(2000, 40), [left, right])).toEqual(place(2000, 40));
  });

  it('comes to the first monitor when its own is gone', () => {
    const moved = placeOnScreen(place(2000, 40), [left]);
    expect(moved.x).toBeGreaterThanOrEqual(left.x);
    expect(moved.x + moved.width).toBeLessThanOrEqual(left.width);
  });

  it('can always be gripped, wherever it was', () => {
    const coordinate = fc.integer({ min: -50_000, max: 50_000 });
    fc.assert(
      fc.property(coordinate, coordinate, (x, y) => {
        const shown = placeOnScreen(place(x, y), [left, right]);
        const seen = [left, right].some(
          (area) =>
            shown.x + shown.width - area.x >= 80 &&
            area.x + area.width - shown.x >= 80 &&
            shown.y >= area.y - 10 &&
            shown.y <= area.y + area.height - 80,
        );
        expect(seen).toBe(true);
      }),
    );
  });
});

describe('a new window', () => {
  it('steps away from the last one', () => {
    expect(
      cascade({ x: 10, y: 10, width: 800, height: 600 }, left, { width: 800, height: 600 }),
    ).toMatchObject({
      x: 42,
      y: 42,
    });
  });

  it('starts again at the corner when it would stand out, and is never larger than the monitor', () => {
    const shown = cascade({ x: 1500, y: 900, width: 800, height: 600 }, right, { width: 4000, height: 4000 });
    expect(shown).toMatchObject({ x: right.x, y: right.y, width: right.width, height: right.height });
  });
});

const monitor = (x: number, width = 1920, height = 1080): Monitor => ({
  bounds: { x, y: 0, width, height },
  workArea: { x, y: 0, width, height: height - 40 },
});
const one = monitor(0);
const two = monitor(1920, 1280, 720);

describe('a set-up of monitors', () => {
  it('is the same whatever order they are listed in, and another when one goes or changes', () => {
    expect(setUpKey([one, two])).toBe(setUpKey([two, one]));
    expect(setUpKey([one])).not.toBe(setUpKey([one, two]));
    expect(setUpKey([one, monitor(1920, 1920, 1080)])).not.toBe(setUpKey([one, two]));
  });
});

describe('windows on the monitors that are there', () => {
  const both = setUpKey([one, two]);
  const remembered = { id: 'a', places: { [both]: place(2000, 40) }, last: place(2000, 40), kiosk: false };

  it('stand where they stood in this set-up', () => {
    expect(arrange([remembered], [one, two]).get('a')).toEqual({ place: place(2000, 40), fills: null });
  });

  it('move to where they can be seen when their monitor is gone, and return with it', () => {
    const moved = arrange([remembered], [one]).get('a')?.place;
    expect(moved?.x).toBeLessThan(1920);
    const back = { ...remembered, last: moved ?? null };
    expect(arrange([back], [one, two]).get('a')?.place).toEqual(place(2000, 40));
  });

  it('fill their monitors in kiosk; the second on one monitor takes a free one', () => {
    const kiosk = (id: string) => ({ id, places: {}, last: place(10, 10), kiosk: true });
    const placed = arrange([kiosk('a'), kiosk('b')], [one, two]);
    expect(placed.get('a')?.fills).toEqual(one.bounds);
    expect(placed.get('b')?.fills).toEqual(two.bounds);
    expect(placed.get('b')?.place.x).toBeGreaterThanOrEqual(1920);
  });

  it('keep their monitors in kiosk when another one is gone: only its own window has to give way', () => {
    const three = monitor(3200, 1920, 1080);
    const kiosk = (id: string, x: number) => ({ id, places: {}, last: place(x, 40), kiosk: true });
    const placed = arrange([kiosk('a', 40), kiosk('b', 2000), kiosk('c', 3300)], [two, three]);
    expect(placed.get('b')?.fills).toEqual(two.bounds);
    expect(placed.get('c')?.fills).toEqual(three.bounds);
    expect(placed.get('a')?.fills).toBeNull();
  });

  it('leave the monitor to the one that is known to stand there', () => {
    const key = setUpKey([one, two]);
    const known = { id: 'b', places: { [key]: place(10, 10) }, last: null, kiosk: true };
    const placed = arrange([{ id: 'a', places: {}, last: place(30, 30), kiosk: true }, known], [one, two]);
    expect(placed.get('b')?.fills).toEqual(one.bounds);
    expect(placed.get('a')?.fills).toEqual(two.bounds);
  });

  it('stand in front when there is no monitor left to fill, so that none is hidden', () => {
    const kiosk = (id: string) => ({ id, places: {}, last: place(10, 10), kiosk: true });
    const placed = arrange([kiosk('a'), kiosk('b')], [one]);
    expect(placed.get('a')?.fills).toEqual(one.bounds);
    expect(placed.get('b')?.fills).toBeNull();
  });
});

describe('a new wall window', () => {
  const first = { bounds: { ...left, height: 1080 }, workArea: left };
  const second = { bounds: { ...right, height: 720 }, workArea: right };
  const console = { x: 200, y: 80, width: 1440, height: 900 };

  it('fills the monitor that the console does not stand on', () => {
    expect(wallPlace([first, second], [console], null)).toMatchObject(right);
  });

  it('fills the only monitor, the first time', () => {
    expect(wallPlace([first], [console], null)).toMatchObject(left);
  });

  it('is as large as the one before it, beside it where that is open', () => {
    const last = { x: 40, y: 40, width: 900, height: 700 };
    expect(wallPlace([first], [console], last)).toMatchObject({ width: 900, height: 700 });
    expect(wallPlace([first], [console, last], last)).toMatchObject({
      x: 72,
      y: 72,
      width: 900,
      height: 700,
    });
  });
});
