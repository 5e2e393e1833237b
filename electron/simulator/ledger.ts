import type { EndpointName } from './faults.ts';

/** What changed the world. Passwords and digests are never in here. */
export type LedgerKind = 'block' | 'unblock' | 'password' | 'message' | 'command' | 'geofence' | 'signIn';

export interface LedgerEntry {
  /** Unix seconds of the world. */
  readonly at: number;
  readonly kind: LedgerKind;
  /** Who did it. */
  readonly by: string;
  /** The account or IMEI it was done to. */
  readonly target: string;
  /** Command, message text, name of the geofence ... */
  readonly detail: string;
}

export interface RequestEntry {
  /** Unix milliseconds of the machine. */
  readonly at: number;
  readonly endpoint: EndpointName;
  readonly account: string;
  /** 0, an error code, or -1 for answers that no client understands (HTML, cut, reset, hang). */
  readonly code: number;
  readonly imeis: number;
}

/** What really happened, for tests that have to prove "exactly once" and "who was asked when". */
export class Ledger {
  private readonly depth: number;
  private readonly effects: LedgerEntry[] = [];
  private readonly counts = new Map<string, number>();
  private readonly requestCounts = new Map<EndpointName, number>();
  private readonly askedTimes = new Map<string, number[]>();
  private recent: RequestEntry[] = [];

  /** @param depth how many times per IMEI are kept, and a hundred times as many requests */
  constructor(depth: number) {
    this.depth = depth;
  }

  happened(entry: LedgerEntry): void {
    this.effects.push(entry);
    const key = `${entry.kind} ${entry.target}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  requested(entry: RequestEntry, imeis: readonly string[]): void {
    this.requestCounts.set(entry.endpoint, (this.requestCounts.get(entry.endpoint) ?? 0) + 1);
    if (this.depth === 0) return;
    this.recent.push(entry);
    if (this.recent.length > this.depth * 200) this.recent = this.recent.slice(-this.depth * 100);
    for (const imei of imeis) {
      const key = `${entry.endpoint} ${imei}`;
      const times = this.askedTimes.get(key);
      if (times === undefined) this.askedTimes.set(key, [entry.at]);
      else {
        times.push(entry.at);
        if (times.length > this.depth) times.shift();
      }
    }
  }

  /** Everything that changed the world, oldest first. */
  entries(kind?: LedgerKind): readonly LedgerEntry[] {
    return kind === undefined ? this.effects : this.effects.filter((entry) => entry.kind === kind);
  }

  /** How often something was done to an account or IMEI. */
  count(kind: LedgerKind, target: string): number {
    return this.counts.get(`${kind} ${target}`) ?? 0;
  }

  requestCount(endpoint: EndpointName): number {
    return this.requestCounts.get(endpoint) ?? 0;
  }

  requestTotals(): Partial<Record<EndpointName, number>> {
    return Object.fromEntries(this.requestCounts);
  }

  /** The latest requests, oldest first. */
  requests(endpoint?: EndpointName): readonly RequestEntry[] {
    return endpoint === undefined ? this.recent : this.recent.filter((entry) => entry.endpoint === endpoint);
  }

  /** When an IMEI was asked for, in Unix milliseconds of the machine; only requests that were answered well. */
  askedFor(endpoint: EndpointName, imei: string): readonly number[] {
    return this.askedTimes.get(`${endpoint} ${imei}`) ?? [];
  }

  clear(): void {
    this.effects.length = 0;
    this.recent = [];
    this.counts.clear();
    this.requestCounts.clear();
    this.askedTimes.clear();
  }
}
