import { onActivated, onDeactivated, onScopeDispose, shallowRef, toValue, watch } from 'vue';
import type { MaybeRefOrGetter, ShallowRef } from 'vue';
import type { Failure } from '../../../electron/contract/errors.ts';
import type { DeviceDetails } from '../../../electron/contract/fleet.ts';
import { call } from '../../bridge/calls.ts';
import { pastDetails } from './past-details.ts';
import { useLiveFeed, useLivePulse } from '../../bridge/use-live-feed.ts';

/** Details of one device, read again when its row in the columns changed. */
export function useDeviceDetails(slot: MaybeRefOrGetter<number>): {
  readonly details: Readonly<ShallowRef<DeviceDetails | null>>;
  readonly failure: Readonly<ShallowRef<Failure | null>>;
  readonly retry: () => void;
} {
  const feed = useLiveFeed();
  const details = shallowRef<DeviceDetails | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const pulse = useLivePulse(feed, ['positions', 'directory'], 1_000);
  let seen = '';
  let onScreen = true;

  function attend(): void {
    feed.attend('details', onScreen ? { selected: [toValue(slot)] } : null);
  }

  async function read(): Promise<void> {
    const wanted = toValue(slot);
    const imei = feed.directory.imei[wanted];
    if (imei === undefined) return;
    const result = await call('fleet.details', { imei });
    // The user may have selected another one meanwhile.
    if (wanted !== toValue(slot)) return;
    if (result.ok) details.value = asShown(result.value);
    failure.value = result.ok ? null : result.failure;
  }

  function asShown(now: DeviceDetails): DeviceDetails {
    const past = feed.pastSecond;
    return past === null ? now : pastDetails(now, feed.columns, past);
  }

  function fingerprint(): string {
    const { columns } = feed;
    const at = toValue(slot);
    return [
      feed.pastSecond,
      columns.heartTime[at],
      columns.gpsTime[at],
      columns.longitude[at],
      columns.latitude[at],
      columns.speed[at],
      columns.state[at],
      columns.flags[at],
      columns.battery[at],
    ].join(' ');
  }

  watch(
    () => toValue(slot),
    () => {
      details.value = null;
      failure.value = null;
      seen = fingerprint();
      attend();
      void read();
    },
    { immediate: true },
  );
  watch(pulse, () => {
    const now = fingerprint();
    if (now === seen || !onScreen) return;
    seen = now;
    void read();
  });
  onActivated(() => {
    onScreen = true;
    attend();
  });
  onDeactivated(() => {
    onScreen = false;
    attend();
  });
  onScopeDispose(() => {
    feed.attend('details', null);
  });

  return { details, failure, retry: () => void read() };
}
