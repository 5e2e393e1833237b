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

export interface ReadTerms {
  readonly options: JobOptions;
  /** Unix milliseconds; null: now. */
  readonly scheduledFor: number | null;
}

const within = (value: number, min: number, max: number): boolean => value >= min && value <= max;

/**
 * What the form says; null where it says nothing that can be used.
 *
 * @param now Unix milliseconds; a time that has passed is refused
 */
export function readTerms(terms: Terms, now: number): ReadTerms | null {
  const { concurrency, stopAfter, stopAfterPercent } = terms;
  const throttle = terms.perSecond.trim() === '' ? null : Number(terms.perSecond);
  if (!Number.isInteger(concurrency) || !within(concurrency, 1, 64)) return null;
  if (throttle !== null && !within(throttle, 0.01, 1_000)) return null;
  if (stopAfter && !within(stopAfterPercent, 1, 100)) return null;
  const scheduledFor = terms.when === '' ? null : new Date(terms.when).getTime();
  if (scheduledFor !== null && (Number.isNaN(scheduledFor) || scheduledFor <= now)) return null;
  return {
    options: {
      concurrency,
      perSecond: throttle,
      stopAfterPercent: stopAfter ? stopAfterPercent : null,
    },
    scheduledFor,
  };
}
