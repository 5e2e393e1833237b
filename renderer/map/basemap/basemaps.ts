import { addressProblem } from '../../../electron/contract/basemap.ts';
import type { Basemap, BasemapProblem } from '../../../electron/contract/basemap.ts';
import type { BasemapReason } from './fault.ts';

export { builtinBasemap } from '../../../electron/contract/basemap.ts';
export type { Basemap } from '../../../electron/contract/basemap.ts';

/** What a pane shows now, and why, when that is not what was asked for. */
export type BasemapStatus =
  | { readonly kind: 'loading'; readonly wanted: Basemap }
  | { readonly kind: 'shown'; readonly wanted: Basemap }
  /** The built-in basemap stands in. The pane tries again by itself. */
  | { readonly kind: 'fallback'; readonly wanted: Basemap; readonly reason: BasemapReason };

/** null when the description can be used, otherwise what is wrong with it. */
export function basemapProblem(basemap: Basemap): BasemapProblem | null {
  if (basemap.kind === 'builtin' || basemap.kind === 'archive') return null;
  return addressProblem(basemap.kind, basemap.url);
}
