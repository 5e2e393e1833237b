import type { Failure, FailureCode } from '../contract/errors.ts';
import type { PauseReason, RowState } from '../contract/job.ts';
import type { Result } from '../contract/result.ts';

/** What a finished request means for a row, and for the job when it should not go on by itself. */
export interface Judgement {
  readonly state: Extract<RowState, 'waiting' | 'done' | 'failed' | 'unknown'>;
  readonly failure: Failure | null;
  readonly pause: PauseReason | null;
}

/** Refused or never sent for a reason that has nothing to do with the row: it waits, and the job with it. */
const notThisRow = new Set<FailureCode>([
  'network.unreachable',
  'network.certificate',
  'network.notSecure',
  'request.notSent',
  'session.signedOut',
  'session.noSecret',
  'provider.10002',
  'provider.10003',
  'provider.10009',
  'provider.10010',
  'provider.10011',
  'provider.10012',
  'provider.10014',
  'provider.20001',
]);

/** The request may have reached the provider and nobody knows what it did. */
const ambiguous = new Set<FailureCode>([
  'outcome.unknown',
  'network.timeout',
  'answer.notApi',
  'answer.malformed',
  'internal',
]);

/** Refusals that will meet every further row too when the right was taken away halfway. */
const permission = new Set<FailureCode>(['provider.10007', 'provider.10016']);

/** What the answer to a row means. Everything that is not known to be refused is `unknown`. */
export function judge(result: Result<null>): Judgement {
  if (result.ok) return { state: 'done', failure: null, pause: null };
  const { failure } = result;
  if (failure.code === 'cancelled') return { state: 'waiting', failure: null, pause: null };
  if (failure.code === 'job.needsSecrets') return { state: 'waiting', failure, pause: 'secrets' };
  if (notThisRow.has(failure.code)) return { state: 'waiting', failure, pause: 'connection' };
  if (ambiguous.has(failure.code)) return { state: 'unknown', failure, pause: null };
  return { state: 'failed', failure, pause: null };
}

/** Whether a failure while only asking means that the provider cannot be reached now. */
export function isOutOfReach(failure: Failure): boolean {
  return notThisRow.has(failure.code) || failure.code === 'network.timeout' || failure.code === 'cancelled';
}

/** Rows tried before a share of failures says anything. */
export const FEWEST_TO_JUDGE = 20;

/** This many refusals of permission in a row mean that the right is gone. */
export const PERMISSION_STREAK = 5;

/** This many requests in a row whose outcome is unknown mean that nobody answers. */
export const UNANSWERED_STREAK = 5;

/** Counts how a run goes, to stop it before it does the wrong thing thousands of times. */
export class Tally {
  #tried = 0;
  #failed = 0;
  #streak = 0;
  #unanswered = 0;

  /**
   * Adds a request by the outcome of its rows. When request after request brings no answer, going on would only make
   * every further row unknown.
   */
  addRequest(rows: readonly Judgement[]): PauseReason | null {
    const unknown = rows.length > 0 && rows.every(({ state }) => state === 'unknown');
    this.#unanswered = unknown ? this.#unanswered + 1 : 0;
    return this.#unanswered >= UNANSWERED_STREAK ? 'unanswered' : null;
  }

  /** Adds the outcome of a row; says why the job should pause, if so. */
  add(judgement: Judgement, stopAfterPercent: number | null): PauseReason | null {
    if (judgement.pause !== null) return judgement.pause;
    if (judgement.state === 'waiting') return null;
    this.#tried += 1;
    const failed = judgement.state === 'failed';
    if (failed) this.#failed += 1;
    const refused = failed && judgement.failure !== null && permission.has(judgement.failure.code);
    this.#streak = refused ? this.#streak + 1 : 0;
    if (this.#streak >= PERMISSION_STREAK) return 'permission';
    if (stopAfterPercent === null || !failed || this.#tried < FEWEST_TO_JUDGE) return null;
    return this.#failed * 100 >= this.#tried * stopAfterPercent ? 'failures' : null;
  }
}
