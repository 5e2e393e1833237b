import { z } from 'zod';

const kept = z.array(z.tuple([z.number().int().positive(), z.string().max(2_000)])).max(200);

/** Where the notes that are not added yet are remembered on this computer, for one account of one server. */
export function draftsKey(server: string, account: string): string {
  return `alarm-notes|${server}|${account}`;
}

/** Notes that were written and not added, by alarm; what cannot be read counts as none. */
export function readDrafts(text: string | null): ReadonlyMap<number, string> {
  try {
    const parsed = kept.safeParse(JSON.parse(text ?? '[]'));
    if (parsed.success) return new Map(parsed.data);
  } catch {
    // Somebody else wrote under this name.
  }
  return new Map();
}

/** What is remembered of drafts; null when there is nothing to remember. */
export function writeDrafts(drafts: ReadonlyMap<number, string>): string | null {
  const full = [...drafts].filter(([, text]) => text.trim() !== '').slice(-200);
  return full.length === 0 ? null : JSON.stringify(full);
}
