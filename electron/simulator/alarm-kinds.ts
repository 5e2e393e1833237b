import type { Phase } from './driving.ts';
import { pick } from './random.ts';

/** Alarm numbers that the world raises by itself in a special way (open-api.md 2.8). */
export const ENGINE_ON = 9;
export const ENGINE_OFF = 10;
export const FENCE_IN = 5;
export const FENCE_OUT = 6;
export const DEVICE_OFFLINE = 28;
export const LAST_ALARM_TYPE = 44;

/** What a vehicle may raise in each phase: alarm number and how often among its fellows. */
const weighted: Readonly<Record<Phase, readonly (readonly [type: number, often: number])[]>> = {
  driving: [
    [7, 10], [23, 4], [24, 4], [25, 4], [22, 2], [41, 2], [42, 2], [34, 2], [20, 1], [40, 1], [1, 2], [33, 1], [11, 1],
    [12, 1], [13, 2], [14, 1], [17, 2], [43, 2], [15, 3], [5, 2], [6, 2], [35, 1], [36, 1], [2, 1], [44, 1],
  ],
  idle: [[29, 6], [26, 4], [37, 2], [31, 1], [1, 1], [17, 1], [43, 1], [35, 1], [36, 1], [2, 1], [44, 1], [5, 1]],
  parked: [
    [4, 6], [8, 2], [3, 2], [18, 1], [19, 1], [21, 1], [30, 4], [32, 1], [31, 1], [39, 2], [33, 1], [2, 2], [44, 2],
    [35, 1], [36, 1], [26, 2],
  ],
}; // prettier-ignore

const bags: Readonly<Record<Phase, readonly number[]>> = {
  driving: fill('driving'),
  idle: fill('idle'),
  parked: fill('parked'),
};

/** Alarms that are followed by their opposite a few minutes later. */
const seconds: ReadonlyMap<number, number> = new Map([
  [15, 16],
  [26, 27],
  [37, 38],
]);

function fill(phase: Phase): number[] {
  return weighted[phase].flatMap(([type, often]) => Array.from({ length: often }, () => type));
}

export function alarmFor(phase: Phase, at: number): number {
  return pick(bags[phase], at);
}

/** The alarm that follows `type`, if it is one of a pair. */
export function alarmAfter(type: number): number | undefined {
  return seconds.get(type);
}
