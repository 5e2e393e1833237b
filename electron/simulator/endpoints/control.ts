import { isRefusal, refuse } from '../codes.ts';
import type { Answer, Refusal } from '../codes.ts';
import { commandWord } from '../commands.ts';
import { wrong } from '../params.ts';
import type { Call } from '../provider.ts';
import { dataStatus } from '../telemetry.ts';
import { namedDevice } from './access.ts';

/** 2.4 Create geofence. */
export function geofenceCreate(call: Call): Answer {
  const vehicle = namedDevice(call);
  if (isRefusal(vehicle)) return vehicle;
  const { params, now } = call;
  const name = params.text('efencename');
  if (isRefusal(name)) return name;
  const alarmtype = params.whole('alarmtype');
  if (isRefusal(alarmtype)) return alarmtype;
  if (alarmtype !== 0 && alarmtype !== 1 && alarmtype !== 2) return outOfRange('alarmtype');
  const lon = params.number('longitude');
  if (isRefusal(lon)) return lon;
  const lat = params.number('latitude');
  if (isRefusal(lat)) return lat;
  if (Math.abs(lon) > 180) return outOfRange('longitude');
  if (Math.abs(lat) > 90) return outOfRange('latitude');
  const radius = params.whole('radius');
  if (isRefusal(radius)) return radius;
  if (radius < 100 || radius > 5_000) return outOfRange('radius');
  const { world } = call.provider;
  world.geofences.create(vehicle, { name, alarmtype, lon, lat, radius, createdAt: now });
  note(call, 'geofence', vehicle.imei, name);
  return { code: 0 };
}

/** 2.5 Send command. */
export function commandSend(call: Call): Answer {
  const vehicle = namedDevice(call);
  if (isRefusal(vehicle)) return vehicle;
  const text = call.params.text('command');
  if (isRefusal(text)) return text;
  const { world, faults } = call.provider;
  const manner = faults.commandFault(vehicle.imei);
  if (manner.refuse !== null) return refuse(manner.refuse);
  const word = commandWord(text);
  if (word === undefined || !vehicle.model.commands.includes(word)) return refuse(20048);
  const kilometres = word === 'SET_MILEAGE' ? setMileage(call) : 0;
  if (isRefusal(kilometres)) return kilometres;
  switch (world.telemetry.statusOf(vehicle, call.now)) {
    case dataStatus.neverOnline:
    case dataStatus.offline:
      return refuse(20017);
    case dataStatus.expired:
      return refuse(20046);
    case dataStatus.blocked:
      return refuse(20089);
  }
  const commandid = world.commands.send(vehicle, word, kilometres, manner, call.now);
  note(call, 'command', vehicle.imei, text);
  return { code: 0, record: { commandid } };
}

/** 2.6 Query command response. */
export function commandQuery(call: Call): Answer {
  const id = call.params.text('commandid');
  if (isRefusal(id)) return id;
  const { world } = call.provider;
  const vehicle = world.commands.deviceOf(id);
  if (vehicle === undefined) return wrong('commandid', id);
  if (!world.accounts.isWithin(vehicle.account, call.caller.index)) return refuse(10007);
  const response = world.commands.answerTo(id) ?? null;
  return { code: 0, record: { response: response ?? '', commandstatus: response === null ? 0 : 1 } };
}

/** The value of SET_MILEAGE goes in `paramData`, here in kilometres (2.5, field-notes.md). */
function setMileage({ params }: Call): number | Refusal {
  const data = params.text('paramData');
  if (isRefusal(data)) return data;
  let parsed: unknown;
  try {
    parsed = JSON.parse(data);
  } catch {
    return wrong('paramData', data);
  }
  const value =
    typeof parsed === 'object' && parsed !== null && 'mileage' in parsed ? Number(parsed.mileage) : NaN;
  return Number.isFinite(value) && value >= 0 ? value : wrong('paramData', data);
}

function outOfRange(name: string): Refusal {
  return refuse(10006, `the parameter is out of range:${name}`);
}

function note(
  { provider, caller, now }: Call,
  kind: 'command' | 'geofence',
  imei: string,
  detail: string,
): void {
  provider.ledger.happened({ at: now, kind, by: caller.account, target: imei, detail });
}
