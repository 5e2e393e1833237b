import type { ListsDoubt, ReportRequest } from '../contract/report.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { checkLayout } from './data-sheets.ts';
import { inReportOrder } from './device-columns.ts';
import { gapReason } from './gaps.ts';
import type { ReportDirectory, ResolvedScope, ScopeDoubt } from './ports.ts';
import type { RunControl } from './run-control.ts';

/** Accounts in doubt that a run names; its cover names all of them. */
const MOST_NAMES = 3;

/** Whom a request covers, in the order of reports. Fails with `input.nothingChosen` or `input.invalid`. */
export async function coveredScope(
  directory: ReportDirectory,
  request: ReportRequest,
): Promise<Result<ResolvedScope>> {
  const scope = directory.resolve(request.scope);
  if (scope.devices.length === 0) {
    const detail = emptyDetail(scope.doubts);
    return fail({ code: 'input.nothingChosen', ...(request.scope.accounts.length > 0 ? { detail } : {}) });
  }
  const layout = checkLayout(request, scope.devices);
  if (layout !== null) return fail(layout);
  return succeed({ ...scope, devices: await inReportOrder(scope.devices) });
}

/**
 * Waits until the lists that decide about a request's scope are read, or are known not to come, and then tells whom
 * it covers: a report that looked earlier would leave out devices without knowing it. Fails as `coveredScope` does,
 * and with `cancelled`.
 *
 * @param changed called whenever the waiting has gone on
 */
export async function settledScope(
  directory: ReportDirectory,
  request: ReportRequest,
  control: RunControl,
  changed: () => void,
): Promise<Result<ResolvedScope>> {
  while (await control.mayGoOn()) {
    if (directory.waitsFor(request.scope) === null) return coveredScope(directory, request);
    await oneChange(directory, control.signal);
    changed();
  }
  return fail({ code: 'cancelled' });
}

/** What a run tells of accounts that were not known wholly; null when all were. */
export function listsDoubtOf(doubts: readonly ScopeDoubt[]): ListsDoubt | null {
  if (doubts.length === 0) return null;
  const cut = doubts.filter(({ reason }) => reason === 'cut').length;
  const names = [...new Set(doubts.map(({ account }) => account))].slice(0, MOST_NAMES);
  return { cut, unread: doubts.length - cut, names };
}

/** Why an account's devices are in doubt, as a sentence for people. */
export function doubtReason({ reason }: ScopeDoubt): string {
  switch (reason) {
    case 'cut':
      return 'A list of exactly 500 rows may be cut by the provider: devices or accounts may be missing';
    case 'unread':
      return 'The lists of the account were not read since the console signed in';
    case 'unknown':
      return 'The provider listed no such account; nothing of it is in this report';
    default:
      return `The account's lists could not be read: ${gapReason(reason)}`;
  }
}

function emptyDetail(doubts: readonly ScopeDoubt[]): string {
  const [first] = doubts.filter(({ reason }) => reason !== 'cut');
  if (first === undefined) return 'The chosen accounts hold no devices.';
  return `No device of the chosen accounts is known. ${first.account}: ${doubtReason(first)}.`;
}

function oneChange(directory: ReportDirectory, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      stop();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const stop = directory.onChange(end);
    signal.addEventListener('abort', end);
  });
}
