import { NO_NUMBER } from '../../../electron/contract/live.ts';
import type { VehicleState } from '../../../electron/contract/position.ts';
import { vehicleStates } from '../../../electron/contract/position.ts';
import type { LiveFeed } from '../../bridge/live-feed.ts';

/** What a list, a tooltip or a menu says of one device. */
export interface DeviceRow {
  readonly slot: number;
  readonly title: string;
  readonly subtitle: string;
  readonly state: VehicleState;
  /** km/h while it moves, else null: the speed of a standing or silent vehicle is noise. */
  readonly speed: number | null;
  /** Seconds since the device was last heard of, by its fix or its heartbeat; null = never. */
  readonly age: number | null;
}

/** Reads one device out of the columns. */
export function readDeviceRow(feed: LiveFeed, slot: number): DeviceRow {
  const { directory, columns } = feed;
  const speed = columns.speed[slot] ?? NO_NUMBER;
  const state = vehicleStates[columns.state[slot] ?? 0] ?? 'unknown';
  const heard = Math.max(columns.heartTime[slot] ?? 0, columns.gpsTime[slot] ?? 0);
  const title = directory.label(slot);
  const name = directory.name[slot] ?? '';
  return {
    slot,
    title,
    subtitle: [name === title ? '' : name, directory.account[slot]].filter(Boolean).join(' · '),
    state,
    speed: speed === NO_NUMBER || state !== 'moving' ? null : speed,
    age: heard === 0 ? null : Math.max(0, feed.serverNow() - heard),
  };
}
