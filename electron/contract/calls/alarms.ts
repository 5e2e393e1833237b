import { z } from 'zod';
import {
  alarmFilter,
  alarmSettingsPatch,
  alarmStates,
  MUTE_MINUTES,
  type AlarmDetails,
  type AlarmMuteRow,
  type AlarmPage,
  type AlarmRow,
  type AlarmSettings,
  type AlarmStatus,
  type AlarmTrack,
} from '../alarm-desk.ts';
import { alarmHistoryQuery, type AlarmFill, type AlarmHistory } from '../alarm-history.ts';
import { alarmPriorities } from '../alarm.ts';
import { alarmOutcomes, type Acknowledged, type AlarmsNew } from '../alarm-deeds.ts';
import { gives, nothing } from '../call.ts';
import { imei } from '../device.ts';

const entryId = z.number().int().positive();
const one = z.object({ id: entryId });
const many = z.array(entryId).min(1).max(10_000);

export const alarmCalls = {
  'alarms.status': gives<AlarmStatus>()(nothing),
  'alarms.list': gives<AlarmPage>()(
    z.object({
      filter: alarmFilter,
      offset: z.number().int().min(0).max(10_000),
      limit: z.number().int().min(1).max(500),
    }),
  ),
  /** The newest alarm of these priorities that was open at a recorded second; null without one. */
  'alarms.newestAt': gives<AlarmRow | null>()(
    z.object({ priorities: z.array(z.enum(alarmPriorities)).min(1).max(4), at: z.number().int().min(0) }),
  ),
  /** Brings the console to the front with an alarm chosen; null: with the inbox. */
  'alarms.open': gives<null>()(z.object({ id: entryId.nullable() })),
  'alarms.details': gives<AlarmDetails>()(one),
  'alarms.acknowledge': gives<Acknowledged>()(z.object({ ids: many })),
  /** How many new ones pass a filter, by priority: what `acknowledgeAll` would take over. */
  'alarms.newOf': gives<AlarmsNew>()(z.object({ filter: alarmFilter })),
  /** Acknowledges everything that passes a filter up to a line, not only what is on screen. */
  'alarms.acknowledgeAll': gives<Acknowledged>()(z.object({ filter: alarmFilter, upTo: entryId })),
  /** Makes what one acknowledgement took over new again, where nobody did more with it since; gives how many. */
  'alarms.takeBack': gives<number>()(z.object({ undo: z.number().int().positive() })),
  'alarms.setState': gives<null>()(z.object({ ids: many, state: z.enum(alarmStates) })),
  /** Closes with how it ended, and what there is to say about it. */
  'alarms.close': gives<null>()(
    z.object({ ids: many, outcome: z.enum(alarmOutcomes), text: z.string().trim().max(2_000) }),
  ),
  /** "" = nobody; null = whoever asks. */
  'alarms.setOwner': gives<null>()(z.object({ ids: many, owner: z.string().trim().max(100).nullable() })),
  'alarms.note': gives<null>()(z.object({ ids: many, text: z.string().trim().min(1).max(2_000) })),
  'alarms.step': gives<null>()(
    z.object({ id: entryId, step: z.string().min(1).max(200), done: z.boolean() }),
  ),
  /** No sound of the type of an alarm on its device for so many minutes; 0 ends it. */
  'alarms.mute': gives<null>()(
    z.object({ id: entryId, minutes: z.number().int().min(0).max(MUTE_MINUTES.max) }),
  ),
  'alarms.unmute': gives<null>()(z.object({ imei, type: z.number().int().min(0) })),
  'alarms.mutes': gives<readonly AlarmMuteRow[]>()(nothing),
  'alarms.track': gives<AlarmTrack>()(one),
  'alarms.settings': gives<AlarmSettings>()(nothing),
  'alarms.changeSettings': gives<AlarmSettings>()(alarmSettingsPatch),
  'alarms.chooseSound': gives<AlarmSettings>()(nothing),
  /** The user's own sound as a base64 text; null without one. */
  'alarms.ownSound': gives<{ readonly type: string; readonly data: string } | null>()(nothing),
  'alarms.history': gives<AlarmHistory>()(alarmHistoryQuery),
  'alarms.fill': gives<AlarmFill>()(alarmHistoryQuery),
  'alarms.cancelFill': gives<null>()(nothing),
} as const;
