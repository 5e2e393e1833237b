import { ageTiers } from '../contract/position.ts';
import type { FleetCounts } from '../contract/live.ts';
import {
  attentionLevels,
  histogramFrom,
  type ClassStatus,
  type SweepStatus,
  type WaitingClass,
} from '../contract/sweep.ts';
import type { AttentionMap } from './attention.ts';
import type { Directory } from './directory.ts';
import type { PositionStore } from './positions.ts';
import type { Scheduler } from './scheduler.ts';

/** What a status is read from. */
export interface FleetParts {
  readonly directory: Directory;
  readonly positions: PositionStore;
  readonly attention: AttentionMap;
  readonly scheduler: Scheduler;
}

type Tally = { -readonly [Name in keyof ClassStatus]: ClassStatus[Name] };

/** Looks through all devices once; for a screen that shows it now and then. `now` in Unix milliseconds. */
export function sweepStatus(
  { directory, positions, attention, scheduler }: FleetParts,
  running: { readonly paused: boolean; readonly underWay: number },
  now: number,
): SweepStatus {
  const classes: Record<WaitingClass, Tally> = {
    none: tally(),
    listed: tally(),
    visible: tally(),
    selected: tally(),
    followed: tally(),
    asleep: tally(),
  };
  const ages = ageTiers.map(() => 0);
  const histogram = histogramFrom.map(() => 0);
  let neverAsked = 0;
  for (let slot = 0; slot < directory.size; slot += 1) {
    if (!directory.has(slot)) continue;
    const subject = {
      level: attention.level(slot),
      state: positions.stateCode(slot),
      alarmed: scheduler.alarmed(slot),
      refused: scheduler.refused(slot),
    };
    const asleep = scheduler.urgency.asleep(subject);
    const counted = classes[asleep ? 'asleep' : (attentionLevels[subject.level] ?? 'none')];
    counted.devices += 1;
    const asked = scheduler.askedAt(slot);
    if (asked === 0) {
      counted.neverAsked += 1;
      counted.due += 1;
      neverAsked += 1;
      continue;
    }
    const age = Math.max(0, now - asked) / 1_000;
    if (age >= scheduler.urgency.interval(subject)) counted.due += 1;
    if (counted.oldest === null || age > counted.oldest) counted.oldest = age;
    const tier = ageTiers.findLastIndex((from) => age >= from);
    ages[tier] = (ages[tier] ?? 0) + 1;
    const bar = histogramFrom.findLastIndex((from) => age >= from);
    histogram[bar] = (histogram[bar] ?? 0) + 1;
  }
  const { last, running: pass } = scheduler.passes;
  const { paused, underWay } = running;
  return { paused, underWay, ages, histogram, neverAsked, classes, lastPass: last, runningPass: pass };
}

function tally(): Tally {
  return { devices: 0, due: 0, neverAsked: 0, oldest: null };
}

/**
 * Age in seconds of the position asked longest ago; null when none was asked. Devices that are asleep (never online,
 * expired, blocked) are left out: they are asked rarely on purpose. `shows` narrows to some.
 */
export function oldestAsked(
  { directory, positions, scheduler }: FleetParts,
  now: number,
  shows: (slot: number) => boolean = () => true,
): number | null {
  let oldest = Infinity;
  for (let slot = 0; slot < directory.size; slot += 1) {
    const asked = positions.askedAt(slot);
    if (asked === 0 || asked >= oldest || !directory.has(slot) || !shows(slot)) continue;
    if (!scheduler.urgency.asleep({ state: positions.stateCode(slot), refused: scheduler.refused(slot) })) {
      oldest = asked;
    }
  }
  return oldest === Infinity ? null : Math.max(0, now - oldest) / 1_000;
}

/** Counts for windows. */
export function fleetCounts(parts: FleetParts, now: number): FleetCounts {
  const { directory, positions } = parts;
  const byState = Array.from(positions.counts);
  const known = byState.reduce((sum, count) => sum + count, 0);
  byState[0] = Math.max(0, directory.present - known);
  return { byState, devices: directory.present, oldestAsked: oldestAsked(parts, now) };
}
