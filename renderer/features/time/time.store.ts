import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Failure } from '../../../electron/contract/errors.ts';
import type { Result } from '../../../electron/contract/result.ts';
import type { TimeStatus } from '../../../electron/contract/time-travel.ts';
import { call } from '../../bridge/calls.ts';
import { useEvent } from '../../bridge/events.ts';

/** Which second all windows show. Main leads; every window hears of it. */
export const useTimeStore = defineStore('time', () => {
  const status = shallowRef<TimeStatus | null>(null);
  const failure = shallowRef<Failure | null>(null);
  /** The scrubber is open in this window, whether or not the past is shown. */
  const opened = shallowRef(false);

  useEvent('time.changed', (next) => {
    status.value = next;
  });

  function take(result: Result<TimeStatus>): void {
    failure.value = result.ok ? null : result.failure;
    if (result.ok) status.value = result.value;
  }

  async function load(): Promise<void> {
    take(await call('time.status'));
  }

  async function open(): Promise<void> {
    opened.value = true;
    await load();
  }

  async function go(at: number): Promise<void> {
    take(await call('time.go', { at: Math.round(at) }));
  }

  async function play(speed: number): Promise<void> {
    take(await call('time.play', { speed }));
  }

  /** Closes the scrubber here, and leads all windows back to now. */
  async function live(): Promise<void> {
    opened.value = false;
    take(await call('time.live'));
  }

  return { status, failure, opened, load, open, go, play, live };
});
