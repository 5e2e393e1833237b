import type { Wall, WallContent } from '../../../electron/contract/wall.ts';
import { newPane } from '../../../electron/contract/wall.ts';

/** What a window shows: one pane, or two beside each other. */
export function content(...ids: readonly string[]): WallContent {
  const panes = ids.map(newPane);
  const leaves = ids.map((pane) => ({ kind: 'pane' as const, pane }));
  const [only] = leaves;
  if (only === undefined) throw new Error('A window has at least one pane');
  const layout =
    leaves.length === 1
      ? only
      : {
          kind: 'split' as const,
          direction: 'row' as const,
          fractions: leaves.map(() => 1 / leaves.length),
          children: leaves,
        };
  return { layout, panes };
}

export function aWall(over: Partial<Wall> = {}): Wall {
  return {
    id: 'wall-1',
    name: 'Night shift',
    kiosk: false,
    windows: [{ id: 'window-1', places: {}, content: content('left', 'right') }],
    ...over,
  };
}
