import type { CommandKind } from './command.ts';
import type { Caution, CommandPolicy, CommandSituation } from './command-desk.ts';

/** What the guard says of one command in one situation. */
export interface GuardVerdict {
  /** Why it may be dangerous; shown, never in the way. */
  readonly dangers: readonly Caution[];
  /** Why it is refused unless overridden; empty: it may be sent. */
  readonly refusals: readonly Caution[];
  /** Whether an override with a reason of its own would let it pass. */
  readonly overridable: boolean;
  /** Whether a second operator must sign. */
  readonly needsSecond: boolean;
}

/** Metres from where it was decided, from which on a held command asks again. */
export const MOVED_FAR = 500;

/**
 * Judges a command. Only stopping the engine is ever refused here: while the vehicle moves, while nobody knows how
 * fast it is, and when the fix is too old to tell.
 */
export function guardCommand(
  kind: CommandKind,
  situation: CommandSituation,
  policy: CommandPolicy,
): GuardVerdict {
  const found = findings(situation, policy);
  const stop = kind === 'stopEngine';
  const refusals = stop ? found.filter((caution) => stopping.has(caution)) : [];
  return {
    dangers: found,
    refusals,
    overridable: refusals.length > 0 && policy.overrideAllowed,
    needsSecond: stop && policy.twoPersonStop,
  };
}

const stopping: ReadonlySet<Caution> = new Set(['moves', 'speedUnknown', 'oldFix', 'noFix']);

function findings(situation: CommandSituation, policy: CommandPolicy): Caution[] {
  const found: Caution[] = [];
  const { speed, fixAge, state, acc, fresh } = situation;
  if (state === 'offline' || state === 'neverOnline') found.push('offline');
  if (state === 'expired' || state === 'blocked') found.push('notActive');
  if (fixAge === null) found.push('noFix');
  else if (fixAge > policy.stopFixAge) found.push('oldFix');
  if (speed === null) found.push('speedUnknown');
  else if (speed > policy.stopSpeed) found.push('moves');
  if (acc === true) found.push('ignitionOn');
  if (!fresh) found.push('notCurrent');
  return found;
}

/**
 * What changed between the decision and now so much that a held command must ask again; empty: it may fire.
 *
 * @param then as it was decided
 */
export function changesSince(
  kind: CommandKind,
  then: CommandSituation,
  now: CommandSituation,
  policy: CommandPolicy,
): Caution[] {
  const changes: Caution[] = [...guardCommand(kind, now, policy).refusals];
  if (then.account !== now.account) changes.push('otherAccount');
  const metres = metresApart(then, now);
  if (metres !== null && metres > MOVED_FAR) changes.push('moved');
  if (!now.fresh) changes.push('notCurrent');
  return changes;
}

const EARTH_RADIUS = 6_371_008.8;

/** Metres between two places on the great circle; null when one is not known. */
export function metresApart(
  a: Pick<CommandSituation, 'latitude' | 'longitude'>,
  b: Pick<CommandSituation, 'latitude' | 'longitude'>,
): number | null {
  if (a.latitude === null || a.longitude === null || b.latitude === null || b.longitude === null) return null;
  const radian = Math.PI / 180;
  const latitude = ((b.latitude - a.latitude) * radian) / 2;
  const longitude = ((b.longitude - a.longitude) * radian) / 2;
  const h =
    Math.sin(latitude) ** 2 +
    Math.cos(a.latitude * radian) * Math.cos(b.latitude * radian) * Math.sin(longitude) ** 2;
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(h)));
}
