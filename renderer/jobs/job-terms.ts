import type { JobOptions } from '../../electron/contract/job.ts';
import { fromFieldValue } from '../i18n/zoned-time.ts';

/** How a job is to run, as its form holds it. */
export interface Terms {
  concurrency: number;
  /** Requests a second; empty: as the pacer allows. */
  perSecond: string;
  stopAfter: boolean;
  stopAfterPercent: number;
  /** Value of a date-and-time field; empty: now. */
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
/** Unix milliseconds; null: now, NaN: no moment. */
function timeOf(when: string, timeZone: string): number | null {
  if (when.trim() === '') return null;
  const unix = fromFieldValue(when, timeZone);
  return unix === null ? Number.NaN : unix * 1_000;
}

/**
 * i18n keys of what is wrong with the form, by field; a field without an entry is fine.
 *
 * @param now Unix milliseconds; a time that has passed is refused
 * @param timeZone whose clocks the field of the begin means
 */
export function termProblems(
  terms: Terms,
  now: number,
  timeZone: string,
): Partial<Record<TermField, string>> {
  const { concurrency, stopAfter, stopAfterPercent } = terms;
  const throttle = terms.perSecond.trim();
  const when = timeOf(terms.when, timeZone);
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
 * @param timeZone whose clocks the field of the begin means
 */
export function readTerms(terms: Terms, now: number, timeZone: string): ReadTerms | null {
  if (Object.keys(termProblems(terms, now, timeZone)).length > 0) return null;
  const { concurrency, stopAfter, stopAfterPercent } = terms;
  const scheduledFor = timeOf(terms.when, timeZone);
  return {
    options: {
      concurrency,
      perSecond: terms.perSecond.trim() === '' ? null : Number(terms.perSecond),
      stopAfterPercent: stopAfter ? stopAfterPercent : null,
    },
    scheduledFor,
  };
}
