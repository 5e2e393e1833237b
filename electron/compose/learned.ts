import { z } from 'zod';
import type { Learned } from '../openapi/client.ts';

const learnedSchema = z.object({
  rate: z.object({ allowed: z.number().positive(), ceiling: z.number().positive().nullable() }),
  postStyle: z.enum(['form', 'query']),
});

/** What was learned of servers, as it is stored: by server and account. */
export type StoredPace = Readonly<Record<string, unknown>>;

const keyOf = (server: string, account: string): string => JSON.stringify([server, account]);

/** What was learned of this server with this account; undefined when nothing was, or nothing that can be read. */
export function learnedOf(stored: StoredPace, server: string, account: string): Learned | undefined {
  const parsed = learnedSchema.safeParse(stored[keyOf(server, account)]);
  return parsed.success ? parsed.data : undefined;
}

/** The stored record with what was learned now. */
export function withLearned(
  stored: StoredPace,
  server: string,
  account: string,
  learned: Learned,
): StoredPace {
  return { ...stored, [keyOf(server, account)]: learned };
}
