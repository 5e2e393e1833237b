import type { Failure } from './errors.ts';

/** What every call that may fail in an expected way returns. Exceptions are bugs, failures are values. */
export type Result<T> = Success<T> | Failed;

export interface Success<T> {
  readonly ok: true;
  readonly value: T;
}

export interface Failed {
  readonly ok: false;
  readonly failure: Failure;
}

/** Wraps a value as a success. */
export function succeed<T>(value: T): Success<T> {
  return { ok: true, value };
}

/** Wraps a failure as a result. */
export function fail(failure: Failure): Failed {
  return { ok: false, failure };
}
