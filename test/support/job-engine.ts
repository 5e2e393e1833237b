import type { Failure } from '../../electron/contract/errors.ts';
import {
  jobOptions,
  type JobOptions,
  type JobStatus,
  type Plan,
  type PlanRow,
} from '../../electron/contract/job.ts';
import { fail, succeed, type Result } from '../../electron/contract/result.ts';
import { JobEngine, type EngineParts } from '../../electron/jobs/engine.ts';
import type { JobKind, KindContext, RowForecast } from '../../electron/jobs/kind.ts';
import { value } from './archive.ts';
import { ManualClock } from './manual-clock.ts';
import { MemoryJournal } from './memory-journal.ts';

/** How the provider of a test treats a request. */
export type Treatment =
  'ok' | 'refuses' | 'permission' | 'unreachable' | 'lostAfter' | 'lostBefore' | 'hangs' | 'throws';

const failures: Record<'refuses' | 'permission' | 'unreachable', Failure> = {
  refuses: { code: 'provider.20005', provider: { code: 20_005, message: "Target doesn't exist." } },
  permission: { code: 'provider.10007', provider: { code: 10_007, message: 'Permission denied' } },
  unreachable: { code: 'network.unreachable' },
};

/** A provider that counts how often each target was changed. */
export class CountingProvider {
  readonly changed = new Map<string, number>();
  readonly requests: string[][] = [];
  checks = 0;
  inFlight = 0;
  mostInFlight = 0;
  treat: (targets: readonly string[]) => Treatment = () => 'ok';
  checkFails: Failure | null = null;
  /** Resolves when the answer may come; by default at once. */
  latency: () => Promise<void> = () => Promise.resolve();

  times(target: string): number {
    return this.changed.get(target) ?? 0;
  }

  async request(targets: readonly string[]): Promise<Result<null>> {
    this.requests.push([...targets]);
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    const treatment = this.treat(targets);
    const applies = treatment === 'ok' || treatment === 'lostAfter' || treatment === 'throws';
    if (applies) for (const target of targets) this.changed.set(target, this.times(target) + 1);
    await this.latency();
    this.inFlight -= 1;
    switch (treatment) {
      case 'ok':
        return succeed(null);
      case 'lostAfter':
      case 'lostBefore':
        return fail({ code: 'outcome.unknown' });
      case 'hangs':
        return new Promise(() => undefined);
      case 'throws':
        throw new Error('a bug');
      default:
        return fail(failures[treatment]);
    }
  }

  check(target: string): Result<boolean> {
    this.checks += 1;
    return this.checkFails === null ? succeed(this.times(target) > 0) : fail(this.checkFails);
  }
}

export interface TestKindOptions {
  readonly checkable?: boolean;
  readonly perRequest?: number;
  readonly preview?: (row: PlanRow) => RowForecast;
}

/** A kind that does nothing but ask the counting provider. */
export function testKind(
  provider: CountingProvider,
  { checkable = true, perRequest = 1, preview }: TestKindOptions = {},
): JobKind {
  const kind: JobKind = {
    name: 'block',
    action: 'account.block',
    touches: 'block state',
    validate: () => null,
    preview:
      preview ?? (() => ({ verdict: 'change', before: 'not blocked', after: 'blocked', failure: null })),
    confirmation: (count) => ({ type: 'count', count }),
    rowsPerRequest: () => perRequest,
    execute: async (rows: readonly PlanRow[], context: KindContext) => {
      if (context.stopped.aborted) return rows.map(() => fail({ code: 'cancelled' }));
      const result = await provider.request(rows.map((row) => row.target));
      return rows.map(() => result);
    },
    inverse: (done) => ({
      kind: 'block',
      parameters: { undo: true },
      rows: done.map(({ target }) => ({ target, data: {} })),
    }),
  };
  if (!checkable) return kind;
  return {
    ...kind,
    check: (row: PlanRow, _context: KindContext) => Promise.resolve(provider.check(row.target)),
  };
}

export interface Bench {
  readonly engine: JobEngine;
  readonly clock: ManualClock;
  readonly journal: MemoryJournal;
  readonly provider: CountingProvider;
  readonly events: JobStatus[];
  /** Previews, confirms and starts a plan. */
  start(plan: Plan, options?: Partial<JobOptions>, scheduledFor?: number): Promise<JobStatus>;
  status(id: string): JobStatus;
}

let jobs = 0;

/** An engine over a journal in memory, a clock held by the test and a counting provider. */
export function engineBench(
  parts: {
    journal?: MemoryJournal;
    provider?: CountingProvider;
    clock?: ManualClock;
    kind?: JobKind;
    engine?: Partial<EngineParts>;
  } = {},
): Bench {
  const {
    journal = new MemoryJournal(),
    provider = new CountingProvider(),
    clock = new ManualClock(),
  } = parts;
  const events: JobStatus[] = [];
  const engine = new JobEngine({
    journal,
    kinds: [parts.kind ?? testKind(provider)],
    clock,
    session: () => ({ server: 'https://api.example.com', account: 'demo' }),
    who: () => 'olga',
    newId: () => `job-${(jobs += 1)}`,
    pace: () => 10,
    blast: () => ({ accountsBelow: 3, vehicles: 2, vehiclesMoving: 1, openAlarms: 0 }),
    settleMs: 1_000,
    onChange: (status) => {
      events.push(status);
    },
    ...parts.engine,
  });
  return {
    engine,
    clock,
    journal,
    provider,
    events,
    start: async (plan, options = {}, scheduledFor) => {
      const [previewed] = await Promise.all([engine.preview(plan), clock.settle()]);
      const preview = value(previewed);
      const [started] = await Promise.all([
        engine.start({
          hash: preview.hash,
          typed: preview.confirmation.type === 'count' ? String(preview.confirmation.count) : '',
          reason: 'unpaid',
          options: { ...jobOptions.parse({}), ...options },
          scheduledFor: scheduledFor ?? null,
        }),
        clock.settle(),
      ]);
      return value(started);
    },
    status: (id) => value(engine.status(id)),
  };
}

/** `count` names: account-0, account-1 ... */
export function names(count: number): string[] {
  return Array.from({ length: count }, (_, place) => `account-${place}`);
}
