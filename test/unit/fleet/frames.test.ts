import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyFrame,
  createColumns,
  openFrame,
  type DirectoryChunk,
  type FleetCounts,
  type LiveMessage,
} from '../../../electron/contract/live.ts';
import { Directory } from '../../../electron/fleet/directory.ts';
import { CHUNK, FRAME_ROWS, LiveFeed, runsOf } from '../../../electron/fleet/frames.ts';
import { PositionStore } from '../../../electron/fleet/positions.ts';
import { aDevice, aPosition, imeis } from '../../support/open-api.ts';
import { lookingAt, range } from './support.ts';

const counts: FleetCounts = { byState: [], devices: 0, oldestAsked: null };

function setUp(devices: number) {
  const directory = new Directory();
  const positions = new PositionStore();
  directory.beginLoad();
  for (const imei of imeis(devices)) directory.put(aDevice(imei), 'demo', 0);
  const sent: LiveMessage[] = [];
  const place = (slot: number, longitude: number, heartTime = 1_000): void => {
    positions.write(slot, aPosition(String(slot), { longitude, latitude: 47, heartTime }), 'parked', 1);
  };
  const feed = new LiveFeed({
    directory,
    positions,
    serverTime: () => 77,
    counts: () => counts,
    send: (message) => sent.push(message),
  });
  const take = (): LiveMessage[] => sent.splice(0);
  return { directory, positions, feed, place, take };
}

const slotsIn = (messages: readonly LiveMessage[]): number[] =>
  messages.flatMap((message) =>
    message.type === 'frame' ? [...(openFrame(message.buffer)?.slots ?? [])] : [],
  );
const chunksIn = (messages: readonly LiveMessage[]): DirectoryChunk[] =>
  messages.flatMap((message) => (message.type === 'directory' ? [message.chunk] : []));

describe('LiveFeed', () => {
  it('tells who the devices are before where they are', () => {
    const { feed, place, take } = setUp(3);
    place(0, 8);
    place(2, 9);
    feed.tick(0);
    const messages = take();
    expect(messages.map(({ type }) => type)).toEqual(['directory', 'frame', 'counts']);
    expect(chunksIn(messages)[0]?.imei).toEqual(imeis(3));
    expect(slotsIn(messages).sort()).toEqual([0, 2]);
    expect(messages[1]).toMatchObject({ serverTime: 77 });
  });

  it('goes on when somebody sets the clock of this computer back', () => {
    const { feed, place, take } = setUp(1);
    feed.tick(10_000_000);
    take();
    place(0, 8);
    feed.tick(9_000_000);
    const messages = take();
    expect(slotsIn(messages)).toEqual([0]);
    expect(messages.some(({ type }) => type === 'counts')).toBe(true);
  });

  it('never speaks of a device that the window has not been told of', () => {
    const { feed, place, take, directory } = setUp(3 * CHUNK);
    for (const slot of range(0, 3 * CHUNK)) place(slot, 8);
    let told = 0;
    const seen = new Set<number>();
    for (let tick = 0; tick < 12; tick += 1) {
      feed.tick(tick * 100);
      if (tick < 6) directory.put(aDevice(String(900_000 + tick)), 'demo', 0);
      if (tick < 6) place(3 * CHUNK + tick, 8);
      for (const message of take()) {
        if (message.type === 'directory')
          told = Math.max(told, message.chunk.firstSlot + message.chunk.imei.length);
        for (const slot of slotsIn([message])) {
          expect(slot).toBeLessThan(told);
          seen.add(slot);
        }
      }
    }
    expect(seen.size).toBe(3 * CHUNK + 6);
  });

  it('sends about five thousand devices at a time, however many changed where', () => {
    const { feed, take, directory } = setUp(20_000);
    for (let tick = 0; tick < 6; tick += 1) {
      feed.tick(tick * 100);
      const rows = chunksIn(take()).reduce((sum, chunk) => sum + chunk.imei.length, 0);
      expect(rows).toBeLessThanOrEqual(CHUNK);
    }
    directory.put(aDevice('100003', { plate: 'NEW 1' }), 'demo', 0);
    directory.put(aDevice('110000', { plate: 'NEW 2' }), 'demo', 0);
    feed.tick(1_000);
    expect(chunksIn(take()).map(({ firstSlot, plate }) => [firstSlot, plate])).toEqual([
      [3, ['NEW 1']],
      [10_000, ['NEW 2']],
    ]);
  });

  it('sends what the window shows at once and the rest about once a second', () => {
    const { feed, place, take } = setUp(10);
    feed.attend(lookingAt({ viewports: [[8, 46, 9, 48]], followed: [7] }));
    feed.tick(0);
    take();
    for (const slot of range(0, 10)) place(slot, slot === 1 ? 8.5 : 100);
    feed.tick(0);
    take();
    const heard: number[][] = [];
    for (let now = 100; now <= 1_000; now += 100) {
      for (const slot of range(0, 10)) place(slot, slot === 1 ? 8.5 : 100, 2_000 + now);
      feed.tick(now);
      heard.push(slotsIn(take()).sort((a, b) => a - b));
    }
    expect(heard.slice(0, 9)).toEqual(Array(9).fill([1, 7]));
    expect(heard[9]).toEqual(range(0, 10));
  });

  it('serves what comes into view at the next tick', () => {
    const { feed, place, take } = setUp(4);
    place(0, 0);
    feed.tick(0);
    take();
    for (const slot of range(0, 4)) place(slot, 100);
    feed.attend(lookingAt());
    feed.tick(100);
    expect(slotsIn(take())).toEqual([]);
    feed.attend(lookingAt({ viewports: [[99, 46, 101, 48]] }));
    feed.tick(200);
    expect(slotsIn(take())).toEqual([0, 1, 2, 3]);
  });

  it('sends one frame of bounded size a tick, nothing when nothing changed, and counts once a second', () => {
    const { feed, place, take } = setUp(100);
    feed.tick(0);
    take();
    for (const slot of range(0, 100)) place(slot, 8);
    const types: string[] = [];
    for (let now = 100; now <= 2_000; now += 100) {
      feed.tick(now);
      types.push(...take().map(({ type }) => type));
    }
    expect(types.filter((type) => type === 'frame')).toHaveLength(1);
    expect(types.filter((type) => type === 'counts')).toHaveLength(2);
  });

  it('splits more rows than a frame holds over the next ticks', () => {
    const { feed, place, take } = setUp(FRAME_ROWS + 500);
    for (let tick = 0; tick < 6; tick += 1) feed.tick(tick * 20);
    take();
    for (const slot of range(0, FRAME_ROWS + 500)) place(slot, 8);
    expect(feed.behind).toBe(true);
    feed.tick(2_000);
    expect(slotsIn(take())).toHaveLength(FRAME_ROWS);
    feed.tick(4_000);
    expect(slotsIn(take())).toHaveLength(500);
    expect(feed.behind).toBe(false);
  });

  it('hears nothing more when the window is closed', () => {
    const { feed, place, take } = setUp(2);
    feed.tick(0);
    take();
    feed.end();
    place(0, 8);
    feed.tick(5_000);
    expect(slotsIn(take())).toEqual([]);
  });

  it('leaves a window with the very columns of main, whatever happens in between', () => {
    const write = fc.tuple(
      fc.integer({ min: 0, max: 11 }),
      fc.integer({ min: -170, max: 170 }),
      fc.boolean(),
    );
    fc.assert(
      fc.property(fc.array(write, { maxLength: 60 }), fc.integer({ min: -170, max: 100 }), (writes, west) => {
        const { feed, place, take, positions } = setUp(12);
        const columns = createColumns(12);
        let now = 0;
        const tick = (): void => {
          now += 100;
          feed.tick(now);
          for (const message of take()) {
            const frame = message.type === 'frame' ? openFrame(message.buffer) : null;
            if (frame !== null) applyFrame(columns, frame);
          }
        };
        feed.attend(lookingAt({ viewports: [[west, 0, west + 60, 80]] }));
        for (const [slot, longitude, pause] of writes) {
          place(slot, longitude);
          if (pause) tick();
        }
        for (let count = 0; count < 11; count += 1) tick();
        expect(columns.longitude).toEqual(positions.columns.longitude.slice(0, 12));
        expect(columns.state).toEqual(positions.columns.state.slice(0, 12));
      }),
    );
  });
});

describe('runsOf', () => {
  it('covers every slot once in runs of at most a chunk, in order', () => {
    const ascending = fc
      .array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 300 })
      .map((slots) => [...new Set(slots)].sort((a, b) => a - b));
    fc.assert(
      fc.property(ascending, (slots) => {
        const runs = runsOf(slots);
        for (const slot of slots)
          expect(runs.filter(([first, end]) => slot >= first && slot < end)).toHaveLength(1);
        runs.forEach(([first, end], place) => {
          expect(end - first).toBeLessThanOrEqual(CHUNK);
          expect(first).toBeGreaterThanOrEqual(runs[place - 1]?.[1] ?? 0);
        });
      }),
    );
    expect(runsOf(range(0, 12_000))).toEqual([
      [0, 5_000],
      [5_000, 10_000],
      [10_000, 12_000],
    ]);
  });
});
