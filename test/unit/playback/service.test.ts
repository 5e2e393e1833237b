import { describe, expect, it, onTestFinished } from 'vitest';
import { AlarmStore } from '../../../electron/archive/alarm-store.ts';
import { TrackStore } from '../../../electron/archive/track-store.ts';
import type { TrackPoint } from '../../../electron/contract/playback.ts';
import type { PagedEnd } from '../../../electron/openapi/api.ts';
import { PlaybackService } from '../../../electron/playback/service.ts';
import { freshArchive, value } from '../../support/archive.ts';

const imei = '350000000000001';
const NOW = 1_800_000_000;

function point(gpsTime: number): TrackPoint {
  return { longitude: 10, latitude: 50, gpsTime, speed: 30, course: 90 };
}

/** Playback whose provider has these points. */
function open(
  points: TrackPoint[],
  alarmsEnd: Partial<PagedEnd> = {},
): { service: PlaybackService; tracks: TrackStore } {
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
    readAlarms: () => Promise.resolve({ ...ended, ...alarmsEnd }),
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

  it('says whether the alarms on the line are all, and does not take none that could be read for none', async () => {
    const period = { begin: NOW - 7_200, end: NOW };
    const request = { id: 'a', imei, ...period, refresh: false };
    const whole = open([point(NOW - 3_000)]);
    expect(value(await whole.service.load(request)).alarmsWhole).toBe(true);
    const failure = { code: 'provider.10000' } as const;
    const broken = open([point(NOW - 3_000)], { complete: false, failure });
    const track = value(await broken.service.load(request));
    expect([track.failure, track.alarms, track.alarmsWhole]).toEqual([null, [], false]);
  });

  it('counts what was never read of a period, so that an export can say so', async () => {
    const { service } = open([point(NOW - 3_000)]);
    const request = { id: 'a', imei, refresh: false };
    value(await service.load({ ...request, begin: NOW - 7_200, end: NOW - 3_600 }));
    expect(value(service.unread(imei, { begin: NOW - 7_200, end: NOW - 3_600 }))).toBe(0);
    expect(value(service.unread(imei, { begin: NOW - 9_000, end: NOW }))).toBe(1_800 + 3_000);
    value(await service.load({ ...request, begin: NOW - 9_000, end: NOW }));
    expect(value(service.unread(imei, { begin: NOW - 9_000, end: NOW }))).toBe(0);
  });
});
