import { isRefusal, refuse } from '../codes.ts';
import type { Answer, Refusal } from '../codes.ts';
import { wrong } from '../params.ts';
import type { Call } from '../provider.ts';
import { hash } from '../random.ts';
import type { TrackRecord } from '../telemetry.ts';
import type { Vehicle } from '../vehicles.ts';
import { namedAccount, namedDevices, period } from './access.ts';

const HALF_HOUR = 1_800;
const DAY = 86_400;

/** 2.2 Track. */
export function track(call: Call): Answer {
  const vehicles = namedDevices(call);
  if (isRefusal(vehicles)) return vehicles;
  const { telemetry } = call.provider.world;
  const { current } = call.provider.faults;
  const records = vehicles.map((vehicle) => telemetry.record(vehicle, call.now, current));
  if (current.clockSkewSeconds !== 0) for (const record of records) skew(record, current.clockSkewSeconds);
  for (const record of records) {
    Object.assign(record, current.trackFields['*'], current.trackFields[record.imei]);
  }
  return { code: 0, record: records };
}

/** Times that the server stamps are off with its clock; the satellites' time is not. */
function skew(record: TrackRecord, seconds: number): void {
  for (const field of ['servertime', 'hearttime', 'systemtime']) {
    const time = record[field];
    if (typeof time === 'number' && time !== 0) record[field] = Math.floor(time + seconds);
  }
}

/** 2.7 Get device list: the devices directly under one account. */
export function deviceList(call: Call): Answer {
  const entry = namedAccount(call, true);
  if (isRefusal(entry)) return entry;
  const { vehicles } = call.provider.world;
  const [from, to] = vehicles.rangeOf(entry.index);
  const count = Math.min(to - from, call.provider.faults.current.listLimit);
  return { code: 0, record: Array.from({ length: count }, (_, at) => card(call, vehicles.at(from + at))) };
}

/** 2.12 Get device basic information by IMEIs. */
export function deviceDetail(call: Call): Answer {
  const vehicles = namedDevices(call);
  if (isRefusal(vehicles)) return vehicles;
  return { code: 0, record: vehicles.map((vehicle) => card(call, vehicle)) };
}

function card({ provider }: Call, vehicle: Vehicle): Record<string, string | number> {
  const { world, faults } = provider;
  const simcard = world.vehicles.simOf(vehicle);
  const known = {
    imei: vehicle.imei,
    devicename: `${vehicle.model.name}-${vehicle.imei.slice(-5)}`,
    devicetype: vehicle.model.name,
    platenumber: world.vehicles.plateOf(vehicle),
    onlinetime: vehicle.online,
    platformduetime: vehicle.platformDue,
    simcard,
    activatedtime: vehicle.activated,
    userduetime: vehicle.userDue,
  };
  if (!faults.current.extraFields) return known;
  const iccid = simcard === '' ? '' : `8949${simcard.padStart(15, '0')}`;
  return { ...known, iccid, customeraccount: world.accounts.at(vehicle.account).account };
}

/** 2.14 Mileage report, in km. */
export function mileage(call: Call): Answer {
  const vehicles = namedDevices(call);
  if (isRefusal(vehicles)) return vehicles;
  const span = period(call);
  if (isRefusal(span)) return span;
  const { begin, end } = span;
  if (begin % HALF_HOUR !== 0) return wrong('begintime', String(begin));
  if (end % HALF_HOUR !== 0 || end === begin) return wrong('endtime', String(end));
  if (end - begin > 7 * DAY) return refuse(10006, 'the parameter is out of range:endtime, max 7 days');
  for (const vehicle of vehicles) {
    const capped = cap(call, vehicle, end);
    if (capped !== null) return capped;
  }
  const { telemetry } = call.provider.world;
  return {
    code: 0,
    record: vehicles.map((vehicle) => ({
      imei: vehicle.imei,
      mileage: telemetry.mileage(vehicle, begin, end, call.now),
    })),
  };
}

/** Some servers know the mileage only up to a midnight, a different one per device (field-notes.md). */
function cap({ provider, now }: Call, vehicle: Vehicle, end: number): Refusal | null {
  const { mileageCap } = provider.faults.current;
  if (mileageCap === 'none') return null;
  const nightly =
    Math.floor(now / DAY) * DAY - (hash(provider.world.size.seed, vehicle.index, 110) % 3) * DAY;
  const limit = mileageCap === 'nightly' ? nightly : mileageCap[vehicle.imei];
  if (limit === undefined || end <= limit) return null;
  return wrong('endtime', `The imei ${vehicle.imei} can only query data that is less than ${limit}`);
}
