import { z } from 'zod';
import { gives, id } from '../call.ts';
import { trackExport, trackRequest, type Track } from '../playback.ts';

export const playbackCalls = {
  /** Reads a track: what is kept, and the rest from the provider page by page. Resolves when it is complete. */
  'playback.load': gives<Track>()(trackRequest),
  /** Ends a reading; what came so far is kept and given with what is missing. */
  'playback.cancel': gives<null>()(id),
  /** Writes tracks into the export folder; gives the path. */
  'playback.export': gives<string>()(trackExport),
  /** Shows the file that was exported last in the system's file manager. */
  'playback.showExport': gives<null>()(z.undefined()),
} as const;
