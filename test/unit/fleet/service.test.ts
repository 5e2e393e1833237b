import { afterEach, describe, expect, it } from 'vitest';
import { DirectoryStore } from '../../../electron/archive/directory-store.ts';
import type { LoadProgress } from '../../../electron/contract/account.ts';
import type { Failure } from '../../../electron/contract/errors.ts';
import { openFrame, type LiveMessage } from '../../../electron/contract/live.ts';
import { FleetService } from '../../../electron/fleet/service.ts';
import { freshArchive, value } from '../../support/archive.ts';
import { aDevice, calmPace, FakeApi, imeis } from '../../support/open-api.ts';
import { FakeTiming } from '../openapi/support/fake-timing.ts';
import { lookingAt } from './support.ts';

const disposers: (() => void)[] = [];
afterEach(() => {
  for (const dispose of disposers.splice(0)) dispose();
});

function setUp(options: { api?: FakeApi; store?: DirectoryStore; timing?: FakeTiming } = {}) {
  const timing = options.timing ?? new FakeTiming();
  const wait = (): Promise<void> =>
    new Promise((resolve) => {
      timing.after(20, resolve);
    });
  const api = options.api ?? new FakeApi('demo', timing.now, wait);
  const failures: Failure[] = [];
  const fleet = new FleetService({
    api,
    timing,
    account: 'demo',
    pace: () => calmPace,
    serverTime: () => 1_700_000_000,
    longestAge: 300,
    store: options.store ?? null,
    onArchiveFailure: (failure) => failures.push(failure),
  });
  return { timing, api, fleet, failures };
}

function smallFleet(api: FakeApi): FakeApi {
  return api
    .children('demo', 'a', 'b')
    .children('a', 'a1')
    .devicesOf('demo', ['100000'])
    .devicesOf('a', ['100001', '100002'])
    .devicesOf('a1', ['100003']);
}

function watch(fleet: FleetService) {
  const messages: LiveMessage[] = [];
  const subscription = fleet.subscribe((message) => messages.push(message));
  const names = (): string[] =>
    messages.flatMap((message) => (message.type === 'directory' ? message.chunk.imei : []));
  const slots = (): number[] =>
    messages.flatMap((message) =>
      message.type === 'frame' ? [...(openFrame(message.buffer)?.slots ?? [])] : [],
    );
  return { messages, subscription, names, slots };
}

describe('FleetService', () => {
  it('loads, sweeps and tells a window who and where everybody is', async () => {
    const { fleet, api, timing } = setUp();
    smallFleet(api);
    const window = watch(fleet);
    void fleet.start();
    await timing.advance(3_000);
    expect(fleet.tree().map(({ account }) => account)).toEqual(['demo', 'a', 'b', 'a1']);
    expect(fleet.progress()).toMatchObject({
      state: 'done',
      accountsLoaded: 4,
      devicesKnown: 4,
      failures: 0,
    });
    expect(new Set(window.names())).toEqual(new Set(imeis(4)));
    expect(new Set(window.slots()).size).toBe(4);
    const counted = window.messages.findLast((message) => message.type === 'counts');
    expect(counted).toMatchObject({ counts: { devices: 4, byState: [0, 0, 0, 4, 0, 0, 0, 0] } });
    await fleet.stop();
  });

  it('can be used while it loads', async () => {
    const { fleet, api, timing } = setUp();
    api
      .children('demo', ...Array.from({ length: 400 }, (_, place) => `a${place}`))
      .devicesOf('demo', imeis(5));
    const told: LoadProgress[] = [];
    fleet.onProgress((progress) => told.push(progress));
    void fleet.start();
    await timing.advance(500);
    expect(fleet.progress().state).toBe('loading');
    expect(fleet.progress().accountsKnown).toBe(401);
    expect(value(fleet.details('100003'))).toMatchObject({ state: 'parked', device: { imei: '100003' } });
    expect(told.at(-1)?.state).toBe('loading');
    await timing.until(fleet.stop());
  });

  it('tells everything known of a device, before and after it was asked', async () => {
    const { fleet, api, timing } = setUp();
    smallFleet(api).position('100003', { speed: 61, acc: true, serverTime: 1_800_000_000 });
    expect(fleet.details('100003')).toEqual({
      ok: false,
      failure: { code: 'provider.20005', concerns: '100003' },
    });
    void fleet.start();
    await timing.advance(3_000);
    const details = value(fleet.details('100003'));
    expect(details).toMatchObject({ state: 'moving', position: { speed: 61 }, device: { account: 'a1' } });
    expect(details.askedAt).toBeGreaterThan(timing.now() - 3_000);
    expect(details.serverTime - 1_800_000_000).toBeLessThanOrEqual(3);
    await fleet.stop();
  });

  it('finds the devices of accounts, with what is below them when asked, and of single devices, once', async () => {
    const { fleet, api, timing } = setUp();
    smallFleet(api);
    void fleet.start();
    await timing.advance(1_000);
    const found = (accounts: string[], withBelow: boolean, devices: string[] = []): string[] =>
      fleet
        .devicesOf({ accounts, withBelow, devices })
        .map(({ imei }) => imei)
        .sort();
    expect(found(['a'], false)).toEqual(['100001', '100002']);
    expect(found(['a'], true)).toEqual(['100001', '100002', '100003']);
    expect(found(['a', 'a1', 'demo'], true)).toEqual(imeis(4));
    expect(found(['unknown'], true, ['100003', '100003', '999999'])).toEqual(['100003']);
    expect(fleet.accountsOf(['a1', 'a'], true).map(({ account }) => account)).toEqual(['a1', 'a']);
    await fleet.stop();
  });

  it('drops what the provider no longer lists, tells windows, and keeps what could not be read', async () => {
    const { fleet, api, timing } = setUp();
    smallFleet(api);
    const window = watch(fleet);
    void fleet.start();
    await timing.advance(3_000);
    api.devicesOf('a', ['100002']).failing('devices:a1', { code: 'provider.10007' }).children('demo', 'a');
    window.messages.length = 0;
    expect(fleet.reload().state).toBe('loading');
    fleet.reload();
    await timing.advance(3_000);
    expect(fleet.details('100001').ok).toBe(false);
    expect(fleet.details('100003').ok).toBe(true);
    expect(fleet.tree().map(({ account }) => account)).toEqual(['demo', 'a', 'a1']);
    expect(window.names()).toContain('');
    expect(fleet.progress()).toMatchObject({ devicesKnown: 3, failures: 1 });
    await fleet.stop();
  });

  it('keeps a device that a list of 500 rows may only have left out', async () => {
    const { fleet, api, timing } = setUp();
    api.devicesOf('demo', imeis(500));
    void fleet.start();
    await timing.advance(1_000);
    api.devicesOf('demo', imeis(500, 100_001));
    fleet.reload();
    await timing.advance(1_000);
    expect(fleet.details('100000').ok).toBe(true);
    api.devicesOf('demo', imeis(499, 100_001));
    fleet.reload();
    await timing.advance(1_000);
    expect(fleet.details('100000').ok).toBe(false);
    await fleet.stop();
  });

  it('asks sooner for what a window shows', async () => {
    const { fleet, api, timing } = setUp();
    api.devicesOf('demo', imeis(400));
    void fleet.start();
    await timing.advance(5_000);
    const { subscription } = watch(fleet);
    const slot = value(fleet.details('100399')).slot;
    subscription.attend(lookingAt({ followed: [slot] }));
    const before = api.tracks.length;
    await timing.advance(20_000);
    const asked = api.tracks.slice(before).filter((track) => track.imeis.includes('100399'));
    expect(asked.length).toBeGreaterThanOrEqual(3);
    expect(asked[0]?.lane).toBe('watched');
    subscription.end();
    const later = api.tracks.length;
    await timing.advance(20_000);
    expect(api.tracks.slice(later).filter((track) => track.lane === 'watched')).toEqual([]);
    await fleet.stop();
  });

  it('gives a window that comes later everything known', async () => {
    const { fleet, api, timing } = setUp();
    smallFleet(api);
    void fleet.start();
    await timing.advance(3_000);
    const window = watch(fleet);
    await timing.advance(200);
    expect(new Set(window.names())).toEqual(new Set(imeis(4)));
    expect(window.slots().sort()).toEqual([0, 1, 2, 3]);
    await fleet.stop();
  });

  it('is silent after it was stopped', async () => {
    const { fleet, api, timing } = setUp();
    smallFleet(api);
    const window = watch(fleet);
    void fleet.start();
    await timing.advance(50);
    const stopped = fleet.stop();
    await timing.advance(100);
    await stopped;
    const { length } = window.messages;
    const asked = api.tracks.length + api.lists.length;
    await timing.advance(60_000);
    expect(window.messages).toHaveLength(length);
    expect(api.tracks.length + api.lists.length).toBe(asked);
  });

  it('shows the last known fleet at the next start before the provider has answered', async () => {
    const opened = freshArchive();
    disposers.push(opened.dispose);
    const first = setUp({ store: new DirectoryStore(opened.archive) });
    smallFleet(first.api).failing('devices:b', { code: 'provider.10007' });
    void first.fleet.start();
    await first.timing.advance(3_000);
    const tree = first.fleet.tree();
    await first.fleet.stop();

    const silent = new FakeApi(
      'demo',
      () => 0,
      () => new Promise(() => undefined),
    );
    const second = setUp({ api: silent, store: new DirectoryStore(opened.reopen()) });
    const window = watch(second.fleet);
    void second.fleet.start();
    await second.timing.advance(300);
    expect(second.fleet.tree()).toEqual(tree.map((node) => ({ ...node, failure: null, extra: {} })));
    expect(new Set(window.names())).toEqual(new Set(imeis(4)));
    expect(second.fleet.progress()).toMatchObject({ state: 'loading', devicesKnown: 4 });
  });

  it('keeps the archive’s copy in step with the provider', async () => {
    const opened = freshArchive();
    disposers.push(opened.dispose);
    const store = new DirectoryStore(opened.archive);
    const { fleet, api, timing } = setUp({ store });
    smallFleet(api);
    void fleet.start();
    await timing.advance(3_000);
    expect(value(store.loadedAt())).not.toBeNull();
    api.devicesOf('a', [aDevice('100002', { account: 'a', plate: 'NEW' })]).children('demo', 'a');
    fleet.reload();
    await timing.advance(3_000);
    await fleet.stop();
    const devices = value(store.devices(0, 100)).rows.map(({ device }) => `${device.imei} ${device.plate}`);
    expect(devices.sort()).toEqual(['100000 ', '100002 NEW', '100003 ']);
    expect(
      value(store.accounts(0, 100))
        .rows.map(({ account }) => account)
        .sort(),
    ).toEqual(['a', 'a1', 'demo']);
  });

  it('goes on without the archive when that fails, and tells once', async () => {
    const opened = freshArchive();
    disposers.push(opened.dispose);
    opened.archive.quick.exec('PRAGMA query_only = 1');
    const { fleet, api, timing, failures } = setUp({ store: new DirectoryStore(opened.archive) });
    smallFleet(api);
    void fleet.start();
    await timing.advance(3_000);
    expect(failures).toMatchObject([{ code: 'archive.unavailable' }]);
    expect(fleet.progress()).toMatchObject({ state: 'done', devicesKnown: 4 });
    await fleet.stop();
  });

  it('loads by itself what could not be read while the provider was out of reach', async () => {
    const { timing, api, fleet } = setUp();
    smallFleet(api);
    for (const list of ['children:demo', 'devices:demo']) api.failing(list, { code: 'network.unreachable' });
    void fleet.start();
    await timing.advance(30_000);
    expect(fleet.progress()).toMatchObject({ state: 'failed', devicesKnown: 0 });
    for (const list of ['children:demo', 'devices:demo']) api.failing(list, null);
    await timing.advance(60_000);
    expect(fleet.progress()).toMatchObject({ state: 'done', devicesKnown: 4, failures: 0 });
    await fleet.stop();
  });

  it('sends nothing to a window that has not taken in what it was sent, and then each vehicle once', async () => {
    const { timing, api, fleet } = setUp();
    smallFleet(api);
    const messages: LiveMessage[] = [];
    let ready = true;
    fleet.subscribe(
      (message) => messages.push(message),
      () => ready,
    );
    void fleet.start();
    await timing.advance(2_000);
    ready = false;
    const before = messages.length;
    for (let speed = 20; speed < 40; speed += 1) {
      api.position('100002', { speed, acc: true });
      await timing.advance(30_000);
    }
    expect(messages).toHaveLength(before);
    ready = true;
    await timing.advance(150);
    const rows = messages.slice(before).flatMap((message) => {
      const frame = message.type === 'frame' ? openFrame(message.buffer) : null;
      return frame === null ? [] : Array.from(frame.slots, (slot, row) => [slot, frame.speed[row]]);
    });
    expect(rows).toEqual([[2, 39]]);
    await fleet.stop();
  });

  it('pauses and resumes the sweep and takes another longest age', async () => {
    const { fleet, api, timing } = setUp();
    api.devicesOf('demo', imeis(100));
    void fleet.start();
    await timing.advance(1_000);
    fleet.pauseSweep();
    await timing.advance(1_000);
    const before = api.tracks.length;
    await timing.advance(600_000);
    expect(api.tracks).toHaveLength(before);
    expect(fleet.sweepStatus()).toMatchObject({ paused: true, neverAsked: 0 });
    fleet.setLongestAge(10);
    fleet.resumeSweep();
    await timing.advance(60_000);
    expect(api.tracks.length - before).toBeGreaterThan(5);
    await fleet.stop();
  });
});
