import { createPinia, setActivePinia } from 'pinia';
import { effectScope, nextTick, watch } from 'vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { packFrame } from '../../../../../electron/contract/live.ts';
import { succeed } from '../../../../../electron/contract/result.ts';
import { vehicleStates } from '../../../../../electron/contract/position.ts';
import { useAccountsStore } from '../../../../../renderer/bridge/accounts.store.ts';
import { LiveFeed } from '../../../../../renderer/bridge/live-feed.ts';
import { useLiveStore } from '../../../../../renderer/features/live/live.store.ts';
import { accountNode, columnsOf, directoryChunk } from '../../builders.ts';
import { FakeBridge } from '../../fake-bridge.ts';

let feed: LiveFeed;

beforeEach(async () => {
  vi.useFakeTimers();
  setActivePinia(createPinia());
  const bridge = new FakeBridge().install();
  bridge.answer('accounts.progress', () => succeed(null));
  bridge.answer('accounts.tree', () =>
    succeed([accountNode('root', null), accountNode('north', 'root'), accountNode('oslo', 'north')]),
  );
  await useAccountsStore().load();
  feed = new LiveFeed({
    now: () => performance.now(),
    wallClock: () => 0,
    nextFrame: (run) => setTimeout(run, 16),
    later: (run, milliseconds) => setTimeout(run, milliseconds),
  });
  feed.receive({
    type: 'directory',
    chunk: directoryChunk(0, [
      { imei: '11111', plate: 'C', account: 'north' },
      { imei: '22222', plate: 'A', account: 'oslo' },
      { imei: '33333', plate: 'B', account: 'root' },
    ]),
  });
  show([{ state: 'moving' }, { state: 'parked' }, { state: 'moving' }]);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function show(rows: Parameters<typeof columnsOf>[0]): void {
  const buffer = packFrame(columnsOf(rows), Uint32Array.from(rows.keys()));
  feed.receive({ type: 'frame', buffer, serverTime: 100 });
}

function bound(): ReturnType<typeof useLiveStore> {
  const live = useLiveStore();
  live.bind(feed);
  return live;
}

const countOf = (live: ReturnType<typeof useLiveStore>, state: (typeof vehicleStates)[number]): number =>
  live.byState[vehicleStates.indexOf(state)] ?? -1;

describe('What Live shows', () => {
  it('is everything at first, by name, with nothing masked on the map', () => {
    const live = bound();
    expect([[...live.slots], live.visible, live.filtered]).toEqual([[1, 2, 0], null, false]);
  });

  it('narrows to an account with everything below it, on the map too', async () => {
    const live = bound();
    live.account = 'north';
    await nextTick();
    expect([[...live.slots], [...(live.visible ?? [])]]).toEqual([
      [1, 0],
      [1, 1, 0],
    ]);
  });

  it('counts states among what query and account let pass, whatever states are chosen', async () => {
    const live = bound();
    live.toggleState('parked');
    await nextTick();
    expect([[...live.slots], countOf(live, 'moving'), countOf(live, 'parked')]).toEqual([[1], 2, 1]);
    live.query = '33333';
    await nextTick();
    expect([[...live.slots], countOf(live, 'moving'), countOf(live, 'parked')]).toEqual([[], 1, 0]);
  });

  it('follows positions, at most once a second', async () => {
    const live = bound();
    await vi.advanceTimersByTimeAsync(3_000);
    let changes = 0;
    watch(
      () => live.slots,
      () => (changes += 1),
      { flush: 'sync' },
    );
    for (let step = 0; step < 20; step += 1) {
      show([{ state: 'offline' }, { state: 'offline' }, { state: 'offline' }]);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(countOf(live, 'offline')).toBe(3);
    expect(changes).toBeGreaterThanOrEqual(1);
    expect(changes).toBeLessThanOrEqual(3);
  });

  it('goes on after the screen that bound it has gone', async () => {
    const screen = effectScope();
    screen.run(bound);
    screen.stop();
    const live = useLiveStore();
    live.query = '22222';
    await nextTick();
    expect([...live.slots]).toEqual([1]);
  });

  it('lets a selection go when the fleet is forgotten', async () => {
    const live = bound();
    live.selected = 2;
    feed.receive({ type: 'reset' });
    await vi.advanceTimersByTimeAsync(3_000);
    expect([live.selected, [...live.slots]]).toEqual([null, []]);
  });

  it('is everything again after the filter was cleared', async () => {
    const live = bound();
    live.account = 'oslo';
    live.query = 'a';
    live.toggleState('parked');
    live.clear();
    await nextTick();
    expect([[...live.slots], live.filtered]).toEqual([[1, 2, 0], false]);
  });
});
