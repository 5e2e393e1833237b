import { DEGREE, NO_NUMBER } from '../contract/live.ts';
import type { TrackPoint } from '../contract/playback.ts';
import { createTrack, trackColumnNames, type TrackColumns } from '../contract/track.ts';

/** Points as columns, ordered by time; those of one second in the order received. */
export function columnsOf(points: readonly TrackPoint[]): TrackColumns {
  const sorted = points.toSorted((a, b) => a.gpsTime - b.gpsTime);
  const columns = createTrack(sorted.length);
  sorted.forEach(({ gpsTime, longitude, latitude, speed, course }, row) => {
    columns.time[row] = gpsTime;
    columns.longitude[row] = Math.round(longitude * DEGREE);
    columns.latitude[row] = Math.round(latitude * DEGREE);
    columns.speed[row] = speed === null ? NO_NUMBER : Math.min(NO_NUMBER - 1, Math.round(speed));
    columns.course[row] = course ?? NO_NUMBER;
  });
  return columns;
}

/** Tracks that follow each other as one. */
export function joinTracks(tracks: readonly TrackColumns[]): TrackColumns {
  const joined = createTrack(tracks.reduce((total, { time }) => total + time.length, 0));
  let at = 0;
  for (const track of tracks) {
    for (const name of trackColumnNames) joined[name].set(track[name], at);
    at += track.time.length;
  }
  return joined;
}
