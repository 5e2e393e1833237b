import type { AlarmHandlingStore, Hand } from '../archive/alarm-handling.ts';
import type { AlarmInboxStore } from '../archive/alarm-inbox.ts';
import { alarmPriorities } from '../contract/alarm.ts';
import type { Interval } from '../archive/intervals.ts';
import type { AlarmEntry, AlarmSettings, FusionRule } from '../contract/alarm-desk.ts';
import { succeed, type Result } from '../contract/result.ts';
import { boxAround, fuse } from './fusion.ts';
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
    const near = this.#near(entry, rules);
    if (!near.ok) return near;
    const found = fuse(entry, near.value, rules);
    if (found === null) return succeed(null);
    const { ids, incident, rule } = found;
    return this.#handling.fuse(ids, incident, rule.id, rule.name, { by: '', at: now });
  }

  /** Open alarms that any of the rules may join with this one. */
  #near(entry: AlarmEntry, rules: readonly FusionRule[]): Result<AlarmEntry[]> {
    const onDevice = this.#inbox.openOfDevice(entry.imei, typesIn(rules), spanOf(entry, rules), MOST_NEAR);
    if (!onDevice.ok) return onDevice;
    const wide = rules.filter(({ withinMetres }) => withinMetres > 0);
    const box = boxAround(entry, Math.max(0, ...wide.map(({ withinMetres }) => withinMetres)));
    if (wide.length === 0 || box === null) return onDevice;
    const around = this.#inbox.openNear(typesIn(wide), spanOf(entry, wide), box, MOST_NEAR);
    if (!around.ok) return around;
    return succeed([...onDevice.value, ...around.value.filter(({ imei }) => imei !== entry.imei)]);
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
        for (const escalatedOnes of [false, true]) {
          const old = this.#inbox.staleNew(these, now - closeMinutes * MINUTE, escalatedOnes, AT_ONCE);
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
    }
    return succeed({ escalated, closed });
  }
}

function typesIn(rules: readonly FusionRule[]): number[] {
  return [...new Set(rules.flatMap(({ types }) => types))];
}

/** System times in which an alarm can be near this one by any of the rules. */
function spanOf({ firstAt, lastAt }: AlarmEntry, rules: readonly FusionRule[]): Interval {
  const longest = Math.max(...rules.map(({ withinSeconds }) => withinSeconds));
  return { begin: firstAt - longest, end: lastAt + longest };
}
