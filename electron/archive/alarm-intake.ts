import type { Alarm } from '../contract/alarm.ts';
import type { Result } from '../contract/result.ts';
import { stateCode } from './alarm-entry-row.ts';
import { coverAlarms, keyOfAlarm, KEY } from './alarm-store.ts';
import type { Archive, Connection } from './database.ts';
import { attempt } from './failure.ts';
import type { Interval } from './intervals.ts';
import * as row from './row.ts';

/** What was read of one device. */
export interface AlarmIntake {
  readonly imei: string;
  readonly alarms: readonly Alarm[];
  /** System times that are completely known now; null when that cannot be said. */
  readonly read: Interval | null;
  /** From where the next reading goes on: Unix seconds of system time; null leaves it where it is. */
  readonly cursor: number | null;
}

/** What a reading did to a line of the inbox. */
export interface TakenIn {
  readonly id: number;
  readonly imei: string;
  readonly type: number;
  readonly lastAt: number;
  /** Whether the line is new; else alarms joined one that was open. */
  readonly isNew: boolean;
  /** Whether the line is new and its device and type are muted: it begins on hold, unheard. */
  readonly muted: boolean;
}

/** How alarms become lines. */
export interface IntakeRules {
  /** Seconds in which repeats of a type on a device join the open line. */
  quiet(type: number): number;
  /** Whether somebody muted a type on a device. */
  muted(imei: string, type: number): boolean;
}

/** A line of the inbox while alarms are being added to it. */
interface Line {
  readonly id: number;
  readonly isNew: boolean;
  readonly muted: boolean;
  firstAt: number;
  lastAt: number;
  times: number;
  last: Alarm;
}

/**
 * Takes alarms of the feed in: into the archive of alarms, and each that is new to the inbox into a line of it. An
 * alarm is in one line for ever, however often the provider tells it.
 */
export class AlarmIntakeStore {
  readonly #archive: Archive;
  readonly #connection: Connection;
  #nextId = 0;

  constructor(archive: Archive) {
    this.#archive = archive;
    this.#connection = archive.quick;
  }

  /** Null when more may be taken in at once; else what resolves when the archive has room again. */
  room(): Promise<void> | null {
    return this.#archive.room();
  }

  /**
   * Takes readings in, all of them or none.
   *
   * @param now Unix milliseconds of this computer
   */
  take(readings: readonly AlarmIntake[], rules: IntakeRules, now: number): Result<readonly TakenIn[]> {
    return attempt(() => {
      const nextId = this.#highestId();
      return this.#connection.transaction(() => {
        this.#nextId = nextId;
        return readings.flatMap((reading) => this.#takeOne(reading, rules, now));
      });
    });
  }

  /** From where to read on, by IMEI. */
  cursors(): Result<Map<string, number>> {
    return attempt(
      () =>
        new Map(
          this.#connection
            .rows('SELECT imei, system_time FROM alarm_cursor')
            .map((values) => [row.text(values, 0), row.number(values, 1)] as const),
        ),
    );
  }

  #takeOne(reading: AlarmIntake, rules: IntakeRules, now: number): TakenIn[] {
    const { imei, alarms, read, cursor } = reading;
    const lines = new Map<number, Line>();
    const all: Line[] = [];
    for (const alarm of alarms) {
      const wait = rules.quiet(alarm.type);
      const muted = rules.muted(imei, alarm.type);
      let line = lines.get(alarm.type) ?? this.#openLine(alarm, wait, muted);
      if (line !== null && !joins(line, alarm, wait)) line = null;
      const id = line?.id ?? this.#nextId + 1;
      if (!this.#link(alarm, id)) continue;
      if (line === null) {
        this.#nextId = id;
        line = {
          id,
          isNew: true,
          muted,
          firstAt: alarm.systemTime,
          lastAt: alarm.systemTime,
          times: 0,
          last: alarm,
        };
      }
      if (lines.get(alarm.type) !== line) {
        lines.set(alarm.type, line);
        all.push(line);
      }
      grow(line, alarm);
    }
    for (const line of all) this.#write(line, now);
    if (read !== null) coverAlarms(this.#connection, imei, read);
    if (cursor !== null) this.#connection.statement(PUT_CURSOR).run(imei, cursor);
    return all.map(({ id, isNew, muted, lastAt, last }) => ({
      id,
      imei,
      type: last.type,
      lastAt,
      isNew,
      muted,
    }));
  }

  /** Keeps the alarm as part of a line; false when it was in one already. */
  #link(alarm: Alarm, entry: number): boolean {
    return this.#connection.statement(LINK).run(alarm.imei, ...keyOfAlarm(alarm), entry).changes > 0;
  }

  #openLine(alarm: Alarm, quiet: number, muted: boolean): Line | null {
    const { imei, type, systemTime } = alarm;
    const values = row.asRow(
      this.#connection
        .statement(OPEN_LINE)
        .get(imei, systemTime - quiet, systemTime + quiet, type, muted ? 1 : 0),
    );
    if (values === null) return null;
    return {
      id: row.number(values, 0),
      isNew: false,
      muted: false,
      firstAt: row.number(values, 1),
      lastAt: row.number(values, 2),
      times: row.number(values, 3),
      last: alarm,
    };
  }

  #write({ id, isNew, muted, firstAt, lastAt, times, last }: Line, now: number): void {
    const place = [
      last.longitude,
      last.latitude,
      last.speed,
      last.course,
      last.gpsTime,
      last.geofenceId,
    ] as const;
    if (isNew) {
      this.#connection
        .statement(INSERT_LINE)
        .run(id, last.imei, last.type, firstAt, lastAt, times, muted ? ON_HOLD : NEW, ...place, now);
    } else {
      this.#connection.statement(GROW_LINE).run(firstAt, lastAt, times, ...place, id);
    }
  }

  #highestId(): number {
    const values = row.asRow(this.#connection.statement('SELECT max(id) FROM alarm_entry').get());
    return values === null ? 0 : (row.numberOrNull(values, 0) ?? 0);
  }
}

function joins(line: Line, { systemTime }: Alarm, quiet: number): boolean {
  return systemTime >= line.firstAt - quiet && systemTime <= line.lastAt + quiet;
}

function grow(line: Line, alarm: Alarm): void {
  line.times += 1;
  line.firstAt = Math.min(line.firstAt, alarm.systemTime);
  if (alarm.systemTime < line.lastAt) return;
  line.lastAt = alarm.systemTime;
  line.last = alarm;
}

const NEW = stateCode('new');
const ON_HOLD = stateCode('onHold');
const LINK = `INSERT INTO alarm (imei, ${KEY}, entry) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET entry = excluded.entry WHERE entry IS NULL`;
/** A line that began on hold because of a mute, and that nobody took over since, is joined only while the mute holds. */
const OPEN_LINE = `SELECT id, first_at, last_at, times FROM alarm_entry INDEXED BY alarm_entry_by_device
  WHERE imei = ?1 AND state IN (0, 1, 2) AND last_at >= ?2 AND first_at <= ?3 AND type = ?4
  AND (?5 = 1 OR state <> ${ON_HOLD} OR acknowledged_at IS NOT NULL) ORDER BY last_at DESC LIMIT 1`;
const INSERT_LINE = `INSERT INTO alarm_entry (id, imei, type, first_at, last_at, times, state, owner, longitude,
  latitude, speed, course, gps_time, geofence, received_at, acknowledged_by)
  VALUES (?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?, '')`;
const GROW_LINE = `UPDATE alarm_entry SET first_at = ?, last_at = ?, times = ?, longitude = ?, latitude = ?, speed = ?,
  course = ?, gps_time = ?, geofence = ? WHERE id = ?`;
const PUT_CURSOR = `INSERT INTO alarm_cursor (imei, system_time) VALUES (?, ?)
  ON CONFLICT DO UPDATE SET system_time = excluded.system_time`;
