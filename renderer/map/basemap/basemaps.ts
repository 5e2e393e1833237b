import { addressProblem } from '../../../electron/contract/basemap.ts';
import type { Basemap, BasemapProblem } from '../../../electron/contract/basemap.ts';

export { builtinBasemap } from '../../../electron/contract/basemap.ts';
export type { Basemap } from '../../../electron/contract/basemap.ts';

/** What a pane shows now, and why, when that is not what was asked for. */
export type BasemapStatus =
  | { readonly kind: 'loading'; readonly wanted: Basemap }
  | { readonly kind: 'shown'; readonly wanted: Basemap }
  /** The built-in basemap stands in. `reason` is for people. The pane tries again by itself. */
  | { readonly kind: 'fallback'; readonly wanted: Basemap; readonly reason: string };

const problems: Readonly<Record<BasemapProblem, string>> = {
  missing: 'This basemap has no address.',
  address: 'This is not a web address.',
  scheme: 'The address must begin with https:// or http://.',
  secret: 'The address holds a name or password.',
  tiles: 'The address of raster tiles lacks {z}, {x} or {y}.',
};

/** null when the description can be used, otherwise what is wrong with it, for people. */
export function basemapProblem(basemap: Basemap): string | null {
  if (basemap.kind === 'builtin' || basemap.kind === 'archive') return null;
  const problem = addressProblem(basemap.kind, basemap.url);
  return problem === null ? null : problems[problem];
}
