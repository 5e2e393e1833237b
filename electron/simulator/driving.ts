import { pointInTown } from './geography.ts';
import type { Geography, Place } from './geography.ts';
import { paceOf, planDay } from './plan.ts';
import type { DayPlan } from './plan.ts';
import { fraction } from './random.ts';
import { Route } from './route.ts';
import type { Vehicle } from './vehicles.ts';

export type Phase = 'driving' | 'idle' | 'parked';

/** A vehicle at one second of its own time (see holds.ts). Times are seconds, the odometer is metres. */
export interface DriveState extends Place {
  phase: Phase;
  since: number;
  until: number;
  /** Metres a second. */
  speed: number;
  course: number;
  /** Metres driven since the beginning of time: only differences mean something. */
  odometer: number;
  ignition: boolean;
  ignitionSince: number;
  /** When the engine was last started, at or before now. */
  startedAt: number;
}

/** What other days need to know of a day's plan. */
interface Summary {
  readonly length: number;
  readonly firstOn: number;
  readonly lastOn: number;
  readonly lastOff: number;
  readonly homeCourse: number;
}

interface Known {
  readonly summaries: readonly [Summary, Summary];
  /** Metres before each day of the week, then of the whole week. */
  readonly prefix: Float64Array;
  variant: number;
  plan: DayPlan;
}

const daySeconds = 86_400;
/** A day's work begins up to this much later than the shift, differently every day. */
const LATENESS = 1_100;

/** Where everything would be if nobody interfered: a pure function of seed, vehicle and time. */
export class Driving {
  private readonly geography: Geography;
  private readonly seed: number;
  private readonly known: (Known | undefined)[] = [];
  private lastRoute: { vehicle: number; variant: number; leg: number; route: Route } | null = null;

  constructor(geography: Geography, seed: number) {
    this.geography = geography;
    this.seed = seed;
  }

  at(vehicle: Vehicle, own: number): DriveState {
    const known = this.learn(vehicle);
    const date = Math.floor((own - vehicle.shift) / daySeconds);
    const variant = variantOn(vehicle, date);
    const before = this.metresBefore(known, date);
    if (variant === 0) return this.resting(vehicle, known, date, before);
    const plan = this.plan(vehicle, known, variant);
    const origin = this.origin(vehicle, date);
    const seconds = own - origin;

    for (let leg = 0; leg < plan.count; leg += 1) {
      const on = plan.ignitionOn(leg);
      const start = plan.start(leg);
      const end = plan.end(leg);
      if (seconds >= end) continue;
      const group = leg > 0 && plan.ignitionOn(leg - 1) === on;
      const previousEnd = leg === 0 ? null : plan.end(leg - 1);
      const previousOff = leg === 0 ? null : plan.ignitionOff(leg - 1);
      if (seconds >= start) {
        const route = this.route(vehicle, plan, variant, leg);
        const { distance, speed } = route.progress(seconds - start);
        const state = blank('driving', origin + start, origin + end);
        state.course = route.place(distance, state);
        state.speed = speed;
        state.odometer = before + plan.before(leg) + distance;
        return ignited(state, origin + on);
      }
      if (previousEnd === null || previousOff === null) {
        if (seconds < on) return this.beforeWork(vehicle, known, date, before, origin + on);
        const state = this.standing(vehicle, plan, variant, leg, 0, 'idle', origin + on, origin + start);
        state.odometer = before;
        return ignited(state, origin + on);
      }
      const odometer = before + plan.before(leg);
      let state: DriveState;
      if (group) {
        state = this.stopped(vehicle, plan, variant, leg - 1, 'idle', origin + previousEnd, origin + start);
        ignited(state, origin + on);
      } else if (seconds < previousOff) {
        state = this.stopped(
          vehicle,
          plan,
          variant,
          leg - 1,
          'idle',
          origin + previousEnd,
          origin + previousOff,
        );
        ignited(state, origin + plan.ignitionOn(leg - 1));
      } else if (seconds < on) {
        state = this.stopped(vehicle, plan, variant, leg - 1, 'parked', origin + previousOff, origin + on);
        silent(state, origin + previousOff, origin + plan.ignitionOn(leg - 1));
      } else {
        state = this.stopped(vehicle, plan, variant, leg - 1, 'idle', origin + on, origin + start);
        ignited(state, origin + on);
      }
      state.odometer = odometer;
      return state;
    }
    return this.afterWork(vehicle, known, date, before, plan, variant, origin, seconds);
  }

  /** Metres driven until `own`; cheaper than {@link at}. */
  odometer(vehicle: Vehicle, own: number): number {
    const known = this.learn(vehicle);
    const date = Math.floor((own - vehicle.shift) / daySeconds);
    const variant = variantOn(vehicle, date);
    const before = this.metresBefore(known, date);
    if (variant === 0) return before;
    const plan = this.plan(vehicle, known, variant);
    const seconds = own - this.origin(vehicle, date);
    let driven = 0;
    for (let leg = 0; leg < plan.count && seconds > plan.start(leg); leg += 1) {
      if (seconds < plan.end(leg)) {
        const route = this.route(vehicle, plan, variant, leg);
        return before + plan.before(leg) + route.progress(seconds - plan.start(leg)).distance;
      }
      driven = leg + 1 < plan.count ? plan.before(leg + 1) : plan.length;
    }
    return before + driven;
  }

  private afterWork(
    vehicle: Vehicle,
    known: Known,
    date: number,
    before: number,
    plan: DayPlan,
    variant: number,
    origin: number,
    seconds: number,
  ): DriveState {
    const last = plan.count - 1;
    const off = plan.ignitionOff(last);
    const on = origin + plan.ignitionOn(last);
    const state =
      seconds < off
        ? this.stopped(vehicle, plan, variant, last, 'idle', origin + plan.end(last), origin + off)
        : this.stopped(
            vehicle,
            plan,
            variant,
            last,
            'parked',
            origin + off,
            this.nextStart(vehicle, known, date),
          );
    state.odometer = before + plan.length;
    return seconds < off ? ignited(state, on) : silent(state, origin + off, on);
  }

  private beforeWork(
    vehicle: Vehicle,
    known: Known,
    date: number,
    before: number,
    until: number,
  ): DriveState {
    const { on, off, course } = this.lastWork(vehicle, known, date);
    const state = this.home(vehicle, off, until, course);
    state.odometer = before;
    return silent(state, off, on);
  }

  private resting(vehicle: Vehicle, known: Known, date: number, before: number): DriveState {
    return this.beforeWork(vehicle, known, date, before, this.nextStart(vehicle, known, date));
  }

  private home(vehicle: Vehicle, since: number, until: number, course: number): DriveState {
    const state = blank('parked', since, until);
    const { town, x, y } = vehicle.home;
    pointInTown(this.geography.town(town), x, y, state);
    state.course = course;
    return state;
  }

  private stopped(
    vehicle: Vehicle,
    plan: DayPlan,
    variant: number,
    leg: number,
    phase: Phase,
    since: number,
    until: number,
  ): DriveState {
    return this.standing(vehicle, plan, variant, leg, Infinity, phase, since, until);
  }

  private standing(
    vehicle: Vehicle,
    plan: DayPlan,
    variant: number,
    leg: number,
    metres: number,
    phase: Phase,
    since: number,
    until: number,
  ): DriveState {
    const state = blank(phase, since, until);
    const route = this.route(vehicle, plan, variant, leg);
    state.course = route.place(Math.min(metres, route.length), state);
    return state;
  }

  private lastWork(
    vehicle: Vehicle,
    known: Known,
    date: number,
  ): { on: number; off: number; course: number } {
    for (let back = date - 1; ; back -= 1) {
      const variant = variantOn(vehicle, back);
      if (variant === 0) continue;
      const summary = summaryOf(known, variant);
      const origin = this.origin(vehicle, back);
      return { on: origin + summary.lastOn, off: origin + summary.lastOff, course: summary.homeCourse };
    }
  }

  private nextStart(vehicle: Vehicle, known: Known, date: number): number {
    for (let next = date + 1; ; next += 1) {
      const variant = variantOn(vehicle, next);
      if (variant !== 0) return this.origin(vehicle, next) + summaryOf(known, variant).firstOn;
    }
  }

  private origin(vehicle: Vehicle, date: number): number {
    const late = Math.floor(fraction(this.seed, vehicle.index, date, 50) * LATENESS);
    return date * daySeconds + vehicle.shift + late;
  }

  private metresBefore(known: Known, date: number): number {
    const week = Math.floor(date / 7);
    return week * (known.prefix[7] ?? 0) + (known.prefix[date - week * 7] ?? 0);
  }

  private learn(vehicle: Vehicle): Known {
    const already = this.known[vehicle.index];
    if (already !== undefined) return already;
    const first = planDay(this.geography, this.seed, vehicle, 1);
    const second = planDay(this.geography, this.seed, vehicle, 2);
    const prefix = new Float64Array(8);
    vehicle.week.forEach((variant, at) => {
      const length = variant === 0 ? 0 : variant === 1 ? first.length : second.length;
      prefix[at + 1] = (prefix[at] ?? 0) + length;
    });
    const known: Known = {
      summaries: [this.summarise(vehicle, first), this.summarise(vehicle, second)],
      prefix,
      variant: 2,
      plan: second,
    };
    this.known[vehicle.index] = known;
    return known;
  }

  private summarise(vehicle: Vehicle, plan: DayPlan): Summary {
    const last = plan.count - 1;
    const route = new Route(this.geography, plan.leg(last), paceOf(vehicle.trade));
    return {
      length: plan.length,
      firstOn: plan.ignitionOn(0),
      lastOn: plan.ignitionOn(last),
      lastOff: plan.ignitionOff(last),
      homeCourse: route.place(route.length, { lon: 0, lat: 0 }),
    };
  }

  private plan(vehicle: Vehicle, known: Known, variant: number): DayPlan {
    if (known.variant !== variant) {
      known.plan = planDay(this.geography, this.seed, vehicle, variant);
      known.variant = variant;
    }
    return known.plan;
  }

  private route(vehicle: Vehicle, plan: DayPlan, variant: number, leg: number): Route {
    const last = this.lastRoute;
    if (last?.vehicle === vehicle.index && last.variant === variant && last.leg === leg) return last.route;
    const route = new Route(this.geography, plan.leg(leg), paceOf(vehicle.trade));
    this.lastRoute = { vehicle: vehicle.index, variant, leg, route };
    return route;
  }
}

function variantOn(vehicle: Vehicle, date: number): number {
  return vehicle.week[date - Math.floor(date / 7) * 7] ?? 0;
}

function summaryOf(known: Known, variant: number): Summary {
  return known.summaries[variant === 1 ? 0 : 1];
}

function blank(phase: Phase, since: number, until: number): DriveState {
  return {
    phase,
    since,
    until,
    lon: 0,
    lat: 0,
    speed: 0,
    course: 0,
    odometer: 0,
    ignition: false,
    ignitionSince: since,
    startedAt: since,
  };
}

function ignited(state: DriveState, on: number): DriveState {
  state.ignition = true;
  state.ignitionSince = on;
  state.startedAt = on;
  return state;
}

function silent(state: DriveState, off: number, on: number): DriveState {
  state.ignition = false;
  state.ignitionSince = off;
  state.startedAt = on;
  return state;
}
