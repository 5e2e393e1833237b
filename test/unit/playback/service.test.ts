import { describe, expect, it, onTestFinished } from 'vitest';
import { AlarmStore } from '../../../electron/archive/alarm-store.ts';
import { TrackStore } from '../../../electron/archive/track-store.ts';
import type { TrackPoint } from '../../../electron/contract/playback.ts';
import { PlaybackService } from '../../../electron/playback/service.ts';
import { freshArchive, value } from '../../support/archive.ts';

const imei = '350000000000001';
const NOW = 1_800_000_000;

function point(gpsTime: number): TrackPoint {
  return { longitude: 10, latitude: 50, gpsTime, speed: 30, course: 90 };
}

/** Playback whose provider has these points. */
function open(points: TrackPoint[]): { service: PlaybackService; tracks: TrackStore } {
  const { archive, dispose } = freshArchive();
  onTestFinished(dispose);
  const tracks = new TrackStore(archive);
  const ended = { complete: true, failure: null, malformed: 0, requests: 1 };
  const service = new PlaybackService({
    tracks,
    alarms: new AlarmStore(archive),
    readTrack: (_imei, begin, end, _signal, onPage) => {
      const page = points.filter(({ gpsTime }) => gpsTime >= begin && gpsTime < end);
      if (page.length > 0) onPage(page);
      return Promise.resolve(ended);
    },
    readAlarms: () => Promise.resolve(ended),
    serverTime: () => NOW,
    now: () => NOW * 1_000,
  });
  return { service, tracks };
}

describe('PlaybackService', () => {
  it('asks again for the last ten minutes, though a point of this second was read: devices send late', async () => {
    const points = [point(NOW - 3_000), point(NOW - 5)];
    const { service } = open(points);
    const period = { begin: NOW - 3_600, end: NOW };
    value(await service.load({ id: 'a', imei, ...period, refresh: false }));
    points.splice(1, 0, point(NOW - 300));
    const again = value(await service.load({ id: 'b', imei, ...period, refresh: false }));
    expect([...again.columns.time]).toEqual([NOW - 3_000, NOW - 300, NOW - 5]);
  });
});
