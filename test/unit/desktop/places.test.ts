import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WindowPlace } from '../../../electron/contract/wall.ts';
import { cascade, placeOnScreen } from '../../../electron/desktop/places.ts';

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
