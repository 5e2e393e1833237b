import { describe, expect, it } from 'vitest';
import { sightOf, within } from '../../../../renderer/map/in-sight.ts';
import { columnsOf } from './fleet.ts';

const germany = [5, 47, 15, 55] as const;

describe('the vehicles of a filter', () => {
  const columns = columnsOf([
    { lng: 10, lat: 50 },
    { lng: 100, lat: 10 },
    { lng: 0, lat: 0 },
  ]);

  it('are here when one that passes is in the view', () => {
    expect(sightOf(columns, 3, null, germany)).toBe('here');
    expect(sightOf(columns, 3, Uint8Array.of(1, 1, 0), germany)).toBe('here');
  });

  it('are elsewhere when those that pass are all outside', () => {
    expect(sightOf(columns, 3, Uint8Array.of(0, 1, 0), germany)).toBe('elsewhere');
  });

  it('are nowhere without one that has a place, so that there is nothing to go to', () => {
    expect(sightOf(columns, 3, Uint8Array.of(0, 0, 1), [-5, -5, 5, 5])).toBe('nowhere');
    expect(sightOf(columns, 3, new Uint8Array(3), germany)).toBe('nowhere');
  });

  it('are found in a view across the 180th meridian', () => {
    const far = columnsOf([{ lng: -179, lat: 1 }]);
    expect(within([170, -10, 190, 10], far, 0)).toBe(true);
    expect(within([170, -10, 179, 10], far, 0)).toBe(false);
  });
});
