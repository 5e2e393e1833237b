import { z } from 'zod';
import type { Attention, Heard } from './live.ts';

const slots = z.array(z.number().int().min(0).max(10_000_000)).max(100_000);
const degrees = z.number().min(-1_000).max(1_000);

/** What a window may say over its live port; main checks it like every argument from a renderer. */
export const attentionSchema: z.ZodType<Attention> = z.object({
  type: z.literal('attention'),
  viewports: z.array(z.tuple([degrees, degrees, degrees, degrees])).max(16),
  followed: slots,
  selected: slots,
  listed: slots,
});

export const heardSchema: z.ZodType<Heard> = z.object({ type: z.literal('heard') });
