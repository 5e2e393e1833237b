import type { DeviceDetails } from '../../../electron/contract/fleet.ts';
import type { Formatter } from '../../i18n/format.ts';

/** One line of the details: what it is called, its value, and what it means. Labels and meanings are i18n keys. */
export interface DeviceField {
  readonly key: string;
  readonly label: string;
  /** Explains the field; null for fields without a translation (the provider's own extras). */
  readonly meaning: string | null;
  /** Text with its unit; null = unknown. */
  readonly text: string | null;
  /** i18n key of the value where it is a word; wins over `text`. */
  readonly word?: string;
  /** Unix seconds, for fields that also show their age. */
  readonly clock?: number | null;
  /** Unix seconds, for fields that also show the days left. */
  readonly due?: number | null;
  /** i18n key of a remark below the value. */
  readonly note?: string;
  /** The value counts only as "last known" (an offline device's speed and ACC). */
  readonly stale?: boolean;
}

export interface DeviceFieldGroup {
  readonly id: 'motion' | 'clocks' | 'vehicle' | 'device' | 'expiry' | 'extra';
  readonly fields: readonly DeviceField[];
}

/** Seconds two clocks may differ before it is worth a word. */
const CLOCK_JITTER = 120;

type Tri = boolean | null;

/** Every field of a device and its position (open-api.md 2.2, 2.7), in groups, for the details panel. */
export function deviceFields(details: DeviceDetails, format: Formatter): DeviceFieldGroup[] {
  const { position, device, state } = details;
  const stale = state === 'offline';
  const field = (key: string, text: string | null, more: Partial<DeviceField> = {}): DeviceField => ({
    key,
    label: `field.${key}.label`,
    meaning: `field.${key}.meaning`,
    text: text === '' ? null : text,
    ...more,
  });
  const word = (
    key: string,
    value: Tri,
    yes: string,
    no: string,
    more: Partial<DeviceField> = {},
  ): DeviceField =>
    field(key, null, { ...more, ...(value === null ? {} : { word: `word.${value ? yes : no}` }) });
  const clock = (key: string, unix: number | null): DeviceField =>
    field(key, format.moment(unix), { clock: unix });
  const due = (key: string, unix: number | null): DeviceField => field(key, format.day(unix), { due: unix });

  const groups: DeviceFieldGroup[] = [
    {
      id: 'motion',
      fields: [
        field('speed', format.speed(position?.speed ?? null), { stale }),
        field('course', courseText(position?.course ?? null, format)),
        field('place', format.place(position?.latitude ?? null, position?.longitude ?? null), { stale }),
        word('acc', position?.acc ?? null, 'on', 'off', { stale }),
        field('accTime', typeof position?.acc === 'boolean' ? format.duration(position.accTime) : null, {
          stale,
        }),
        field('todayMileage', format.distance(position?.todayMileage ?? null)),
        field('mileage', format.distance(position?.mileage ?? null)),
      ],
    },
    {
      id: 'clocks',
      fields: [
        clock('heartTime', position?.heartTime ?? null),
        clock('gpsTime', position?.gpsTime ?? null),
        { ...clock('systemTime', position?.systemTime ?? null), ...receivedMeaning(position) },
        clock('serverTime', position?.serverTime ?? null),
      ],
    },
    {
      id: 'vehicle',
      fields: [
        field('dataStatus', null, position?.dataStatus ? { word: `dataStatus.${position.dataStatus}` } : {}),
        word('fuelSupply', position?.fuelSupply ?? null, 'connected', 'cut', { stale }),
        word('door', position?.door ?? null, 'open', 'closed', { stale }),
        word('charge', position?.charge ?? null, 'charging', 'notCharging', { stale }),
        word('defence', position?.defence ?? null, 'armed', 'disarmed', { stale }),
        field('battery', format.percent(position?.battery ?? null), { stale }),
        field('externalPower', format.volts(position?.externalPower ?? null), { stale }),
      ],
    },
    {
      id: 'device',
      fields: [
        field('imei', device.imei),
        field('plate', device.plate),
        field('name', device.name),
        field('type', device.type),
        field('sim', device.sim),
        field('iccid', device.iccid),
        field('account', device.account),
      ],
    },
    {
      id: 'expiry',
      fields: [
        due('platformDueTime', device.platformDueTime),
        due('userDueTime', device.userDueTime),
        field('activatedTime', format.moment(device.activatedTime)),
        field('onlineTime', format.moment(device.onlineTime)),
      ],
    },
  ];
  const extra = extraFields({ ...device.extra, ...position?.extra });
  return extra.length > 0 ? [...groups, { id: 'extra', fields: extra }] : groups;
}

const compass = ['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW'] as const;

function courseText(course: number | null, format: Formatter): string | null {
  if (course === null) return null;
  return `${format.course(course) ?? ''} ${compass[Math.round(course / 45) % 8] ?? ''}`;
}

/** Fields the reference does not name, as they came; empty ones say nothing and count as unknown. */
function extraFields(extra: Readonly<Record<string, unknown>>): DeviceField[] {
  return Object.entries(extra)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([key, value]) => ({ key, label: key, meaning: null, text: extraText(value) }));
}

function extraText(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (Array.isArray(value) && value.length === 0) return null;
  if (typeof value === 'string') return value;
  return JSON.stringify(value);
}

/** On some servers the receiving clock stays behind the position it belongs to (field-notes.md): say so, do not hide it. */
function receivedMeaning(position: DeviceDetails['position']): Partial<DeviceField> {
  const { gpsTime = null, systemTime = null } = position ?? {};
  const behind = gpsTime !== null && systemTime !== null && gpsTime - systemTime > CLOCK_JITTER;
  return behind ? { meaning: 'field.systemTime.behind', note: 'field.systemTime.behindShort' } : {};
}

/** Whole days from now until a due time; negative when it has passed. */
export function daysLeft(due: number, serverNow: number): number {
  return Math.floor((due - serverNow) / 86_400);
}
