import type { JobOptions } from '../../electron/contract/job.ts';

/** How a job is to run, as its form holds it. */
export interface Terms {
  concurrency: number;
  /** Requests a second; empty: as the pacer allows. */
  perSecond: string;
  stopAfter: boolean;
  stopAfterPercent: number;
  /** Value of a date-and-time field of this computer; empty: now. */
  when: string;
}

export function defaultTerms(): Terms {
  return { concurrency: 8, perSecond: '', stopAfter: true, stopAfterPercent: 10, when: '' };
}

/** The form of a job that has begun; when it begins is settled. */
export function termsOf({ concurrency, perSecond, stopAfterPercent }: JobOptions): Terms {
  return {
    concurrency,
    perSecond: perSecond === null ? '' : String(perSecond),
    stopAfter: stopAfterPercent !== null,
    stopAfterPercent: stopAfterPercent ?? defaultTerms().stopAfterPercent,
    when: '',
  };
}

export interface ReadTerms {
  readonly options: JobOptions;
  /** Unix milliseconds; null: now. */
  readonly scheduledFor: number | null;
}

export type TermField = 'concurrency' | 'perSecond' | 'stopAfterPercent' | 'when';

const within = (value: number, min: number, max: number): boolean => value >= min && value <= max;
const timeOf = (when: string): number | null => (when === '' ? null : new Date(when).getTime());

/**
 * i18n keys of what is wrong with the form, by field; a field without an entry is fine.
 *
 * @param now Unix milliseconds; a time that has passed is refused
 */
export function termProblems(terms: Terms, now: number): Partial<Record<TermField, string>> {
  const { concurrency, stopAfter, stopAfterPercent } = terms;
  const throttle = terms.perSecond.trim();
  const when = timeOf(terms.when);
  const problems: Partial<Record<TermField, string>> = {};
  if (!Number.isInteger(concurrency) || !within(concurrency, 1, 64)) {
    problems.concurrency = 'jobs.termProblem.concurrency';
  }
  if (throttle !== '' && !within(Number(throttle), 0.01, 1_000)) {
    problems.perSecond = 'jobs.termProblem.perSecond';
  }
  if (stopAfter && !within(stopAfterPercent, 1, 100)) {
    problems.stopAfterPercent = 'jobs.termProblem.stopAfterPercent';
  }
  if (when !== null && (Number.isNaN(when) || when <= now)) problems.when = 'jobs.termProblem.when';
  return problems;
}

/**
 * What the form says; null where it says nothing that can be used.
 *
 * @param now Unix milliseconds; a time that has passed is refused
 */
export function readTerms(terms: Terms, now: number): ReadTerms | null {
  if (Object.keys(termProblems(terms, now)).length > 0) return null;
  const { concurrency, stopAfter, stopAfterPercent } = terms;
  const scheduledFor = timeOf(terms.when);
  return {
    options: {
      concurrency,
      perSecond: terms.perSecond.trim() === '' ? null : Number(terms.perSecond),
      stopAfterPercent: stopAfter ? stopAfterPercent : null,
    },
    scheduledFor,
  };
}
