import { errorText, type Failure, type FailureCode } from '../contract/errors.ts';
import type { Span } from './period.ts';

/** Gaps that a cover names one by one; further ones are counted by reason. */
export const MOST_LISTED = 2_000;

/** Something that a workbook lacks. */
export interface Gap {
  /** What it concerns: an IMEI, or an account. */
  readonly concerns: string;
  /** Plate or name of the device, for people. */
  readonly name: string;
  readonly span: Span;
  readonly reason: string;
  /** The provider's own words, or '' when it said none. */
  readonly message: string;
}

/** Everything that is missing in one report, with the reason: listed up to a limit, counted without one. */
export class Gaps {
  readonly #listed: Gap[] = [];
  readonly #byReason = new Map<string, number>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  get listed(): readonly Gap[] {
    return this.#listed;
  }

  /** How many there are of each reason, most first. */
  get byReason(): readonly (readonly [string, number])[] {
    return [...this.#byReason].sort((a, b) => b[1] - a[1]);
  }

  add(gap: Gap): void {
    this.#count += 1;
    this.#byReason.set(gap.reason, (this.#byReason.get(gap.reason) ?? 0) + 1);
    if (this.#listed.length < MOST_LISTED) this.#listed.push(gap);
  }
}

/** Why a value is missing, as a sentence for the cover. */
export function gapReason(failure: Failure): string {
  return failure.code === 'answer.malformed' && failure.detail !== undefined
    ? `${errorText(failure.code).title}: ${failure.detail}`
    : errorText(failure.code).title;
}

/** The provider's message of a failure, with its code. */
export function gapMessage(failure: Failure): string {
  const { provider } = failure;
  if (!provider) return failure.detail ?? '';
  return provider.code === null ? provider.message : `${provider.code}: ${provider.message}`;
}

const marks: Partial<Record<FailureCode, string>> = {
  'result.missing': 'no answer',
  'result.incomplete': 'incomplete',
  'network.unreachable': 'offline',
  'network.timeout': 'offline',
  'network.certificate': 'offline',
  'network.notSecure': 'offline',
  'session.signedOut': 'signed out',
  'provider.20023': 'no data',
};

/** What stands in a cell in place of the missing number: short, never 0. */
export function gapMark(failure: Failure): string {
  const known = marks[failure.code];
  if (known !== undefined) return known;
  const code = failure.provider?.code ?? null;
  return code === null ? 'not read' : `error ${code}`;
}

/** What stands in a cell whose day lies beyond the provider's cap for the device. */
export const CAP_MARK = 'not yet';
export const CAP_REASON = 'The provider has no mileage of this device for this time yet';

/** The failure of a mileage answer that names a cap which lies at or before the begin of what was asked. */
export function isCap(failure: Failure): boolean {
  return /can only query data that is less than \d+/i.test(failure.provider?.message ?? '');
}
