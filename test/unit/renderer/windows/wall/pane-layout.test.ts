import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { panesOf, wallContent, newPane } from '../../../../../electron/contract/wall.ts';
import {
  fillPreset,
  moveDivider,
  placesOf,
  presetLayout,
  presetOf,
  presets,
  presetSize,
} from '../../../../../renderer/windows/wall/pane-layout.ts';

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
const anyPreset = fc.constantFrom(...presets);

describe('a preset', () => {
  it.each(presets)('%s places every pane once, is known again, and can be kept', (preset) => {
    const own = ids.slice(0, presetSize[preset]);
    const layout = presetLayout(preset, own);
    expect(panesOf(layout)).toEqual(own);
    expect(presetOf(layout)).toBe(preset);
    expect(wallContent.safeParse({ layout, panes: own.map(newPane) }).success).toBe(true);
  });

  it('keeps the panes there are, adds what is missing and hands over what finds no room', () => {
    const four = presetLayout('2x2', ids.slice(0, 4));
    expect(fillPreset('2', four, () => 'new')).toEqual({ ids: ['a', 'b'], left: ['c', 'd'] });
    let next = 0;
    const filled = fillPreset('3x3', four, () => `new-${(next += 1)}`);
    expect(filled.ids).toEqual(['a', 'b', 'c', 'd', 'new-1', 'new-2', 'new-3', 'new-4', 'new-5']);
  });
});

describe('the places of panes', () => {
  it('fill the window without overlapping, wherever dividers were moved to', () => {
    const moves = fc.array(fc.tuple(fc.nat(20), fc.double({ min: -1, max: 2, noNaN: true })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(anyPreset, moves, (preset, moved) => {
        let layout = presetLayout(preset, ids);
        for (const [which, part] of moved) {
          const { dividers } = placesOf(layout);
          const divider = dividers[which % Math.max(1, dividers.length)];
          if (divider) layout = moveDivider(layout, divider.path, divider.after, part);
        }
        const shares = [...placesOf(layout).panes.values()];
        const area = shares.reduce((sum, { width, height }) => sum + width * height, 0);
        expect(area).toBeCloseTo(1, 6);
        for (const { left, top, width, height } of shares) {
          expect(width).toBeGreaterThan(0.005);
          expect(height).toBeGreaterThan(0.005);
          expect(left + width).toBeLessThanOrEqual(1.000001);
          expect(top + height).toBeLessThanOrEqual(1.000001);
        }
        expect(presetOf(layout)).toBe(preset);
      }),
    );
  });

  it('change only beside the divider that is moved', () => {
    const layout = presetLayout('3x3', ids);
    const [first] = placesOf(layout).dividers.filter(({ path }) => path.length === 1);
    const moved = placesOf(moveDivider(layout, first?.path ?? [], first?.after ?? 0, 0.5)).panes;
    expect(moved.get('a')?.width).toBeCloseTo(0.5);
    expect(moved.get('b')?.width).toBeCloseTo(1 / 6);
    expect(moved.get('c')?.width).toBeCloseTo(1 / 3);
    expect(moved.get('d')?.width).toBeCloseTo(1 / 3);
  });

  it('know the way to every divider', () => {
    expect(placesOf(presetLayout('1', ids)).dividers).toEqual([]);
    expect(placesOf(presetLayout('2x2', ids)).dividers).toHaveLength(3);
    expect(placesOf(presetLayout('1+3', ids)).dividers).toHaveLength(3);
    expect(placesOf(presetLayout('3x3', ids)).dividers).toHaveLength(8);
  });
});
