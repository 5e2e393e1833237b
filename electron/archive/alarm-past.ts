import { alarmOutcomes } from '../contract/alarm-deeds.ts';
import type { AlarmHandled } from '../contract/alarm-history.ts';
import { alarmStates } from '../contract/alarm-desk.ts';
import type { Alarm } from '../contract/alarm.ts';
import type { Result } from '../contract/result.ts';
import { KEY, keyOfAlarm } from './alarm-store.ts';
import type { Archive, Connection } from './database.ts';
import { attempt } from './failure.ts';
import * as row from './row.ts';
import type { Row } from './row.ts';

/** What became of alarms of the past. */
export class AlarmPastStore {
  readonly #connection: Connection;

  constructor(archive: Archive) {
    this.#connection = archive.quick;
  }

  /** The handling of each alarm, in their order; null where the inbox never had it. */
  handled(alarms: readonly Alarm[]): Result<(AlarmHandled | null)[]> {
    return attempt(() => {
      const statement = this.#connection.statement(HANDLED);
      return alarms.map((alarm) => {
        const values = row.asRow(statement.get(alarm.imei, ...keyOfAlarm(alarm)));
        return values === null ? null : handledOf(values);
      });
    });
  }
}

const HANDLED = `SELECT line.id, line.state, line.owner, line.acknowledged_by, line.closed_at,
  (SELECT by FROM alarm_note WHERE entry = line.id AND kind = 'state' AND text = 'closed' ORDER BY id DESC LIMIT 1),
  (SELECT text FROM alarm_note WHERE entry = line.id AND kind = 'outcome' ORDER BY id DESC LIMIT 1)
  FROM alarm JOIN alarm_entry AS line ON line.id = alarm.entry
  WHERE alarm.imei = ? AND (${KEY.split(', ')
    .map((column) => `alarm.${column}`)
    .join(', ')}) = (?, ?, ?, ?, ?, ?, ?, ?)`;

function handledOf(values: Row): AlarmHandled {
  const state = alarmStates[row.number(values, 1)];
  if (state === undefined) throw new row.DamagedRow(1, 'the code of a state');
  const closed = state === 'closed';
  const [outcome] = row.textOrNull(values, 6)?.split('\n') ?? [];
  return {
    id: row.number(values, 0),
    state,
    owner: row.text(values, 2),
    acknowledgedBy: row.text(values, 3),
    closedBy: closed ? (row.textOrNull(values, 5) ?? '') : null,
    closedAt: row.numberOrNull(values, 4),
    outcome: closed ? (alarmOutcomes.find((each) => each === outcome) ?? null) : null,
  };
}
