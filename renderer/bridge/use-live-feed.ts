import { computed, inject, onScopeDispose, shallowRef } from 'vue';
import type { ComputedRef, InjectionKey } from 'vue';
import type { LiveChange, LiveFeed } from './live-feed.ts';

/** Where a window's root provides its feed. */
export const liveFeedKey: InjectionKey<LiveFeed> = Symbol('live feed');

/** The window's feed. */
export function useLiveFeed(): LiveFeed {
  const feed = inject(liveFeedKey);
  if (!feed) throw new Error('The window provides no live feed');
  return feed;
}

/**
 * Something to depend on where the feed is read: call it in a computed or a template, or watch it. What it gives
 * changes at most once every `milliseconds`, and only after a change of one of the wanted kinds. Ends with the
 * current scope.
 */
export function useLivePulse(
  feed: LiveFeed,
  kinds: readonly (keyof LiveChange)[],
  milliseconds = 250,
): () => number {
  const pulse = shallowRef(0);
  let last = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const beat = (): void => {
    timer = null;
    last = performance.now();
    pulse.value += 1;
  };
  const stop = feed.onChange((change) => {
    if (timer !== null || !kinds.some((kind) => change[kind])) return;
    timer = setTimeout(beat, Math.max(0, last + milliseconds - performance.now()));
  });
  onScopeDispose(() => {
    stop();
    if (timer !== null) clearTimeout(timer);
  });
  return () => pulse.value;
}

/** The recorded second (Unix seconds of the provider's clock) that this window shows instead of now; null: now. */
export function usePastSecond(): ComputedRef<number | null> {
  const feed = useLiveFeed();
  const pulse = useLivePulse(feed, ['positions', 'counts'], 250);
  return computed(() => {
    pulse();
    return feed.pastSecond;
  });
}
