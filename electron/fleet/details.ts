import type { DeviceDetails } from '../contract/fleet.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { Directory } from './directory.ts';
import type { PositionStore } from './positions.ts';

/** Everything known of one device; `provider.20005` when the directory does not hold it. @param serverTime Unix seconds */
export function deviceDetails(
  directory: Directory,
  positions: PositionStore,
  imei: string,
  serverTime: number,
): Result<DeviceDetails> {
  const slot = directory.slotOf(imei);
  const device = slot === null ? null : directory.device(slot);
  if (slot === null || device === null) return fail({ code: 'provider.20005', concerns: imei });
  const askedAt = positions.askedAt(slot);
  return succeed({
    slot,
    device,
    position: positions.record(slot),
    state: positions.state(slot),
    askedAt: askedAt === 0 ? null : askedAt,
    serverTime,
  });
}
