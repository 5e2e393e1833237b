import type { Device } from './device.ts';
import type { Position, VehicleState } from './position.ts';

/** Everything known of one device, for the details panel. */
export interface DeviceDetails {
  readonly slot: number;
  readonly device: Device;
  readonly position: Position | null;
  readonly state: VehicleState;
  /** Unix milliseconds of this computer when the position was received; null when never. */
  readonly askedAt: number | null;
  /** The provider's clock in Unix seconds now, to tell ages with. */
  readonly serverTime: number;
}
