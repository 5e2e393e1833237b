import { z } from 'zod';
import { alarmPriorities, alarmType, type AlarmPriority } from './alarm.ts';
import type { AlarmFill } from './alarm-history.ts';
import type { TrackPoint } from './playback.ts';
import { patchOf } from './patch.ts';

/** How far the handling of an alarm is. The order is the code in the archive: append only. */
export const alarmStates = ['new', 'inProgress', 'onHold', 'closed'] as const;
export type AlarmState = (typeof alarmStates)[number];
/** States that still want somebody. */
export const openStates: readonly AlarmState[] = ['new', 'inProgress', 'onHold'];

/** Sounds that come with the console; `own` is the user's file, `none` is silence. */
export const alarmSounds = ['siren', 'chime', 'ping', 'knock', 'own', 'none'] as const;
export type AlarmSound = (typeof alarmSounds)[number];

const priorityRule = z.object({
  sound: z.enum(alarmSounds),
  /** Seconds between two sounds until somebody acknowledges; 0 = once. */
  repeatSeconds: z.number().int().min(0).max(600),
  /** 0 to 1. */
  volume: z.number().min(0).max(1),
  /** A notification of the operating system. */
  notify: z.boolean(),
  /** Minutes without acknowledgement until it escalates; 0 = never. */
  escalateMinutes: z.number().int().min(0).max(1_440),
  /** Minutes after which a new one closes by itself; 0 = never. */
  closeMinutes: z.number().int().min(0).max(10_080),
  /** Repeats of a type on a device within this many seconds join the alarm there is, without a sound. */
  quietSeconds: z.number().int().min(0).max(86_400),
  /** Seconds for which the least used pane of the open walls shows it; 0 = no pane does. */
  paneSeconds: z.number().int().min(0).max(3_600).default(0),
});
export type PriorityRule = z.infer<typeof priorityRule>;

const defaultRules: Readonly<Record<AlarmPriority, PriorityRule>> = {
  critical: rule('siren', 5, 0.9, true, 3, 0, 60, 60),
  high: rule('chime', 0, 0.7, true, 15, 0, 120),
  medium: rule('ping', 0, 0.4, false, 0, 0, 300),
  low: rule('none', 0, 0.3, false, 0, 60, 900),
};

function rule(
  sound: AlarmSound,
  repeatSeconds: number,
  volume: number,
  notify: boolean,
  escalateMinutes: number,
  closeMinutes: number,
  quietSeconds: number,
  paneSeconds = 0,
): PriorityRule {
  return { sound, repeatSeconds, volume, notify, escalateMinutes, closeMinutes, quietSeconds, paneSeconds };
}

const typeNumber = z.number().int().min(0).max(1_000_000);

const typeRule = z.object({
  priority: z.enum(alarmPriorities).optional(),
  name: z.string().trim().min(1).max(60).optional(),
  /** Lucide icon, one of those that alarm types have. */
  icon: z.string().max(40).optional(),
  quietSeconds: z.number().int().min(0).max(86_400).optional(),
});
export type TypeRule = z.infer<typeof typeRule>;

/** Alarms of some types, near each other in time and place, are one incident. */
export const fusionRule = z.object({
  id: z.string().min(1).max(60),
  name: z.string().trim().min(1).max(80),
  enabled: z.boolean(),
  types: z.array(typeNumber).min(1).max(100),
  /** So many different types of these have to come together. */
  atLeast: z.number().int().min(1).max(10),
  withinSeconds: z.number().int().min(1).max(86_400),
  /** Metres between vehicles; 0 = on one device only. */
  withinMetres: z.number().int().min(0).max(50_000),
});
export type FusionRule = z.infer<typeof fusionRule>;

const defaultFusion: readonly FusionRule[] = [
  {
    id: 'theft',
    name: 'Suspected theft',
    enabled: true,
    types: [3, 8, 18, 19, 28, 33],
    atLeast: 2,
    withinSeconds: 900,
    withinMetres: 0,
  },
  {
    id: 'accident',
    name: 'Suspected accident',
    enabled: true,
    types: [1, 20, 21, 24, 40],
    atLeast: 2,
    withinSeconds: 300,
    withinMetres: 0,
  },
  {
    id: 'jamming',
    name: 'Jamming nearby',
    enabled: true,
    types: [28, 33],
    atLeast: 2,
    withinSeconds: 600,
    withinMetres: 500,
  },
];

export const alarmFilter = z.object({
  states: z.array(z.enum(alarmStates)).max(4),
  /** Empty = all. */
  priorities: z.array(z.enum(alarmPriorities)).max(4),
  types: z.array(typeNumber).max(200),
  /** Plate, name, IMEI or account; "" = all. */
  query: z.string().max(200),
  /** null = whoever, "" = nobody. */
  owner: z.string().max(100).nullable(),
  order: z.enum(['priority', 'newest']),
});
export type AlarmFilter = z.infer<typeof alarmFilter>;

const savedFilter = z.object({
  id: z.string().min(1).max(60),
  name: z.string().trim().min(1).max(60),
  filter: alarmFilter,
});

/** Checklists by type number; "default" is for types without one of their own. */
const procedures = z.record(z.string().max(20), z.array(z.string().trim().min(1).max(200)).max(30));

const defaultProcedures: Readonly<Record<string, string[]>> = {
  '1': [
    'Call the driver on the number of the customer',
    'Listen for agreed words of danger',
    'Inform the emergency services when nobody answers',
    'Tell the customer what was done',
  ],
  '20': ['Call the driver', 'Call the emergency services', 'Send the position to the customer'],
  '33': ['Look at the last ten minutes of track', 'Call the customer', 'Note who was informed'],
  default: ['Look at position and state of the vehicle', 'Call the customer if it does not explain itself'],
};

/** What the control room set for alarms. Every field has a default, so that an old record still opens. */
export const alarmSettings = z.object({
  priorities: z
    .object({
      critical: priorityRule.catch(defaultRules.critical).default(defaultRules.critical),
      high: priorityRule.catch(defaultRules.high).default(defaultRules.high),
      medium: priorityRule.catch(defaultRules.medium).default(defaultRules.medium),
      low: priorityRule.catch(defaultRules.low).default(defaultRules.low),
    })
    .prefault({}),
  types: z
    .record(z.string().regex(/^\d{1,7}$/), typeRule)
    .catch({})
    .default({}),
  fusion: z
    .array(fusionRule)
    .max(50)
    .catch([...defaultFusion])
    .default([...defaultFusion]),
  procedures: procedures.catch(defaultProcedures).default(defaultProcedures),
  filters: z.array(savedFilter).max(50).catch([]).default([]),
  /** Seconds: every device's alarms are asked for at least this often, as far as the provider's limit allows. */
  longestAge: z.number().int().min(30).max(86_400).catch(300).default(300),
  /** Name of the user's own sound file, "" without one. */
  ownSound: z.string().max(200).catch('').default(''),
});
export type AlarmSettings = z.infer<typeof alarmSettings>;
export const alarmSettingsPatch = patchOf(alarmSettings);
export type AlarmSettingsPatch = z.input<typeof alarmSettingsPatch>;

/** What a type is called, looks and counts like under the settings. */
export function shownType(
  settings: Pick<AlarmSettings, 'types'>,
  number: number,
): { readonly name: string; readonly icon: string; readonly priority: AlarmPriority } {
  const base = alarmType(number);
  const own = settings.types[String(number)];
  return {
    name: own?.name ?? base.name,
    icon: own?.icon ?? base.icon,
    priority: own?.priority ?? base.priority,
  };
}

/** Seconds in which repeats of a type on a device are quiet. */
export function quietSeconds(settings: Pick<AlarmSettings, 'types' | 'priorities'>, type: number): number {
  return (
    settings.types[String(type)]?.quietSeconds ??
    settings.priorities[shownType(settings, type).priority].quietSeconds
  );
}

/** The checklist of a type. */
export function procedureOf(settings: Pick<AlarmSettings, 'procedures'>, type: number): readonly string[] {
  return settings.procedures[String(type)] ?? settings.procedures['default'] ?? [];
}

/** One line of the inbox: an alarm with its repeats. System times in Unix seconds, what people did in milliseconds. */
export interface AlarmEntry {
  readonly id: number;
  readonly imei: string;
  readonly type: number;
  /** First and last of the repeats. */
  readonly firstAt: number;
  readonly lastAt: number;
  readonly times: number;
  readonly state: AlarmState;
  readonly owner: string;
  /** Degrees; of the last repeat. null without a place. */
  readonly longitude: number | null;
  readonly latitude: number | null;
  /** km/h */
  readonly speed: number | null;
  readonly course: number | null;
  readonly gpsTime: number | null;
  readonly geofenceId: string;
  /** Unix milliseconds of this computer. */
  readonly receivedAt: number;
  readonly acknowledgedAt: number | null;
  readonly acknowledgedBy: string;
  readonly closedAt: number | null;
  readonly escalatedAt: number | null;
  readonly incident: number | null;
}

/** A line of the inbox as shown: what the directory knows comes with it. */
export interface AlarmRow extends AlarmEntry {
  readonly plate: string;
  readonly name: string;
  readonly account: string;
}

export const alarmNoteKinds = [
  'note',
  'state',
  'owner',
  'step',
  'unstep',
  'escalated',
  'incident',
  'muted',
  'unmuted',
  'outcome', // One of `alarmOutcomes`, and in further lines what was said about it.
  'takenBack', // An acknowledgement was.
] as const;
export type AlarmNoteKind = (typeof alarmNoteKinds)[number];

export interface AlarmNote {
  readonly id: number;
  readonly entry: number;
  /** Unix milliseconds. */
  readonly at: number;
  /** The operator; "" for the console itself. */
  readonly by: string;
  readonly kind: AlarmNoteKind;
  readonly text: string;
}

/** A type on a device that somebody wants no sound of for a while: what comes in meanwhile is put on hold. */
export interface AlarmMute {
  readonly imei: string;
  readonly type: number;
  /** Unix milliseconds. */
  readonly until: number;
  readonly by: string;
  /** Unix milliseconds. */
  readonly at: number;
}

/** A mute as shown: what the directory knows comes with it. */
export interface AlarmMuteRow extends AlarmMute {
  readonly device: string;
}

/** Minutes that a mute can be set for. */
export const MUTE_MINUTES = { min: 1, max: 10_080 } as const;

export interface AlarmIncident {
  readonly id: number;
  readonly rule: string;
  readonly title: string;
  /** The alarms in it, oldest first. */
  readonly entries: readonly AlarmRow[];
}

export interface AlarmDetails {
  readonly row: AlarmRow;
  readonly notes: readonly AlarmNote[];
  /** Steps of the procedure that are ticked. */
  readonly stepsDone: readonly string[];
  readonly incident: AlarmIncident | null;
  /** The mute of its type on its device, while there is one. */
  readonly mute: AlarmMute | null;
  /** Whether its owner works here. */
  readonly mine: boolean;
}

export interface AlarmPage {
  readonly rows: readonly AlarmRow[];
  /** How many pass the filter; at most `MOST_LISTED`. */
  readonly total: number;
}

/** A list goes no deeper: whoever is not among these is found with a narrower filter. */
export const MOST_LISTED = 10_000;

export type AlarmCounts = Readonly<
  Record<AlarmPriority, Readonly<Record<'new' | 'inProgress' | 'onHold', number>>>
>;

/** An alarm that has just come up and is not a quiet repeat. */
export interface RaisedAlarm {
  readonly id: number;
  readonly title: string;
  readonly device: string;
  readonly priority: AlarmPriority;
}

/** Alarms as a whole; told to all windows when it changed, at most a few times a second. */
export interface AlarmStatus {
  /** Grows with every change of the inbox. */
  readonly version: number;
  readonly counts: AlarmCounts;
  /** Grows whenever something is to be heard; the newest alarm of the most urgent priority that nobody acknowledged. */
  readonly ring: {
    readonly serial: number;
    readonly priority: AlarmPriority;
    readonly newest: RaisedAlarm;
  } | null;
  /** IMEIs with an open alarm that is critical or high, at most 2,000. */
  readonly alarmed: readonly string[];
  readonly feed: AlarmFeedStatus;
  /** The reading of the past that runs or ran last. */
  readonly fill: AlarmFill | null;
}

export interface AlarmFeedStatus {
  readonly devices: number;
  /** Devices whose alarms were not asked for yet. */
  readonly neverAsked: number;
  /** Seconds since the device that was asked longest ago was asked; null before all were. */
  readonly oldestAge: number | null;
  /** Parts that the provider could not give (a second with too many rows, rows that cannot be read). */
  readonly losses: number;
}

/** The ten minutes before an alarm. */
export interface AlarmTrack {
  readonly points: readonly TrackPoint[];
  readonly complete: boolean;
}
