import type { PaneLayout } from '../../../electron/contract/wall.ts';
import { panesOf } from '../../../electron/contract/wall.ts';

/** Ready-made divisions, by the number of panes they have room for. */
export const presets = ['1', '2', '2x2', '1+3', '3x3'] as const;
export type Preset = (typeof presets)[number];

export const presetSize: Readonly<Record<Preset, number>> = { '1': 1, '2': 2, '2x2': 4, '1+3': 4, '3x3': 9 };

/** Smallest share of its split that a pane can be dragged to. */
const SMALLEST = 0.08;

function split(
  direction: 'row' | 'column',
  children: readonly PaneLayout[],
  shares?: readonly number[],
): PaneLayout {
  return { kind: 'split', direction, fractions: shares ?? children.map(() => 1 / children.length), children };
}

/** A preset with these panes at its places; `ids` has as many as the preset has room for. */
export function presetLayout(preset: Preset, ids: readonly string[]): PaneLayout {
  const leaf = (at: number): PaneLayout => ({ kind: 'pane', pane: ids[at] ?? String(at) });
  const row = (...at: number[]): PaneLayout => split('row', at.map(leaf));
  switch (preset) {
    case '1':
      return leaf(0);
    case '2':
      return row(0, 1);
    case '2x2':
      return split('column', [row(0, 1), row(2, 3)]);
    case '1+3':
      return split('row', [leaf(0), split('column', [1, 2, 3].map(leaf))], [0.68, 0.32]);
    case '3x3':
      return split('column', [row(0, 1, 2), row(3, 4, 5), row(6, 7, 8)]);
  }
}

/** The preset a layout was made from, whatever its dividers have become; null when it is none. */
export function presetOf(layout: PaneLayout): Preset | null {
  const shape = shapeOf(layout);
  return presets.find((preset) => shapeOf(presetLayout(preset, [])) === shape) ?? null;
}

function shapeOf(layout: PaneLayout): string {
  return layout.kind === 'pane' ? '.' : `${layout.direction}(${layout.children.map(shapeOf).join('')})`;
}

/** A rectangle in shares of the window, 0 to 1. */
export interface Share {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface DividerAt {
  /** Way to its split: places of children from the root. */
  readonly path: readonly number[];
  /** It stands after this child of the split. */
  readonly after: number;
  readonly direction: 'row' | 'column';
  /** The whole split, to reckon a dragged pointer with. */
  readonly within: Share;
  /** Where it stands: share of the window along its direction. */
  readonly at: number;
  /** Share of the split that what is before it has, for screen readers. */
  readonly part: number;
}

/** Where panes and dividers are. Panes keep their ids, so that a map lives on while the division changes. */
export function placesOf(layout: PaneLayout): {
  readonly panes: ReadonlyMap<string, Share>;
  readonly dividers: readonly DividerAt[];
} {
  const panes = new Map<string, Share>();
  const dividers: DividerAt[] = [];
  const walk = (node: PaneLayout, within: Share, path: readonly number[]): void => {
    if (node.kind === 'pane') {
      panes.set(node.pane, within);
      return;
    }
    const { direction, fractions, children } = node;
    const whole = fractions.reduce((sum, part) => sum + part, 0);
    let before = 0;
    children.forEach((child, at) => {
      const part = (fractions[at] ?? 0) / whole;
      walk(child, partOf(within, direction, before, part), [...path, at]);
      before += part;
      if (at === children.length - 1) return;
      const stands = partOf(within, direction, before, 0);
      dividers.push({
        path,
        after: at,
        direction,
        within,
        at: direction === 'row' ? stands.left : stands.top,
        part: before,
      });
    });
  };
  walk(layout, { left: 0, top: 0, width: 1, height: 1 }, []);
  return { panes, dividers };
}

function partOf(within: Share, direction: 'row' | 'column', from: number, part: number): Share {
  return direction === 'row'
    ? { ...within, left: within.left + within.width * from, width: within.width * part }
    : { ...within, top: within.top + within.height * from, height: within.height * part };
}

/**
 * The layout after a divider was moved so that what is before it in its split has `part` of the split (0 to 1). Only
 * its two neighbours change, and neither vanishes.
 */
export function moveDivider(
  layout: PaneLayout,
  path: readonly number[],
  after: number,
  part: number,
): PaneLayout {
  if (layout.kind === 'pane') return layout;
  const [child, ...rest] = path;
  if (child !== undefined) {
    const children = layout.children.map((each, at) =>
      at === child ? moveDivider(each, rest, after, part) : each,
    );
    return { ...layout, children };
  }
  const whole = layout.fractions.reduce((sum, share) => sum + share, 0);
  const shares = layout.fractions.map((share) => share / whole);
  const before = shares.slice(0, after).reduce((sum, share) => sum + share, 0);
  const both = (shares[after] ?? 0) + (shares[after + 1] ?? 0);
  const smallest = Math.min(SMALLEST, both / 2);
  const first = Math.min(both - smallest, Math.max(smallest, part - before));
  shares[after] = first;
  shares[after + 1] = both - first;
  return { ...layout, fractions: shares };
}

/** The pane ids for a preset: those there are, in their order, then new ones; and those that find no room. */
export function fillPreset(
  preset: Preset,
  layout: PaneLayout,
  newId: () => string,
): { readonly ids: readonly string[]; readonly left: readonly string[] } {
  const have = panesOf(layout);
  const room = presetSize[preset];
  const ids = have.slice(0, room);
  while (ids.length < room) ids.push(newId());
  return { ids, left: have.slice(room) };
}
