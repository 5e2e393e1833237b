import { computed, onActivated, onDeactivated, onScopeDispose, shallowRef, toValue, watch } from 'vue';
import type { ComputedRef, MaybeRefOrGetter, ShallowRef } from 'vue';
import type { Failure } from '../../../electron/contract/errors.ts';
import type { DeviceDetails } from '../../../electron/contract/fleet.ts';
import { call } from '../../bridge/calls.ts';
import { pastDetails } from './past-details.ts';
import { useLiveFeed, useLivePulse } from '../../bridge/use-live-feed.ts';

/**
 * Details of one device, read again when its row in the columns changed; while the past is shown, what the columns
 * hold at that second, so that panel, list and map always tell of one moment.
 */
export function useDeviceDetails(slot: MaybeRefOrGetter<number>): {
  readonly details: ComputedRef<DeviceDetails | null>;
  /** The recorded second that the details are of (Unix seconds); null: they are of now. */
  readonly past: ComputedRef<number | null>;
  readonly failure: Readonly<ShallowRef<Failure | null>>;
  readonly retry: () => void;
} {
  const feed = useLiveFeed();
  const record = shallowRef<DeviceDetails | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const pulse = useLivePulse(feed, ['positions', 'directory'], 1_000);
  const momentPulse = useLivePulse(feed, ['positions'], 250);
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
    if (result.ok) record.value = result.value;
    failure.value = result.ok ? null : result.failure;
  }

  const past = computed(() => {
    momentPulse();
    return feed.pastSecond;
  });
  const details = computed(() => {
    momentPulse();
    return record.value === null || past.value === null
      ? record.value
      : pastDetails(record.value, feed.columns, past.value);
  });

  function fingerprint(): string {
    const { columns } = feed;
    const at = toValue(slot);
    return [
      feed.pastSecond === null,
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
      record.value = null;
      failure.value = null;
      seen = fingerprint();
      attend();
      void read();
    },
    { immediate: true },
  );
  function readWhenChanged(): void {
    const now = fingerprint();
    // What is known of a device now changes nothing in the past.
    if (now === seen || !onScreen || feed.pastSecond !== null) return;
    seen = now;
    void read();
  }

  watch(pulse, readWhenChanged);
  onActivated(() => {
    onScreen = true;
    attend();
    // It may have changed while another screen was open, and not change again for long.
    readWhenChanged();
  });
  onDeactivated(() => {
    onScreen = false;
    attend();
  });
  onScopeDispose(() => {
    feed.attend('details', null);
  });

  return { details, past, failure, retry: () => void read() };
}
