import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { useEvent } from '../../../bridge/events.ts';

/** What the pacer allowed and did at one moment. Requests a second; `at` in Unix milliseconds. */
export interface RateSample {
  readonly at: number;
  readonly actual: number;
  readonly allowed: number;
  readonly paused: boolean;
}

/** Milliseconds that are kept, and between two samples at least. */
const SPAN = 120_000;
const EVERY = 900;

/** The pace of the last two minutes, gathered as main tells it about once a second. */
export const useRateHistory = defineStore('rate-history', () => {
  const samples = shallowRef<readonly RateSample[]>([]);

  function add(sample: RateSample): void {
    const last = samples.value.at(-1);
    if (last && sample.at - last.at < EVERY) return;
    samples.value = [...samples.value.filter(({ at }) => at > sample.at - SPAN), sample];
  }

  useEvent('session.changed', ({ pace }) => {
    add({
      at: Date.now(),
      actual: pace.actualRate,
      allowed: pace.allowedRate,
      paused: pace.pausedUntil !== null,
    });
  });

  return { samples, add };
});
