import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LiveChange, LiveFeed } from '../../../../../renderer/bridge/live-feed.ts';
import { FirstFit } from '../../../../../renderer/features/live/first-fit.ts';

/** A map that was just opened on a feed that tells of positions when it is asked to. */
function opened(guided: () => boolean) {
  const listeners = new Set<(change: LiveChange) => void>();
  const feed = {
    counts: { oldestAsked: null },
    onChange: (listener: (change: LiveChange) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as LiveFeed;
  const element = new EventTarget();
  const fit = vi.fn();
  new FirstFit(feed, element as HTMLElement, fit, guided);
  const come = (): void => {
    for (const listener of listeners) listener({ positions: true, directory: false, counts: false });
    vi.advanceTimersByTime(1_500);
  };
  return { fit, come, element };
}

describe('the first view of a map', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('shows the fleet while its positions come in, and no more once somebody touched the map', () => {
    const { fit, come, element } = opened(() => false);
    come();
    come();
    expect(fit).toHaveBeenCalledTimes(2);
    element.dispatchEvent(new Event('wheel'));
    come();
    expect(fit).toHaveBeenCalledTimes(2);
  });

  it('does not take the camera from an alarm or a vehicle that guides it meanwhile', () => {
    let guided = false;
    const { fit, come } = opened(() => guided);
    come();
    guided = true;
    come();
    expect(fit).toHaveBeenCalledTimes(1);
    guided = false;
    come();
    expect(fit).toHaveBeenCalledTimes(2);
  });
});
