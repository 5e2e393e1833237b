import type { AccountEntry } from '../accounts.ts';
import { isRefusal, refuse } from '../codes.ts';
import type { Refusal } from '../codes.ts';
import type { Call } from '../provider.ts';
import { dataStatus } from '../telemetry.ts';
import type { Vehicle } from '../vehicles.ts';

/** Most IMEIs of one request (open-api.md 2.2, 2.12, 2.14). */
const MOST_IMEIS = 100;

/** The devices that a request names in `imeis`, or why it gets nothing. */
export function namedDevices(call: Call): readonly Vehicle[] | Refusal {
  const imeis = call.params.list('imeis', MOST_IMEIS);
  if (isRefusal(imeis)) return imeis;
  const { current } = call.provider.faults;
  const found: Vehicle[] = [];
  for (const imei of imeis) {
    const vehicle = ownDevice(call, imei);
    if (isRefusal(vehicle)) {
      if (vehicle.code === 10013 && current.unauthorised === 'omit') continue;
      return vehicle;
    }
    if (!current.omitted.includes(imei)) found.push(vehicle);
  }
  return found;
}

/** The device that a request names in `imei`. */
export function namedDevice(call: Call): Vehicle | Refusal {
  const imei = call.params.text('imei');
  return isRefusal(imei) ? imei : ownDevice(call, imei);
}

function ownDevice({ provider, caller, now }: Call, imei: string): Vehicle | Refusal {
  const { world, faults } = provider;
  const spoiled = faults.current.spoilers[imei];
  if (spoiled !== undefined) return refuse(spoiled);
  const vehicle = world.vehicles.find(imei);
  if (vehicle === undefined || !world.accounts.isWithin(vehicle.account, caller.index)) return refuse(10013);
  const { expiredSpoilsBatch, blockedSpoilsBatch } = faults.current;
  if (expiredSpoilsBatch || blockedSpoilsBatch) {
    const status = world.telemetry.statusOf(vehicle, now);
    if (expiredSpoilsBatch && status === dataStatus.expired) return refuse(20046);
    if (blockedSpoilsBatch && status === dataStatus.blocked) return refuse(20089);
  }
  return vehicle;
}

/** An account of the caller's tree; the caller itself when the request names none and may. */
export function namedAccount(call: Call, optional: boolean): AccountEntry | Refusal {
  const name = optional
    ? (call.params.optional('account') ?? call.caller.account)
    : call.params.text('account');
  return isRefusal(name) ? name : ownAccount(call, name);
}

export function ownAccount({ provider, caller }: Call, name: string): AccountEntry | Refusal {
  const { accounts } = provider.world;
  const entry = accounts.find(name);
  if (entry === undefined) return refuse(20005);
  return accounts.isWithin(entry.index, caller.index) ? entry : refuse(10007);
}

/** An account below the caller, who has to be a distributor. */
export function subCustomer(call: Call): AccountEntry | Refusal {
  const entry = namedAccount(call, false);
  if (isRefusal(entry)) return entry;
  return call.caller.roletype !== 1 || entry.index === call.caller.index ? refuse(10007) : entry;
}

/** The period of a request: begin before end, Unix seconds. */
export function period(call: Call): { begin: number; end: number } | Refusal {
  const begin = call.params.whole('begintime');
  if (isRefusal(begin)) return begin;
  const end = call.params.whole('endtime');
  if (isRefusal(end)) return end;
  if (begin < 0 || end < begin) return refuse(10004, `parameter endtime error, value=${end}`);
  return { begin, end };
}
