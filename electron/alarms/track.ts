import type { AlarmEntry, AlarmTrack } from '../contract/alarm-desk.ts';
import type { TrackPoint } from '../contract/playback.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { OpenApi } from '../openapi/api.ts';

/** Seconds of track that are shown before an alarm. */
const TRACK_BEFORE = 600;

/** The ten minutes of track before the last repeat of an alarm (open-api.md 2.3). */
export async function readTrack(
  api: Pick<OpenApi, 'playback'>,
  { imei, lastAt, gpsTime }: AlarmEntry,
): Promise<Result<AlarmTrack>> {
  const until = gpsTime ?? lastAt;
  const points: TrackPoint[] = [];
  const end = await api.playback(imei, until - TRACK_BEFORE, until, { lane: 'watched' }, (page) => {
    points.push(...page);
  });
  if (end.failure !== null && points.length === 0) return fail(end.failure);
  return succeed({ points, complete: end.complete });
}
