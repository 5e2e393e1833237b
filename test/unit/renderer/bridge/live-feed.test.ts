import { beforeEach, describe, expect, it } from 'vitest';
import type { Attention, Heard, LiveMessage } from '../../../../electron/contract/live.ts';
import { createColumns, packFrame } from '../../../../electron/contract/live.ts';
import { LiveFeed, mergeAttention } from '../../../../renderer/bridge/live-feed.ts';
import type { FeedTiming, LiveChange, LivePort } from '../../../../renderer/bridge/live-feed.ts';
import { directoryChunk } from '../builders.ts';

class ManualTiming implements FeedTiming {
  time = 1_000;
  private readonly frames: (() => void)[] = [];
  private readonly timers: (() => void)[] = [];

  now(): number {
    return this.time;
  }
  wallClock(): number {
    return 5_000_000;
  }
  nextFrame(run: () => void): void {
    this.frames.push(run);
  }
  later(run: () => void): void {
    this.timers.push(run);
  }
  frame(): void {
    for (const run of this.frames.splice(0)) run();
  }
  timer(): void {
    for (const run of this.timers.splice(0)) run();
  }
}

class FakePort implements LivePort {
  readonly sent: Attention[] = [];
  heard = 0;
  closed = false;
  onmessage: ((event: MessageEvent<LiveMessage>) => void) | null = null;

  postMessage(message: Attention | Heard): void {
    if (message.type === 'heard') this.heard += 1;
    else this.sent.push(message);
  }
  close(): void {
    this.closed = true;
  }
}

const devices = (count: number) =>
  directoryChunk(
    0,
    Array.from({ length: count }, (_, slot) => ({ imei: String(500_000_000_000_000 + slot) })),
  );

function frameWithSpeeds(speeds: Readonly<Record<number, number>>): ArrayBuffer {
  const slots = Object.keys(speeds).map(Number);
  const columns = createColumns(Math.max(...slots) + 1);
  for (const slot of slots) columns.speed[slot] = speeds[slot] ?? 0;
  return packFrame(columns, Uint32Array.from(slots));
}

describe('LiveFeed', () => {
  let timing: ManualTiming;
  let feed: LiveFeed;
  let changes: LiveChange[];

  beforeEach(() => {
    timing = new ManualTiming();
    feed = new LiveFeed(timing);
    changes = [];
    feed.onChange((change) => changes.push(change));
  });

  it('writes the rows of a frame into the columns at their slots', () => {
    feed.receive({ type: 'directory', chunk: devices(3) });
    feed.receive({ type: 'frame', buffer: frameWithSpeeds({ 0: 10, 2: 30 }), serverTime: 100 });
    expect([feed.columns.speed[0], feed.columns.speed[1], feed.columns.speed[2]]).toEqual([10, 65_535, 30]);
  });

  it('tells main of every message that it took in, also of one that is none', () => {
    const port = new FakePort();
    feed.connect(port);
    const messages: LiveMessage[] = [
      { type: 'directory', chunk: devices(3) },
      { type: 'frame', buffer: new ArrayBuffer(3), serverTime: 100 },
      { type: 'frame', buffer: frameWithSpeeds({ 0: 10 }), serverTime: 100 },
    ];
    for (const data of messages) port.onmessage?.(new MessageEvent('message', { data }));
    expect(port.heard).toBe(3);
    expect(feed.columns.speed[0]).toBe(10);
  });

  it('counts ages from the recorded second while the past is shown, and its own clock runs on', () => {
    feed.receive({ type: 'frame', buffer: frameWithSpeeds({ 0: 10 }), serverTime: 5_000 });
    feed.receive({ type: 'time', at: 900 });
    feed.receive({ type: 'frame', buffer: frameWithSpeeds({ 0: 20 }), serverTime: 900 });
    timing.time += 3_000;
    expect([feed.serverNow(), feed.liveNow()]).toEqual([900, 5_003]);
    // Back in the present no frame has come yet, and nothing may seem to lie in the future.
    feed.receive({ type: 'time', at: null });
    expect(feed.serverNow()).toBe(5_003);
  });

  it('grows its columns with the directory and keeps what they hold', () => {
    feed.receive({ type: 'directory', chunk: devices(3) });
    feed.receive({ type: 'frame', buffer: frameWithSpeeds({ 1: 44 }), serverTime: 100 });
    feed.receive({ type: 'directory', chunk: { ...devices(10_000) } });
    expect(feed.columns.speed.length).toBeGreaterThanOrEqual(10_000);
    expect(feed.columns.speed[1]).toBe(44);
    expect(feed.columns.speed[9_999]).toBe(65_535);
  });

  it('makes room for a frame that comes before its directory', () => {
    feed.receive({ type: 'frame', buffer: frameWithSpeeds({ 9_000: 12 }), serverTime: 100 });
    expect(feed.columns.speed[9_000]).toBe(12);
  });

  it('ignores a buffer that is no frame', () => {
    feed.receive({ type: 'frame', buffer: new ArrayBuffer(13), serverTime: 100 });
    timing.frame();
    expect(changes).toEqual([]);
  });

  it('tells listeners once a frame what kinds of things changed', () => {
    feed.receive({ type: 'directory', chunk: devices(2) });
    feed.receive({ type: 'frame', buffer: frameWithSpeeds({ 0: 1 }), serverTime: 100 });
    feed.receive({ type: 'frame', buffer: frameWithSpeeds({ 1: 2 }), serverTime: 100 });
    timing.frame();
    feed.receive({ type: 'counts', counts: { byState: [], devices: 2, oldestAsked: 5 } });
    timing.frame();
    expect(changes).toEqual([
      { positions: true, directory: true, counts: false },
      { positions: false, directory: false, counts: true },
    ]);
  });

  it('stops telling a listener that has left', () => {
    const stop = feed.onChange(() => changes.push({ positions: false, directory: false, counts: false }));
    stop();
    feed.receive({ type: 'directory', chunk: devices(1) });
    timing.frame();
    expect(changes).toHaveLength(1);
  });

  it("lets the provider's clock run on between frames", () => {
    expect(feed.serverNow()).toBe(5_000);
    feed.receive({ type: 'frame', buffer: frameWithSpeeds({ 0: 1 }), serverTime: 2_000 });
    timing.time += 3_500;
    expect(feed.serverNow()).toBe(2_003.5);
  });

  it('forgets everything on a reset', () => {
    feed.receive({ type: 'directory', chunk: devices(2) });
    feed.receive({ type: 'frame', buffer: frameWithSpeeds({ 0: 7 }), serverTime: 100 });
    feed.receive({ type: 'counts', counts: { byState: [], devices: 2, oldestAsked: 5 } });
    feed.receive({ type: 'reset' });
    expect([feed.directory.size, feed.columns.speed[0], feed.counts.devices]).toEqual([0, 65_535, 0]);
  });

  describe('attention', () => {
    let port: FakePort;

    beforeEach(() => {
      port = new FakePort();
      feed.connect(port);
      timing.timer();
      port.sent.length = 0;
    });

    it('is sent once for many changes within a moment, as the whole that they make', () => {
      feed.attend('map', { viewports: [[1, 2, 3, 4]] });
      feed.attend('list', { listed: [4, 5] });
      feed.attend('details', { selected: [5] });
      timing.timer();
      expect(port.sent).toEqual([
        { type: 'attention', viewports: [[1, 2, 3, 4]], followed: [], selected: [5], listed: [4, 5] },
      ]);
    });

    it('is not sent again when nothing differs', () => {
      feed.attend('list', { listed: [4] });
      timing.timer();
      feed.attend('list', { listed: [4] });
      timing.timer();
      expect(port.sent).toHaveLength(1);
    });

    it('forgets a part that has gone', () => {
      feed.attend('list', { listed: [4] });
      timing.timer();
      feed.attend('list', null);
      timing.timer();
      expect(port.sent.at(-1)?.listed).toEqual([]);
    });

    it('is told anew on another port, and the earlier port is closed', () => {
      feed.attend('list', { listed: [4] });
      timing.timer();
      const second = new FakePort();
      feed.connect(second);
      timing.timer();
      expect(port.closed).toBe(true);
      expect(second.sent.map((message) => message.listed)).toEqual([[4]]);
    });
  });

  it('takes messages from the port it was given', () => {
    const port = new FakePort();
    feed.connect(port);
    port.onmessage?.({ data: { type: 'directory', chunk: devices(1) } } as MessageEvent<LiveMessage>);
    expect(feed.directory.size).toBe(1);
  });
});

describe('Merged attention', () => {
  it('names a slot once, whoever shows it', () => {
    const merged = mergeAttention([{ selected: [1, 2] }, { selected: [2, 3] }]);
    expect(merged.selected).toEqual([1, 2, 3]);
  });
});
