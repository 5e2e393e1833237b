import { z } from 'zod';
import { gives, nothing } from '../call.ts';
import type { TimeStatus } from '../time-travel.ts';

export const timeCalls = {
  'time.status': gives<TimeStatus>()(nothing),
  /** All windows show a recorded second, the nearest at or before the one asked for. */
  'time.go': gives<TimeStatus>()(z.object({ at: z.number().int().min(0).max(4_294_967_295) })),
  /** Plays on from the second shown; 0 stands still. */
  'time.play': gives<TimeStatus>()(z.object({ speed: z.number().int().min(0).max(600) })),
  /** All windows show now again. */
  'time.live': gives<TimeStatus>()(nothing),
} as const;
