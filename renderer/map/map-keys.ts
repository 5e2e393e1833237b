/** What a key does while a map has the focus. MapLibre itself moves and zooms. */
export type MapDeed = 'move' | 'zoom' | 'pick' | 'undo' | 'end' | 'clear';

interface MapKey {
  readonly does: MapDeed;
  /** By `KeyboardEvent.key`. */
  readonly keys: readonly string[];
  /** Only while a distance is measured; before what the same key does else. */
  readonly measuring?: true;
}

/** The keys of a map: what binds them and what lists them. */
export const mapKeys: readonly MapKey[] = [
  { does: 'move', keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] },
  { does: 'zoom', keys: ['+', '-'] },
  { does: 'pick', keys: ['Enter'] },
  { does: 'undo', keys: ['Backspace'], measuring: true },
  { does: 'end', keys: ['Escape'], measuring: true },
  { does: 'clear', keys: ['Escape'] },
];

/** What a key means for a map; null when it means nothing. */
export function mapDeedOf(key: string, measuring: boolean): MapDeed | null {
  const found = mapKeys.find((row) => row.keys.includes(key) && (measuring || row.measuring !== true));
  return found?.does ?? null;
}
