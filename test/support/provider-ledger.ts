import { alarmType } from '../../electron/contract/alarm.ts';
import type { SimulatorHandle } from '../../electron/simulator/server.ts';
import type { ReadCell } from './independent-reader.ts';

/** What the provider itself holds, as rows of the reports: made from its world, past its API and past the console. */

export interface LedgerDevice {
  readonly imei: string;
  readonly plate: string;
  readonly name: string;
  /** The accounts from the signed-in one down to the owner. */
  readonly accountPath: string;
}

/** All devices below the demo account, by IMEI. */
export function ledgerDevices({ world, control }: SimulatorHandle): Map<string, LedgerDevice> {
  const found = new Map<string, LedgerDevice>();
  for (const { imei, plate, model, account } of control.find({ limit: 100_000 })) {
    const path: string[] = [];
    for (let at = world.accounts.find(account); at !== undefined;) {
      path.unshift(at.account);
      if (at.account === 'demo') break;
      at = world.accounts.at(at.parent);
    }
    found.set(imei, { imei, plate, name: `${model}-${imei.slice(-5)}`, accountPath: path.join(' / ') });
  }
  return found;
}

const namesOf = ({ plate, name, imei, accountPath }: LedgerDevice): ReadCell[] => [
  // Blanks around a plate are nobody's name: the console reads it without them.
  plate.trim() === '' ? null : plate.trim(),
  name,
  imei,
  accountPath,
];

/** Seconds since 1970 as a workbook shows them in a zone `offset` seconds ahead of UTC. */
export function shownTime(unix: number, offset: number): ReadCell {
  return { time: new Date((unix + offset) * 1_000).toISOString().slice(0, 19).replace('T', ' ') };
}

/** A row of the matrix of days, by IMEI: names, kilometres of each window, their sum. */
export function mileageRows(
  simulator: SimulatorHandle,
  windows: readonly (readonly [begin: number, end: number])[],
): Map<string, ReadCell[]> {
  const { world } = simulator;
  return new Map(
    [...ledgerDevices(simulator)].map(([imei, device]) => {
      const vehicle = world.vehicles.find(imei);
      if (vehicle === undefined) throw new Error(`no vehicle ${imei}`);
      const km = windows.map(([begin, end]) => world.telemetry.mileage(vehicle, begin, end, world.now()));
      return [imei, [...namesOf(device), ...km, km.reduce((sum, one) => sum + one, 0)]];
    }),
  );
}

/** Every alarm of a period as a row of the sheet "Alarms", those that are equal in every field once. */
export function alarmRows(
  simulator: SimulatorHandle,
  begin: number,
  end: number,
  offset: number,
): ReadCell[][] {
  const devices = ledgerDevices(simulator);
  const rows = new Map<string, ReadCell[]>();
  for (const alarm of simulator.control.alarms(begin, end - 1, [...devices.keys()])) {
    const device = devices.get(alarm.imei);
    if (device === undefined) continue;
    // A place of 0, 0 is how a device says that it has no fix.
    const placed = alarm.longitude !== 0 || alarm.latitude !== 0;
    const row: ReadCell[] = [
      alarmType(alarm.type).name,
      alarm.type,
      ...namesOf(device),
      shownTime(alarm.gpstime, offset),
      shownTime(alarm.systemtime, offset),
      placed ? alarm.longitude : null,
      placed ? alarm.latitude : null,
      placed ? 'Map' : null,
      alarm.speed,
      alarm.course,
      alarm.geofence === 0 ? null : String(alarm.geofence),
    ];
    rows.set(JSON.stringify(row), row);
  }
  return [...rows.values()];
}
