import { describe, expect, it } from 'vitest';
import { LiveHub, type HubPort, type LiveSource } from '../../../electron/compose/live-hub.ts';
import type { LiveMessage } from '../../../electron/contract/live.ts';

class FakePort implements HubPort {
  readonly posted: LiveMessage[] = [];
  #listener: (message: unknown) => void = () => undefined;

  post(message: LiveMessage): void {
    this.posted.push(message);
  }
  onMessage(listener: (message: unknown) => void): void {
    this.#listener = listener;
  }
  onClose(): void {
    // No test closes it from the window's side.
  }
  close(): void {
    // Nothing is held.
  }
  /** The window says something. */
  say(message: unknown): void {
    this.#listener(message);
  }
}

function source() {
  const windows: { readonly send: (message: LiveMessage) => void; readonly ready: () => boolean }[] = [];
  const feeds: LiveSource = {
    subscribe: (send, ready) => {
      windows.push({ send, ready });
      return { attend: () => undefined, end: () => undefined };
    },
  };
  return { windows, feeds };
}

describe('the live hub', () => {
  it('holds back what is for a window that takes nothing in, and only that', () => {
    const hub = new LiveHub();
    const { windows, feeds } = source();
    hub.setSource(feeds);
    const [hangs, runs] = [new FakePort(), new FakePort()];
    hub.join(1, hangs);
    hub.join(2, runs);
    const [first, second] = windows;
    for (let sent = 0; sent < 1_000; sent += 1) {
      for (const window of windows) {
        if (window.ready()) window.send({ type: 'time', at: null });
      }
      runs.say({ type: 'heard' });
    }
    expect(hangs.posted.length).toBeLessThan(50);
    expect(runs.posted.length).toBeGreaterThan(1_000);
    expect([first?.ready(), second?.ready()]).toEqual([false, true]);
    for (const _ of hangs.posted.slice()) hangs.say({ type: 'heard' });
    expect(first?.ready()).toBe(true);
  });

  it('begins anew with a window that reloads', () => {
    const hub = new LiveHub();
    const { windows, feeds } = source();
    hub.setSource(feeds);
    hub.join(1, new FakePort());
    while (windows[0]?.ready() === true) windows[0].send({ type: 'time', at: null });
    const reloaded = new FakePort();
    hub.join(1, reloaded);
    expect(windows[1]?.ready()).toBe(true);
    expect(reloaded.posted).toEqual([{ type: 'reset' }]);
  });
});
