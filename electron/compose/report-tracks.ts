import { AlarmStore } from '../archive/alarm-store.ts';
import type { Archive } from '../archive/database.ts';
import { OdometerStore } from '../archive/odometer-store.ts';
import { TrackStore } from '../archive/track-store.ts';
import type { Failure } from '../contract/errors.ts';
import type { TrackRules } from '../contract/track-rules.ts';
import type { FleetService } from '../fleet/service.ts';
import type { OpenApi } from '../openapi/api.ts';
import { PlaybackService } from '../playback/service.ts';
import { odometerAt } from '../reports/odometer.ts';
import type { ReportTracks } from '../reports/ports.ts';

/** Tracks and odometers as reports use them: the tracks that playback keeps, read in the lane of reports. */
export function reportTracks(
  archive: Archive,
  api: OpenApi,
  fleet: Pick<FleetService, 'serverTime'>,
  rules: () => TrackRules,
  onFailure: (failure: Failure) => void,
): ReportTracks {
  const tracks = new TrackStore(archive);
  const odometers = new OdometerStore(archive);
  const reading = new PlaybackService({
    tracks,
    alarms: new AlarmStore(archive),
    readTrack: (imei, begin, end, signal, onPage) =>
      api.playback(imei, begin, end, { lane: 'reports', signal }, onPage),
    readAlarms: (imei, begin, end, signal, onPage) =>
      api.alarms(imei, begin, end, { lane: 'reports', signal }, onPage),
    serverTime: () => fleet.serverTime(),
    now: Date.now,
  });
  return {
    rules,
    complete: (imei, span, signal) => reading.complete(imei, span, signal),
    missing: (imei, span) => {
      const missing = tracks.missing(imei, span);
      if (!missing.ok) onFailure(missing.failure);
      return missing.ok ? missing.value : [span];
    },
    read: (imei, span) => tracks.read(imei, span),
    odometer: (imei, unix) => {
      const around = odometers.around(imei, unix);
      if (!around.ok) onFailure(around.failure);
      if (!around.ok) return { known: false, reason: 'the archive could not be read' };
      return odometerAt(around.value[0], around.value[1], unix);
    },
  };
}
