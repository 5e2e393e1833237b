import { computed, ref } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import { vehicleStates, type VehicleState } from '../../electron/contract/position.ts';
import { everything, findDevices, orderLabels, sortDevices } from './device-search.ts';
import { useLiveFeed, useLivePulse } from './use-live-feed.ts';

/** Devices found by a query, to choose among them; a pasted list of IMEIs finds exactly those. */
export interface DeviceChoice {
  readonly query: Ref<string>;
  readonly count: ComputedRef<number>;
  /** IMEI of a row. */
  readonly imeiAt: (index: number) => string;
  readonly labelAt: (index: number) => string;
  readonly stateAt: (index: number) => VehicleState;
  /** IMEIs of everything found. */
  readonly found: () => string[];
  /** What a device is called; its IMEI when it is not in the directory. */
  readonly labelOf: (imei: string) => string;
}

/** A search over the directory, by name, that follows it while it loads. */
export function useDeviceChoice(): DeviceChoice {
  const feed = useLiveFeed();
  const pulse = useLivePulse(feed, ['directory'], 1_000);
  const pulseStates = useLivePulse(feed, ['positions'], 1_000);
  const query = ref('');
  const labels = computed(() => {
    pulse();
    return orderLabels(feed.directory);
  });
  const slots = computed(() => {
    pulse();
    const { directory, columns } = feed;
    const pasted = pastedImeis(query.value);
    if (pasted.length === 0) {
      const found = findDevices(directory, columns, { ...everything, query: query.value });
      return sortDevices(found, 'name', columns, labels.value);
    }
    return Uint32Array.from(pasted.map((imei) => directory.slotOf(imei)).filter((slot) => slot !== null));
  });
  const imeiAt = (index: number): string => feed.directory.imei[slots.value[index] ?? -1] ?? '';
  return {
    query,
    count: computed(() => slots.value.length),
    imeiAt,
    stateAt: (index) => {
      pulseStates();
      return vehicleStates[feed.columns.state[slots.value[index] ?? -1] ?? 0] ?? 'unknown';
    },
    labelAt: (index) => feed.directory.label(slots.value[index] ?? -1),
    found: () => Array.from(slots.value, (slot) => feed.directory.imei[slot] ?? ''),
    labelOf: (imei) => {
      const slot = feed.directory.slotOf(imei);
      return slot === null ? imei : feed.directory.label(slot);
    },
  };
}

/** Whom a form is for: one device, or every one that is ticked. */
interface DeviceForm {
  readonly mode: 'one' | 'many';
  imei: string | null;
  readonly imeis: Set<string>;
}

/** Choosing rows of a list of devices into a form. */
export function useDeviceTicks(
  devices: Pick<DeviceChoice, 'imeiAt' | 'found'>,
  form: DeviceForm,
): {
  readonly choose: (index: number) => void;
  readonly isChosen: (index: number) => boolean;
  readonly chooseFound: () => void;
} {
  return {
    choose: (index) => {
      const imei = devices.imeiAt(index);
      if (form.mode === 'one') form.imei = imei;
      else if (!form.imeis.delete(imei)) form.imeis.add(imei);
    },
    isChosen: (index) => {
      const imei = devices.imeiAt(index);
      return form.mode === 'one' ? form.imei === imei : form.imeis.has(imei);
    },
    chooseFound: () => {
      for (const imei of devices.found()) form.imeis.add(imei);
    },
  };
}

/** IMEIs out of a pasted list (one a line, or with spaces, commas or semicolons between); empty when it is no list. */
export function pastedImeis(text: string): string[] {
  const words = text.split(/[\s,;]+/u).filter(Boolean);
  return words.length > 1 && words.every((word) => /^\d{5,20}$/u.test(word)) ? [...new Set(words)] : [];
}
