import type { Failure } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { gapMessage, gapReason } from './gaps.ts';
import type { Span } from './period.ts';
import type { ReportContext } from './report-context.ts';
import { TripStream, type StreamedPart } from './trip-stream.ts';
import { turn } from './turn.ts';

/** A part of a track that is not known, and why. */
export interface TrackHole extends Span {
  readonly reason: string;
  /** The provider's own words, or ''. */
  readonly message: string;
}

/** Seconds before now whose points may still come. */
const SETTLES = 601;

/**
 * Asks the provider for the points of a device that are not kept yet, and says what is still missing afterwards.
 *
 * @param ask false: the archive alone is looked at
 */
export async function completeTrack(
  context: ReportContext,
  imei: string,
  span: Span,
  ask: boolean,
): Promise<readonly TrackHole[]> {
  const { tracks, reach, control, provenance, now } = context;
  if (tracks.missing(imei, span).length === 0) {
    provenance.countKept(null);
    return [];
  }
  let failure: Failure | null = null;
  if (ask) {
    const unreachable = await reach.ask(async () => {
      if (context.api() === null) return { code: 'session.signedOut' };
      const reading = await tracks.complete(imei, span, control.signal);
      failure = reading.failure;
      return reading.failure;
    });
    failure = unreachable ?? failure;
    if (failure === null) provenance.countAsked();
  }
  const reason = failure !== null ? gapReason(failure) : 'The track was not read yet';
  const message = failure === null ? '' : gapMessage(failure);
  // The last minutes are always asked again; they are no hole in what was read just now.
  const settled = ask && failure === null ? now() - SETTLES : Infinity;
  return tracks
    .missing(imei, span)
    .filter(({ begin }) => begin < settled)
    .map(({ begin, end }) => ({ begin, end, reason, message }));
}

/**
 * Derives the kept track of a device and hands its trips, stops and gaps on, in order.
 *
 * @param columnOf see `TripStream`
 */
export async function deriveKept(
  context: ReportContext,
  imei: string,
  span: Span,
  columnOf: (unix: number) => number,
  take: (parts: readonly StreamedPart[]) => Promise<Result<null>>,
): Promise<Result<null>> {
  const { tracks, control } = context;
  const stream = new TripStream(tracks.rules(), columnOf);
  for (const points of tracks.read(imei, span)) {
    if (!points.ok) return points;
    const taken = await take(stream.take(points.value));
    if (!taken.ok) return taken;
    await turn();
    if (!(await control.mayGoOn())) return fail({ code: 'cancelled' });
  }
  const taken = await take(stream.end());
  return taken.ok ? succeed(null) : taken;
}
