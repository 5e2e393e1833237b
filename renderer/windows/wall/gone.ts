import type { LoadProgress } from '../../../electron/contract/account.ts';
import type { PaneMode } from '../../../electron/contract/wall.ts';

/** What is asked of the directory of devices. */
interface KnownDevices {
  /** Slots in use, those of devices that are gone included. */
  readonly size: number;
  slotOf(imei: string): number | null;
}

/** Whether main has read the fleet, and this window knows all of it: what is not known yet is not gone. */
export function isFleetRead(devices: Pick<KnownDevices, 'size'>, progress: LoadProgress | null): boolean {
  return progress?.state === 'done' && devices.size >= progress.devicesKnown;
}

/**
 * IMEIs that guide the camera of a pane and that no device of the fleet has. None as long as the fleet is still being
 * read.
 */
export function goneOf(mode: PaneMode, devices: KnownDevices, progress: LoadProgress | null): string[] {
  if (!isFleetRead(devices, progress)) return [];
  const imeis = mode.kind === 'follow' ? [mode.imei] : mode.kind === 'sight' ? mode.imeis : [];
  return imeis.filter((imei) => devices.slotOf(imei) === null);
}
