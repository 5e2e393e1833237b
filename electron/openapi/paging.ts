import type { Failure } from '../contract/errors.ts';
import type { Result } from '../contract/result.ts';
import type { PagedEnd } from './api.ts';
import type { Segment } from './decoders/segments.ts';

export interface PagedQuery<T> {
  /** Unix seconds, both included. */
  readonly begin: number;
  readonly end: number;
  /** A page of this many segments may be followed by another. */
  readonly pageSize: number;
  /** Asks for the segments from `begin` on, as received. */
  readonly ask: (begin: number) => Promise<Result<readonly string[]>>;
  readonly read: (segment: string) => Segment<T>;
  readonly onPage: (rows: readonly T[]) => void | Promise<void>;
}

/** Where paging stands: what has been handed over that the next page may bring again. */
class Pages<T> {
  readonly #read: (segment: string) => Segment<T>;
  /** Segments that an inclusive begin can repeat, with their cursor. */
  readonly #seen = new Map<string, number>();
  readonly #unreadable = new Set<string>();

  constructor(read: (segment: string) => Segment<T>) {
    this.#read = read;
  }

  get malformed(): number {
    return this.#unreadable.size;
  }

  /** The rows of a page that were not handed over before, and the last cursor in it. */
  take(segments: readonly string[]): { readonly rows: readonly T[]; readonly last: number | null } {
    const rows: T[] = [];
    let last: number | null = null;
    for (const segment of segments) {
      const { cursor, row } = this.#read(segment);
      if (cursor !== null) last = cursor;
      if (row === null || cursor === null) {
        this.#unreadable.add(segment);
      } else if (!this.#seen.has(segment)) {
        this.#seen.set(segment, cursor);
        rows.push(row);
      }
    }
    return { rows, last };
  }

  /** Forgets what lies before `cursor`: the server will not give it again. */
  forgetBefore(cursor: number): void {
    for (const [segment, at] of this.#seen) if (at < cursor) this.#seen.delete(segment);
  }
}

function standingStill(from: number, last: number | null, size: number): Failure {
  const why =
    last === from
      ? `All ${size} rows of a full answer share one second, Unix time ${from}; the API cannot go past it.`
      : `A full answer of ${size} rows holds no later time to go on from than Unix time ${from}.`;
  return { code: 'result.incomplete', detail: why };
}

/**
 * Reads page after page (open-api.md 2.3, 2.8). The next page begins at the cursor of the last row received, which
 * repeats rows of that second: exact repeats are removed. Received segments are counted, readable or not. When a full
 * page does not move the cursor, the end is `complete: false` with `result.incomplete`: further requests could only
 * repeat it. A failure ends it too; what was handed over before stays valid.
 */
export async function readPages<T>(query: PagedQuery<T>): Promise<PagedEnd> {
  const pages = new Pages<T>(query.read);
  let from = query.begin;
  for (let requests = 1; ; requests += 1) {
    const end = (failure: Failure | null): PagedEnd => ({
      complete: failure === null,
      failure,
      malformed: pages.malformed,
      requests,
    });
    const page = await query.ask(from);
    if (!page.ok) return end(page.failure);
    const { rows, last } = pages.take(page.value);
    if (rows.length > 0) await query.onPage(rows);
    if (page.value.length < query.pageSize) return end(null);
    if (last === null || last <= from) return end(standingStill(from, last, page.value.length));
    if (last > query.end) return end(null);
    from = last;
    pages.forgetBefore(from);
  }
}
