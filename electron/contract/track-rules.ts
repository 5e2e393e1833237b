import { z } from 'zod';
import { DEGREE, NO_NUMBER } from './live.ts';
import type { TimeStretch, TrackColumns } from './track.ts';

/**
 * What counts as driving, a stop and a gap. Pure rules over a track, so that screen, exports and reports derive the
 * same trips. Shown to the user, who may change them.
 */
export const trackRules = z.object({
  /** km/h above which a vehicle drives; at or below it stands, however far its fixes jump about. */
  drivingSpeed: z.number().min(0).max(50).default(4),
  /** Seconds of standing from which it is a stop; less is idling within a trip. */
  stopSeconds: z.number().int().min(30).max(86_400).default(180),
  /** Metres: fixes within this distance of each other are one place. */
  sameplace: z.number().min(10).max(5_000).default(150),
  /** Seconds without a point, while the vehicle came elsewhere, from which it is a gap. */
  gapSeconds: z.number().int().min(30).max(86_400).default(300),
  /** Seconds without a point, at one place, from which it is a gap; parked devices report about every 25 minutes. */
  silenceSeconds: z.number().int().min(300).max(604_800).default(5_400),
  /** Metres that a trip has at least; less is manoeuvring within a stop. */
  shortestTrip: z.number().min(0).max(10_000).default(200),
});
export type TrackRules = z.output<typeof trackRules>;

export const usualRules: TrackRules = trackRules.parse({});

/** A part of a track: rows `first` to `last` (both included) of its columns. */
export interface TrackPart extends TimeStretch {
  readonly kind: 'trip' | 'stop' | 'gap';
  readonly first: number;
  readonly last: number;
  /** Metres driven; 0 for stops; the straight line for gaps. */
  readonly metres: number;
  /** Seconds driving and, within trips, standing. */
  readonly driving: number;
  readonly idle: number;
  /** km/h; null when no speed is known. */
  readonly topSpeed: number | null;
}

export interface TrackTotals {
  readonly metres: number;
  /** Seconds. */
  readonly driving: number;
  readonly idle: number;
  readonly stopped: number;
  readonly gaps: number;
  /** km/h, and the row it was reached in; null when no speed is known. */
  readonly topSpeed: number | null;
  readonly topSpeedRow: number | null;
  readonly trips: number;
  readonly stops: number;
}

export interface DerivedTrack {
  /** In order, without holes from the first point to the last. */
  readonly parts: readonly TrackPart[];
  readonly totals: TrackTotals;
}

const EARTH = 6_371_008.8;
const RADIANS = Math.PI / 180 / DEGREE;

/** Metres between two rows over the ground. */
export function rowDistance({ longitude, latitude }: TrackColumns, a: number, b: number): number {
  const first = (latitude[a] ?? 0) * RADIANS;
  const second = (latitude[b] ?? 0) * RADIANS;
  const half = Math.sin((second - first) / 2);
  const side = Math.sin((((longitude[b] ?? 0) - (longitude[a] ?? 0)) * RADIANS) / 2);
  const square = half * half + Math.cos(first) * Math.cos(second) * side * side;
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(square)));
}

const GAP = 0;
const DRIVING = 1;
const STANDING = 2;

function known(speed: number | undefined): number | null {
  return speed === undefined || speed === NO_NUMBER ? null : speed;
}

/** What happened between row `at` and the next. Speed decides; distance only where it cannot be jitter. */
function legKind(track: TrackColumns, at: number, metres: number, rules: TrackRules): number {
  const seconds = (track.time[at + 1] ?? 0) - (track.time[at] ?? 0);
  const elsewhere = metres > rules.sameplace;
  if (seconds > rules.gapSeconds && elsewhere) return GAP;
  if (seconds > rules.silenceSeconds) return GAP;
  const from = known(track.speed[at]);
  const to = known(track.speed[at + 1]);
  if (seconds > rules.gapSeconds) return STANDING;
  if ((from ?? 0) > rules.drivingSpeed || (to ?? 0) > rules.drivingSpeed) return DRIVING;
  const overGround = seconds === 0 ? 0 : (metres / seconds) * 3.6;
  if (elsewhere && overGround > rules.drivingSpeed) return DRIVING;
  return from === null && to === null && overGround > rules.drivingSpeed ? DRIVING : STANDING;
}

interface Run {
  kind: number;
  first: number;
  last: number;
  metres: number;
}

/** Legs of one kind in a row, as runs. */
function runsOf(track: TrackColumns, rules: TrackRules): Run[] {
  const runs: Run[] = [];
  for (let at = 0; at + 1 < track.time.length; at += 1) {
    const metres = rowDistance(track, at, at + 1);
    const kind = legKind(track, at, metres, rules);
    const open = runs.at(-1);
    if (open?.kind === kind && kind !== GAP) {
      open.last = at + 1;
      open.metres += metres;
    } else {
      runs.push({ kind, first: at, last: at + 1, metres });
    }
  }
  return runs;
}

interface Draft {
  kind: TrackPart['kind'];
  first: number;
  last: number;
  metres: number;
  driving: number;
  idle: number;
}

/** Runs as trips, stops and gaps: short standing is idling within a trip. */
function draftsOf(track: TrackColumns, runs: readonly Run[], rules: TrackRules): Draft[] {
  const drafts: Draft[] = [];
  runs.forEach((run, place) => {
    const { first, last } = run;
    const seconds = (track.time[last] ?? 0) - (track.time[first] ?? 0);
    if (run.kind === GAP) {
      drafts.push({ kind: 'gap', first, last, metres: run.metres, driving: 0, idle: 0 });
      return;
    }
    const between = runs[place - 1]?.kind === DRIVING || runs[place + 1]?.kind === DRIVING;
    const stands = run.kind === STANDING && (seconds >= rules.stopSeconds || !between);
    if (stands) {
      drafts.push({ kind: 'stop', first, last, metres: 0, driving: 0, idle: 0 });
      return;
    }
    const drives = run.kind === DRIVING;
    const open = drafts.at(-1);
    const metres = drives ? run.metres : 0;
    if (open?.kind === 'trip') {
      open.last = last;
      open.metres += metres;
      open.driving += drives ? seconds : 0;
      open.idle += drives ? 0 : seconds;
    } else {
      const [driving, idle] = drives ? [seconds, 0] : [0, seconds];
      drafts.push({ kind: 'trip', first, last, metres, driving, idle });
    }
  });
  return drafts;
}

/** Trips too short to be one become part of the stop around them. */
function settled(drafts: readonly Draft[], shortestTrip: number): Draft[] {
  const settledParts: Draft[] = [];
  for (const draft of drafts) {
    const short = draft.kind === 'trip' && draft.metres < shortestTrip;
    const part: Draft = short ? { ...draft, kind: 'stop', metres: 0, driving: 0, idle: 0 } : draft;
    const open = settledParts.at(-1);
    if (open?.kind === 'stop' && part.kind === 'stop') open.last = part.last;
    else settledParts.push({ ...part });
  }
  return settledParts;
}

function topOf(speeds: Uint16Array, first: number, last: number): { speed: number; row: number } | null {
  let speed = -1;
  let row = -1;
  for (let at = first; at <= last; at += 1) {
    const value = speeds[at] ?? NO_NUMBER;
    if (value !== NO_NUMBER && value > speed) {
      speed = value;
      row = at;
    }
  }
  return row < 0 ? null : { speed, row };
}

/** Derives trips, stops, gaps and totals. One pass: about 15 ms for 100,000 points. */
export function deriveTrack(track: TrackColumns, rules: TrackRules): DerivedTrack {
  const drafts = settled(draftsOf(track, runsOf(track, rules), rules), rules.shortestTrip);
  const parts = drafts.map((draft): TrackPart => ({
    ...draft,
    begin: track.time[draft.first] ?? 0,
    end: track.time[draft.last] ?? 0,
    topSpeed: draft.kind === 'trip' ? (topOf(track.speed, draft.first, draft.last)?.speed ?? null) : null,
  }));
  const sum = (kind: TrackPart['kind'], value: (part: TrackPart) => number): number =>
    parts.reduce((total, part) => (part.kind === kind ? total + value(part) : total), 0);
  const lasted = ({ begin, end }: TrackPart): number => end - begin;
  let top: { speed: number; row: number } | null = null;
  for (const { kind, first, last } of parts) {
    const reached = kind === 'trip' ? topOf(track.speed, first, last) : null;
    if (reached !== null && (top === null || reached.speed > top.speed)) top = reached;
  }
  return {
    parts,
    totals: {
      metres: sum('trip', ({ metres }) => metres),
      driving: sum('trip', ({ driving }) => driving),
      idle: sum('trip', ({ idle }) => idle),
      stopped: sum('stop', lasted),
      gaps: sum('gap', lasted),
      topSpeed: top?.speed ?? null,
      topSpeedRow: top?.row ?? null,
      trips: sum('trip', () => 1),
      stops: sum('stop', () => 1),
    },
  };
}

/** Where the time of a period went, in seconds; the parts add up to the whole. */
export interface PeriodTotals {
  readonly driving: number;
  readonly idle: number;
  readonly stopped: number;
  /** In gaps, before the first point and after the last. */
  readonly withoutPoints: number;
  readonly whole: number;
}

/** @param times of the points, ascending, Unix seconds; without a point the whole period is without points */
export function periodTotals(
  { driving, idle, stopped, gaps }: Pick<TrackTotals, 'driving' | 'idle' | 'stopped' | 'gaps'>,
  times: Uint32Array,
  { begin, end }: TimeStretch,
): PeriodTotals {
  const first = times[0] ?? end;
  const last = times.at(-1) ?? end;
  const withoutPoints = gaps + Math.max(0, first - begin) + Math.max(0, end - last);
  return { driving, idle, stopped, withoutPoints, whole: driving + idle + stopped + withoutPoints };
}
