import type { Alarm } from '../../../electron/contract/alarm.ts';
import type { ReportDevice } from '../../../electron/reports/ports.ts';

/** The same cells for every writer, made up on the fly so that no writer pays for keeping them. */

export const DAY = 86_400;
/** 2026-10-01 00:00 UTC. */
export const BEGIN = Date.UTC(2026, 9, 1) / 1_000;
export const ALARMS_PER_DEVICE = 200;

export function deviceAt(index: number): ReportDevice {
  const account = `customer-${Math.floor(index / 25)}`;
  return {
    imei: String(350_000_000_000_000 + index),
    name: `VT05S-${String(index).padStart(5, '0')}`,
    plate: `B WD ${index}`,
    account,
    accountPath: `demo / region ${index % 7} / ${account}`,
  };
}

export function indexOf(imei: string): number {
  return Number(imei) - 350_000_000_000_000;
}

/** Kilometres of a device on a day, to ten metres. */
export function kmOf(device: number, day: number): number {
  return ((device * 7_919 + day * 104_729) % 65_000) / 100;
}

export function alarmOf(device: number, index: number): Alarm {
  const mixed = device * 7_919 + index * 104_729;
  const systemTime = BEGIN + index * 431 + (device % 400);
  return {
    imei: String(350_000_000_000_000 + device),
    type: (mixed % 44) + 1,
    longitude: 6 + (mixed % 9_000_000) / 1_000_000,
    latitude: 47 + ((mixed * 31) % 7_000_000) / 1_000_000,
    gpsTime: systemTime - 5,
    systemTime,
    speed: mixed % 130,
    course: mixed % 360,
    geofenceId: mixed % 10 === 0 ? String(mixed % 500) : '0',
  };
}
