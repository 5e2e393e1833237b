import { afterEach, describe, expect, it } from 'vitest';
import { AlarmStore } from '../../../electron/archive/alarm-store.ts';
import { TrackStore } from '../../../electron/archive/track-store.ts';
import { trackRequest, type Track } from '../../../electron/contract/playback.ts';
import { PlaybackService } from '../../../electron/playback/service.ts';
import { freshArchive, value } from '../../support/archive.ts';
import { lastMidnight } from '../../support/habits.ts';
import { allImeis, openBed, type Bed } from '../openapi/support.ts';

const disposals: (() => void)[] = [];
afterEach(() => {
  for (const dispose of disposals.splice(0)) dispose();
});

function openPlayback(bed: Bed): PlaybackService {
  const { archive, dispose } = freshArchive();
  disposals.push(dispose);
  return new PlaybackService({
    tracks: new TrackStore(archive),
    alarms: new AlarmStore(archive),
    readTrack: (imei, begin, end, signal, onPage) =>
      bed.client.playback(imei, begin, end, { lane: 'action', signal }, onPage),
    readAlarms: (imei, begin, end, signal, onPage) =>
      bed.client.alarms(imei, begin, end, { lane: 'action', signal }, onPage),
    serverTime: () => bed.timing.now() / 1_000,
    now: Date.now,
  });
}

const load = async (service: PlaybackService, imei: string, begin: number, end: number): Promise<Track> =>
  value(await service.load({ id: 'one', imei, begin, end, refresh: false }));

/** The device that drove most on a day, so that its track has several pages. */
async function busiest(bed: Bed, begin: number, end: number): Promise<string> {
  let most = { imei: '', count: -1 };
  for (const imei of allImeis(bed).slice(0, 40)) {
    let count = 0;
    await bed.client.playback(imei, begin, end, { lane: 'action' }, (page) => {
      count += page.length;
    });
    if (count > most.count) most = { imei, count };
  }
  return most.imei;
}

describe('playback against a provider', () => {
  it('reads a track of several pages, asks nothing twice, and replays it with the network cut', async () => {
    const bed = await openBed({ vehicles: 60, accounts: 12 });
    await bed.client.signIn();
    const end = lastMidnight(bed.timing.now() / 1_000);
    const begin = end - 2 * 86_400;
    const imei = await busiest(bed, begin, end);
    const service = openPlayback(bed);
    const first = await load(service, imei, begin, end);
    expect(first.failure).toBeNull();
    expect(first.missing).toEqual([]);
    expect(first.columns.time.length).toBeGreaterThan(1_000);
    expect([...first.columns.time]).toEqual([...first.columns.time].sort((a, b) => a - b));

    const asked = bed.sent.length;
    await bed.simulator.faults.set({ refuse: true });
    const again = await load(service, imei, begin, end);
    expect(again.columns).toEqual(first.columns);
    expect(again.requests).toBe(0);
    expect(again.failure).toBeNull();
    expect(bed.sent.length).toBe(asked);
  });

  it('says which part is missing and why when the network is gone', async () => {
    const bed = await openBed({ vehicles: 20, accounts: 12 });
    await bed.client.signIn();
    const end = lastMidnight(bed.timing.now() / 1_000);
    const [imei = ''] = allImeis(bed);
    const service = openPlayback(bed);
    await load(service, imei, end - 86_400, end);
    await bed.simulator.faults.set({ refuse: true });
    const wider = await load(service, imei, end - 2 * 86_400, end);
    expect(wider.missing).toEqual([{ begin: end - 2 * 86_400, end: end - 86_400 }]);
    expect(wider.failure?.code).toBe('network.unreachable');
  });

  it('does not take the last minutes and the future for known', async () => {
    const bed = await openBed({ vehicles: 20, accounts: 12 });
    await bed.client.signIn();
    const now = Math.floor(bed.timing.now() / 1_000);
    const [imei = ''] = allImeis(bed);
    const service = openPlayback(bed);
    const track = await load(service, imei, now - 3_600, now + 3_600);
    expect(track.failure).toBeNull();
    const second = await load(service, imei, now - 3_600, now + 3_600);
    expect(second.requests).toBe(1);
  });

  it('tells the provider’s words for a device that does not belong to the account', async () => {
    const bed = await openBed({ vehicles: 20, accounts: 12 });
    await bed.client.signIn();
    const now = Math.floor(bed.timing.now() / 1_000);
    const track = await load(openPlayback(bed), '999999999999999', now - 3_600, now);
    expect(track.columns.time.length).toBe(0);
    expect(track.failure?.provider?.code).toBeTypeOf('number');
  });

  it('keeps what was read of a device that is deleted, expires or is blocked later, and says why the rest is missing', async () => {
    const bed = await openBed({ vehicles: 60, accounts: 12 });
    await bed.client.signIn();
    const end = lastMidnight(bed.timing.now() / 1_000);
    const imei = await busiest(bed, end - 86_400, end);
    const service = openPlayback(bed);
    const before = await load(service, imei, end - 86_400, end);
    expect(before.columns.time.length).toBeGreaterThan(0);
    for (const code of [10013, 20046, 20089] as const) {
      await bed.simulator.faults.set({ spoilers: { [imei]: code } });
      const kept = await load(service, imei, end - 86_400, end);
      expect(kept).toEqual({ ...before, requests: 0 });
      const wider = await load(service, imei, end - 2 * 86_400, end);
      expect(wider.columns).toEqual(before.columns);
      expect(wider.missing).toEqual([{ begin: end - 2 * 86_400, end: end - 86_400 }]);
      expect(wider.failure?.provider?.code).toBe(code);
    }
  });

  it('asks nothing of a period that lies ahead', async () => {
    const bed = await openBed({ vehicles: 20, accounts: 12 });
    await bed.client.signIn();
    const now = Math.floor(bed.timing.now() / 1_000);
    const [imei = ''] = allImeis(bed);
    const asked = bed.sent.length;
    const track = await load(openPlayback(bed), imei, now + 86_400, now + 2 * 86_400);
    expect(bed.sent).toHaveLength(asked);
    expect(track.columns.time).toHaveLength(0);
    expect(track.requests).toBe(0);
  });

  it('takes no period that is reversed, empty or longer than ten years', () => {
    const request = (begin: number, end: number): boolean =>
      trackRequest.safeParse({ id: 'one', imei: '358899051025339', begin, end }).success;
    const now = 1_700_000_000;
    expect(request(now - 86_400, now)).toBe(true);
    expect(request(now, now - 86_400)).toBe(false);
    expect(request(now, now)).toBe(false);
    expect(request(now - 3_700 * 86_400, now)).toBe(false);
  });
});
