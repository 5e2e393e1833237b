import type { Geography } from './geography.ts';
import { Random, fraction, hash } from './random.ts';
import { Route } from './route.ts';
import type { Leg, Pace, Spot } from './route.ts';

/** What a vehicle does for a living: decides distances, stops and speeds. */
export type Trade = 'van' | 'truck' | 'car' | 'taxi' | 'machine';

interface Habit {
  readonly pace: Pace;
  /** Seconds after which the vehicle turns home. */
  readonly outward: number;
  /** Most stops on the way out. */
  readonly stops: number;
  /** Part of the legs that stay in town. */
  readonly local: number;
  /** Most roads of one leg. */
  readonly roads: number;
  /** Seconds at a stop: least and most. */
  readonly dwell: readonly [number, number];
}

const habits: Readonly<Record<Trade, Habit>> = {
  van: {
    pace: { top: 29, streets: 11 },
    outward: 15_500,
    stops: 6,
    local: 0.45,
    roads: 1,
    dwell: [240, 2_400],
  },
  truck: {
    pace: { top: 23.5, streets: 10 },
    outward: 25_000,
    stops: 4,
    local: 0.1,
    roads: 4,
    dwell: [900, 3_600],
  },
  car: {
    pace: { top: 34, streets: 12.5 },
    outward: 21_000,
    stops: 3,
    local: 0.5,
    roads: 2,
    dwell: [1_800, 9_000],
  },
  taxi: {
    pace: { top: 30, streets: 12.5 },
    outward: 30_000,
    stops: 18,
    local: 0.93,
    roads: 1,
    dwell: [120, 1_500],
  },
  machine: {
    pace: { top: 11, streets: 6 },
    outward: 8_000,
    stops: 1,
    local: 1,
    roads: 0,
    dwell: [3_600, 18_000],
  },
};

/** Streets are this many metres apart, so that vehicles share them. */
const BLOCK = 120;
/** The first leg begins at least this long after the shift, in seconds, so that the engine can warm up before. */
const FIRST_START = 400;
/** The engine runs on between two legs when the stop is shorter than this, in seconds. */
const KEEP_RUNNING = 420;

export interface Worker {
  readonly index: number;
  readonly trade: Trade;
  readonly home: Spot;
}

/** One leg of a day; all times are seconds after the shift began, ACC times cover neighbouring legs. */
export interface PlannedLeg {
  readonly start: number;
  readonly end: number;
  readonly ignitionOn: number;
  readonly ignitionOff: number;
  /** Metres driven that day before this leg. */
  readonly before: number;
}

const STRIDE = 13;

/** A day's work, kept in two typed arrays, because a world may hold 100,000 of them. */
export class DayPlan {
  readonly count: number;
  /** Metres of the whole day. */
  readonly length: number;
  private readonly cells: Float64Array;
  private readonly roads: Int16Array;

  constructor(legs: readonly Leg[], times: readonly PlannedLeg[], length: number) {
    this.count = legs.length;
    this.length = length;
    this.cells = new Float64Array(legs.length * STRIDE);
    this.roads = new Int16Array(legs.reduce((sum, leg) => sum + leg.roads.length, 0));
    let road = 0;
    legs.forEach(({ from, to, roads }, index) => {
      const time = times[index];
      if (time === undefined) throw new RangeError('every leg needs its times');
      const { start, end, ignitionOn, ignitionOff, before } = time;
      this.cells.set(
        [start, end, ignitionOn, ignitionOff, before, from.town, from.x, from.y, to.town, to.x, to.y, road],
        index * STRIDE,
      );
      this.cells[index * STRIDE + 12] = roads.length;
      this.roads.set(roads, road);
      road += roads.length;
    });
  }

  start(index: number): number {
    return this.cell(index, 0);
  }

  end(index: number): number {
    return this.cell(index, 1);
  }

  ignitionOn(index: number): number {
    return this.cell(index, 2);
  }

  ignitionOff(index: number): number {
    return this.cell(index, 3);
  }

  before(index: number): number {
    return this.cell(index, 4);
  }

  leg(index: number): Leg {
    const road = this.cell(index, 11);
    return {
      from: { town: this.cell(index, 5), x: this.cell(index, 6), y: this.cell(index, 7) },
      to: { town: this.cell(index, 8), x: this.cell(index, 9), y: this.cell(index, 10) },
      roads: Array.from(this.roads.subarray(road, road + this.cell(index, 12))),
    };
  }

  private cell(index: number, column: number): number {
    const value = this.cells[index * STRIDE + column];
    if (value === undefined) throw new RangeError(`no leg ${index}`);
    return value;
  }
}

export function paceOf(trade: Trade): Pace {
  return habits[trade].pace;
}

/** A stop in a town; `salt` tells stops of one vehicle apart. */
export function spotIn(geography: Geography, town: number, seed: number, index: number, salt: number): Spot {
  const reach = geography.town(town).reach;
  const blocks = Math.max(2, Math.floor(reach / BLOCK));
  const at = (axis: number): number => {
    const share = fraction(seed, index, salt, axis) * 2 - 1;
    return Math.round(share * Math.abs(share) * 0.5 * blocks + share * 0.5 * blocks) * BLOCK;
  };
  const x = at(1);
  const y = at(2);
  const far = Math.hypot(x, y) > reach ? 0.7 : 1;
  const kept = { x: Math.round((x * far) / BLOCK) * BLOCK, y: Math.round((y * far) / BLOCK) * BLOCK };
  return Math.abs(kept.x) + Math.abs(kept.y) >= 2 * BLOCK
    ? { town, ...kept }
    : { town, x: 2 * BLOCK, y: BLOCK };
}

/** The plan of a working day. Variants differ in where the vehicle goes; every day begins and ends at home. */
export function planDay(geography: Geography, seed: number, worker: Worker, variant: number): DayPlan {
  const random = new Random(hash(seed, worker.index, 9_000 + variant));
  const habit = habits[worker.trade];
  const legs: Leg[] = [];
  const times: PlannedLeg[] = [];
  let now = FIRST_START;
  let length = 0;
  let salt = 100 + variant * 100;

  const spot = (town: number): Spot => {
    salt += 1;
    return spotIn(geography, town, seed, worker.index, salt);
  };
  const drive = (leg: Leg, hurry: number): void => {
    const route = new Route(geography, leg, habit.pace);
    const end = now + route.duration;
    const on = Math.max(0, now - random.between(20, 170));
    const off = end + random.between(4, random.chance(0.2) ? 900 : 90);
    const stay = Math.max(60, random.between(habit.dwell[0], habit.dwell[1]) * hurry);
    legs.push(leg);
    times.push({
      start: now,
      end,
      ignitionOn: on,
      ignitionOff: Math.max(end + 4, Math.min(off, end + stay - 200)),
      before: length,
    });
    length += route.length;
    now = end + stay;
  };

  let here = worker.home;
  const back: Leg[] = [];
  while (legs.length < habit.stops) {
    const leg = nextLeg(geography, random, habit, here, back.at(-1), spot);
    if (leg === null) break;
    const takes = new Route(geography, leg, habit.pace).duration;
    if (legs.length > 0 && now + takes > habit.outward) break;
    if (takes > habit.outward) break;
    drive(leg, 1);
    if (leg.roads.length > 0) back.push(leg);
    here = leg.to;
  }
  while (back.length > 0) {
    const leg = back.pop();
    if (leg === undefined) break;
    const homeward = back.length === 0 && leg.from.town === worker.home.town;
    const to = homeward ? worker.home : spot(leg.from.town);
    drive({ from: here, to, roads: leg.roads.map((signed) => -signed).reverse() }, 0.6);
    here = to;
  }
  if (here.x !== worker.home.x || here.y !== worker.home.y || legs.length === 0) {
    if (legs.length === 0) {
      const away = { town: here.town, x: here.x + 5 * BLOCK, y: here.y + 3 * BLOCK };
      drive({ from: here, to: away, roads: [] }, 1);
      here = away;
    }
    drive({ from: here, to: worker.home, roads: [] }, 1);
  }
  return new DayPlan(legs, joinIgnition(times), length);
}

function nextLeg(
  geography: Geography,
  random: Random,
  habit: Habit,
  here: Spot,
  previous: Leg | undefined,
  spot: (town: number) => Spot,
): Leg | null {
  if (habit.roads === 0 || random.chance(habit.local)) {
    const to = spot(here.town);
    if (Math.abs(to.x - here.x) + Math.abs(to.y - here.y) < 2 * BLOCK) return null;
    return { from: here, to, roads: [] };
  }
  const roads: number[] = [];
  let town = here.town;
  let last = previous?.roads.at(-1);
  const wanted = random.whole(1, habit.roads);
  while (roads.length < wanted) {
    const onward = (geography.roadsAt[town] ?? []).filter((signed) => last === undefined || signed !== -last);
    const taken = onward[Math.floor(random.next() * onward.length)];
    if (taken === undefined) break;
    roads.push(taken);
    town = geography.roadEnd(taken);
    last = taken;
  }
  return roads.length === 0 ? null : { from: here, to: spot(town), roads };
}

/** Between two legs with a short stop the engine keeps running: such legs share one ACC period. */
function joinIgnition(times: readonly PlannedLeg[]): PlannedLeg[] {
  const groups: PlannedLeg[][] = [];
  for (const time of times) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group !== undefined && last !== undefined && time.start - last.end < KEEP_RUNNING) group.push(time);
    else groups.push([time]);
  }
  return groups.flatMap((group) => {
    const ignitionOn = group[0]?.ignitionOn ?? 0;
    const ignitionOff = group.at(-1)?.ignitionOff ?? 0;
    return group.map((time) => ({ ...time, ignitionOn, ignitionOff }));
  });
}
