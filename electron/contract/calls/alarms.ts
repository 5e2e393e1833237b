import { z } from 'zod';
import {
  alarmFilter,
  alarmHistoryQuery,
  alarmSettingsPatch,
  alarmStates,
  MUTE_MINUTES,
  type AlarmDetails,
  type AlarmFill,
  type AlarmHistory,
  type AlarmMuteRow,
  type AlarmPage,
  type AlarmSettings,
  type AlarmStatus,
  type AlarmTrack,
} from '../alarm-desk.ts';
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
  'alarms.details': gives<AlarmDetails>()(one),
  'alarms.acknowledge': gives<null>()(z.object({ ids: many })),
  /** Acknowledges everything that passes a filter, not only what is on screen. */
  'alarms.acknowledgeAll': gives<number>()(z.object({ filter: alarmFilter })),
  'alarms.setState': gives<null>()(z.object({ ids: many, state: z.enum(alarmStates) })),
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
