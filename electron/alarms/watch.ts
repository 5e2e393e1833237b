import type { AlarmHandlingStore, Hand } from '../archive/alarm-handling.ts';
import type { AlarmInboxStore } from '../archive/alarm-inbox.ts';
import { alarmPriorities } from '../contract/alarm.ts';
import type { AlarmEntry, AlarmSettings } from '../contract/alarm-desk.ts';
import { succeed, type Result } from '../contract/result.ts';
import { fuse } from './fusion.ts';
import { typesOf } from './ring.ts';

const MINUTE = 60_000;
/** Alarms that are escalated or closed in one go, and that are looked at for one incident. */
const AT_ONCE = 500;
const MOST_NEAR = 500;

/** What a look found: alarms that escalated, and how many closed by themselves. */
export interface Looked {
  readonly escalated: readonly AlarmEntry[];
  readonly closed: number;
}

/** What the console does with alarms by itself, by the rules of the control room. */
export class AlarmWatch {
  readonly #inbox: AlarmInboxStore;
  readonly #handling: AlarmHandlingStore;

  constructor(inbox: AlarmInboxStore, handling: AlarmHandlingStore) {
    this.#inbox = inbox;
    this.#handling = handling;
  }

  /** Puts an alarm that has just come in into the incident it is part of, if it is in one. */
  fuse(entry: AlarmEntry, settings: AlarmSettings, now: number): Result<number | null> {
    const rules = settings.fusion.filter((rule) => rule.enabled && rule.types.includes(entry.type));
    if (rules.length === 0) return succeed(null);
    const types = [...new Set(rules.flatMap((rule) => rule.types))];
    const longest = Math.max(...rules.map(({ withinSeconds }) => withinSeconds));
    const near = this.#inbox.openSince(types, entry.firstAt - longest, MOST_NEAR);
    if (!near.ok) return near;
    const found = fuse(entry, near.value, rules);
    if (found === null) return succeed(null);
    const { ids, incident, rule } = found;
    return this.#handling.fuse(ids, incident, rule.id, rule.name, { by: '', at: now });
  }

  /**
   * Escalates what stands unacknowledged too long, and closes what closes by itself.
   *
   * @param types all there are alarms of
   * @param now Unix milliseconds
   */
  look(settings: AlarmSettings, types: readonly number[], now: number): Result<Looked> {
    const hand: Hand = { by: '', at: now };
    const escalated: AlarmEntry[] = [];
    let closed = 0;
    for (const priority of alarmPriorities) {
      const { escalateMinutes, closeMinutes } = settings.priorities[priority];
      const these = typesOf(settings, types, priority);
      if (escalateMinutes > 0) {
        const late = this.#inbox.staleNew(these, now - escalateMinutes * MINUTE, false, AT_ONCE);
        if (!late.ok) return late;
        const done = this.#handling.escalate(
          late.value.map(({ id }) => id),
          hand,
        );
        if (!done.ok) return done;
        escalated.push(...late.value);
      }
      if (closeMinutes > 0) {
        const old = this.#inbox.staleNew(these, now - closeMinutes * MINUTE, true, AT_ONCE);
        if (!old.ok) return old;
        const done = this.#handling.setState(
          old.value.map(({ id }) => id),
          'closed',
          hand,
        );
        if (!done.ok) return done;
        closed += done.value;
      }
    }
    return succeed({ escalated, closed });
  }
}
