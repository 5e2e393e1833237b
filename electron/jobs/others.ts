import type { Failure } from '../contract/errors.ts';
import type { RowState } from '../contract/job.ts';
import { succeed, type Result } from '../contract/result.ts';
import type { Clock } from './clock.ts';
import type { Held } from './held.ts';
import type { Journal } from './journal.ts';
import type { JobKind } from './kind.ts';

export interface OtherJobsParts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly held: () => Iterable<Held>;
}

/** Rows that a job has still to settle. */
const open: readonly RowState[] = ['waiting', 'sent', 'unknown'];
/** Rows whose effect is there, or may be. */
const changed: readonly RowState[] = ['sent', 'done', 'unknown'];

/** What other jobs have to do with the targets of one: two over the same account must not run side by side. */
export class OtherJobs {
  readonly #parts: OtherJobsParts;

  constructor(parts: OtherJobsParts) {
    this.#parts = parts;
  }

  /**
   * Targets that may not be changed by a job of this kind now, with the reason: another job that has not ended still
   * has to (`job.overlap`), or, when the job `inverseOf` is to be taken back, a later one changed them since
   * (`job.changedSince`).
   */
  async inTheWay(
    { touches }: JobKind,
    inverseOf: string | null,
    except: string | null = null,
  ): Promise<Result<ReadonlyMap<string, Failure>>> {
    const found = new Map<string, Failure>();
    if (touches === undefined) return succeed(found);
    const alike = Array.from(this.#parts.held()).filter(({ kind }) => kind?.touches === touches);
    if (inverseOf !== null) {
      const since = await this.#changedSince(alike, inverseOf, found);
      if (!since.ok) return since;
    }
    for (const { job } of alike) {
      if (job.id === except || job.state === 'done' || job.state === 'cancelled') continue;
      const rows = this.#parts.journal.targets(job.id, open);
      if (!rows.ok) return rows;
      for (const { target } of rows.value) found.set(target, { code: 'job.overlap', concerns: job.title });
      await this.#turn();
    }
    return succeed(found);
  }

  /** Why rows of a job in this state must not be sent now: another one has to change the same targets. */
  async overlap(held: Held | undefined, state: RowState): Promise<Failure | null> {
    if (held?.kind == null) return null;
    const rows = this.#parts.journal.targets(held.job.id, [state]);
    if (!rows.ok) return rows.failure;
    const inTheWay = await this.inTheWay(held.kind, null, held.job.id);
    if (!inTheWay.ok) return inTheWay.failure;
    const first = rows.value.find(({ target }) => inTheWay.value.has(target));
    return first === undefined ? null : (inTheWay.value.get(first.target) ?? null);
  }

  async #changedSince(
    alike: readonly Held[],
    inverseOf: string,
    found: Map<string, Failure>,
  ): Promise<Result<null>> {
    const original = this.#parts.journal.targets(inverseOf, ['done']);
    if (!original.ok) return original;
    const doneAt = new Map(original.value.map(({ target, settledAt }) => [target, settledAt]));
    const earliest = original.value.reduce((least, { settledAt }) => Math.min(least, settledAt), Infinity);
    for (const { job } of alike) {
      if (job.id === inverseOf || (job.finishedAt !== null && job.finishedAt < earliest)) continue;
      const rows = this.#parts.journal.targets(job.id, changed);
      if (!rows.ok) return rows;
      for (const { target, settledAt } of rows.value) {
        const before = doneAt.get(target);
        if (before === undefined || settledAt <= before) continue;
        found.set(target, { code: 'job.changedSince', concerns: job.title });
      }
      await this.#turn();
    }
    return succeed(null);
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#parts.clock.soon(resolve);
    });
  }
}
