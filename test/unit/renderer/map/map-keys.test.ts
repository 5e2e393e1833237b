import { describe, expect, it } from 'vitest';
import { mapDeedOf, mapKeys } from '../../../../renderer/map/map-keys.ts';

describe('Keys of a map', () => {
  it('all do what their row says', () => {
    for (const { does, keys, measuring } of mapKeys)
      for (const key of keys) expect(mapDeedOf(key, measuring === true)).toBe(does);
  });

  it('mean something else while a distance is measured, and nothing where there is no use for them', () => {
    expect(mapDeedOf('Escape', true)).toBe('end');
    expect(mapDeedOf('Escape', false)).toBe('clear');
    expect(mapDeedOf('Backspace', false)).toBeNull();
    expect(mapDeedOf('q', true)).toBeNull();
  });
});
