import { z } from 'zod';
import { webBasemap, type BasemapEntry } from '../basemap.ts';
import { gives, nothing } from '../call.ts';

export const basemapCalls = {
  'basemaps.list': gives<readonly BasemapEntry[]>()(nothing),
  /** Adds a basemap of the web; gives its entry, with every host its style names when that can be read now. */
  'basemaps.add': gives<BasemapEntry>()(webBasemap),
  /** Asks for a PMTiles file; null when the user cancelled. */
  'basemaps.chooseArchive': gives<BasemapEntry | null>()(nothing),
  'basemaps.remove': gives<readonly BasemapEntry[]>()(z.object({ id: z.string().min(1).max(100) })),
  /** Bytes that tiles take on disk. */
  'basemaps.cacheSize': gives<number>()(nothing),
  'basemaps.clearCache': gives<number>()(nothing),
} as const;
