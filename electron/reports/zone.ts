const DAY = 86_400;
/** Offsets are looked up in blocks of about six days: shorter than any time between two changes of a zone. */
const BLOCK = 1 << 19;

interface Block {
  readonly before: number;
  /** First second of the block's second offset; Infinity when the offset does not change in it. */
  readonly changeAt: number;
  readonly after: number;
}

/** Whether this computer knows the IANA time zone. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}

/**
 * Fast offsets of one IANA time zone. `Intl` is asked a few times per six days of data (and once per change of
 * the clocks, by halving); everything else is arithmetic. Throws a RangeError for an unknown zone: check first
 * with `isTimeZone`.
 */
export class ZoneClock {
  readonly timeZone: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #blocks = new Map<number, Block>();
  #lastIndex = Number.NaN;
  #last: Block = { before: 0, changeAt: Infinity, after: 0 };

  constructor(timeZone: string) {
    this.timeZone = timeZone;
    this.#format = new Intl.DateTimeFormat('en-US-u-hc-h23', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** Seconds that the zone's wall clock is ahead of UTC at `unix` (seconds). */
  offsetAt(unix: number): number {
    const index = Math.floor(unix / BLOCK);
    const block = index === this.#lastIndex ? this.#last : this.#block(index);
    return unix < block.changeAt ? block.before : block.after;
  }

  /** The instants in (`begin`, `end`] at which the offset changes. */
  changes(begin: number, end: number): number[] {
    const found: number[] = [];
    for (let index = Math.floor(begin / BLOCK); index * BLOCK <= end; index += 1) {
      const { changeAt } = this.#block(index);
      if (changeAt > begin && changeAt <= end) found.push(changeAt);
    }
    return found;
  }

  /** Days since 1970-01-01 on the wall clock. */
  dayNumberAt(unix: number): number {
    return Math.floor((unix + this.offsetAt(unix)) / DAY);
  }

  /** The first instant (Unix seconds) that belongs to a wall-clock day, midnight or what replaces it. */
  startOfDay(dayNumber: number): number {
    return this.firstAt(dayNumber * DAY);
  }

  /**
   * The first instant (Unix seconds) at which the wall clock shows a time or, where the clocks jump over it, a later
   * one. @param wall seconds since 1970-01-01 00:00 on the wall clock
   */
  firstAt(wall: number): number {
    const from = wall - 2 * DAY;
    const edges = [from, ...this.changes(from, wall + 2 * DAY), wall + 2 * DAY];
    for (let i = 0; i + 1 < edges.length; i += 1) {
      const begin = edges[i] ?? from;
      const end = edges[i + 1] ?? from;
      const start = Math.max(begin, wall - this.offsetAt(begin));
      if (start < end) return start;
    }
    return wall - this.offsetAt(wall);
  }

  /** Excel's date serial of an instant, on the zone's wall clock. */
  serialAt(unix: number): number {
    return (unix + this.offsetAt(unix)) / DAY + 25_569;
  }

  /** `2026-11-01` */
  dateText(unix: number): string {
    return new Date((unix + this.offsetAt(unix)) * 1000).toISOString().slice(0, 10);
  }

  /** `2026-11-01 14:30` */
  timeText(unix: number): string {
    return new Date((unix + this.offsetAt(unix)) * 1000).toISOString().slice(0, 16).replace('T', ' ');
  }

  /** `UTC+05:45` */
  offsetText(unix: number): string {
    const offset = this.offsetAt(unix);
    const minutes = Math.round(Math.abs(offset) / 60);
    const two = (value: number): string => String(value).padStart(2, '0');
    return `UTC${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  }

  #block(index: number): Block {
    let block = this.#blocks.get(index);
    if (!block) {
      block = this.#look(index * BLOCK, (index + 1) * BLOCK);
      this.#blocks.set(index, block);
    }
    this.#lastIndex = index;
    this.#last = block;
    return block;
  }

  #look(begin: number, end: number): Block {
    const before = this.#ask(begin);
    // The last second of the block: a change exactly at `end` belongs to the next one.
    const after = this.#ask(end - 1);
    if (before === after) return { before, changeAt: Infinity, after };
    let low = begin;
    let high = end - 1;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#ask(middle) === before) low = middle;
      else high = middle;
    }
    return { before, changeAt: high, after };
  }

  #ask(unix: number): number {
    const part: Record<string, number> = {};
    for (const { type, value } of this.#format.formatToParts(unix * 1000)) part[type] = Number(value);
    const wall = Date.UTC(
      part['year'] ?? 1970,
      (part['month'] ?? 1) - 1,
      part['day'] ?? 1,
      part['hour'] ?? 0,
      part['minute'] ?? 0,
      part['second'] ?? 0,
    );
    return wall / 1000 - Math.floor(unix);
  }
}
