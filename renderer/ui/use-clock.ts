import { useIntervalFn } from '@vueuse/core';
import { shallowRef } from 'vue';
import type { ShallowRef } from 'vue';

/** This computer's clock in Unix milliseconds, once a second, while the current scope lives. */
export function useClock(): Readonly<ShallowRef<number>> {
  const now = shallowRef(Date.now());
  useIntervalFn(() => {
    now.value = Date.now();
  }, 1_000);
  return now;
}
