import type { Failure } from '../contract/errors.ts';
import { isCap } from './gaps.ts';
import type { Span } from './period.ts';
import type { ReportContext } from './report-context.ts';
import { isPassing, isUnreachable } from './reach.ts';

/** Kilometres of one device in one window, or why they are not known. */
export type Figure =
  /** `end` is earlier than the window's where the provider named a cap for this device. */
  | { readonly is: 'known'; readonly km: number; readonly end: number }
  | { readonly is: 'capped' }
  | { readonly is: 'missing'; readonly failure: Failure };

const noSession: Failure = { code: 'session.signedOut' };

/**
 * Kilometres of up to a hundred devices in one legal window: from the provider, and where it does not answer, from
 * the archive. Every device asked has a figure in the result.
 */
export async function readMileage(
  context: ReportContext,
  imeis: readonly string[],
  window: Span,
): Promise<ReadonlyMap<string, Figure>> {
  const figures = new Map<string, Figure>();
  const missing = await askProvider(context, imeis, window, figures);
  if (missing.size === 0) return figures;
  const kept = context.archive.mileage([...missing.keys()], window.begin, window.end);
  for (const [imei, failure] of missing) {
    const row = kept.get(imei);
    if (row) {
      context.provenance.countKept(row.readAt);
      figures.set(imei, figureOf(row.km, row.end, window));
    } else {
      figures.set(imei, isCap(failure) ? { is: 'capped' } : { is: 'missing', failure });
    }
  }
  return figures;
}

/** Fills `figures` with what the provider says and gives the devices it says nothing of, with the reason. */
async function askProvider(
  context: ReportContext,
  imeis: readonly string[],
  window: Span,
  figures: Map<string, Figure>,
): Promise<Map<string, Failure>> {
  const missing = new Map<string, Failure>();
  let wanted = imeis;
  const unreachable = await context.reach.ask(async () => {
    missing.clear();
    const api = context.api();
    if (!api) return noSession;
    const { begin, end } = window;
    const readAt = context.now();
    const answer = await api.mileage(wanted, begin, end, { lane: 'reports', signal: context.control.signal });
    if (!answer.ok) {
      for (const imei of wanted) missing.set(imei, answer.failure);
      return answer.failure;
    }
    const { found } = answer.value;
    context.archive.keepMileage(found, begin, end, readAt);
    for (const [imei, row] of found) {
      if (figures.has(imei)) continue;
      context.provenance.countAsked();
      figures.set(imei, figureOf(row.km, row.end, window));
    }
    let lost: Failure | null = null;
    for (const imei of wanted) {
      if (figures.has(imei)) continue;
      const failure = answer.value.missing.get(imei) ?? { code: 'result.missing', concerns: imei };
      missing.set(imei, failure);
      if (isUnreachable(failure) || (lost === null && isPassing(failure))) lost = failure;
    }
    // What is known stays known; only the rest is asked again.
    wanted = [...missing.keys()];
    return lost;
  });
  if (unreachable) {
    for (const imei of imeis) if (!figures.has(imei)) missing.set(imei, missing.get(imei) ?? unreachable);
  }
  return missing;
}

function figureOf(km: number, end: number, window: Span): Figure {
  return end <= window.begin ? { is: 'capped' } : { is: 'known', km, end: Math.min(end, window.end) };
}
