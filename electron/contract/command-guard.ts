import type { CommandKind } from './command.ts';
import type { Caution, CommandPolicy, CommandSituation } from './command-desk.ts';

/**
 * What proves that a vehicle stands: a fix that is fresh enough and slow, or - since a parked tracker sends no new
 * fix - a fresh heartbeat with the ignition off since about that fix. Null: nothing does.
 */
export type StandingProof = 'fix' | 'parked' | null;

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
  readonly standing: StandingProof;
}

/** Metres from where it was decided, from which on a held command asks again. */
export const MOVED_FAR = 500;

/**
 * Judges a command. Only stopping the engine is ever refused here: while the vehicle moves, while nobody knows how
 * fast it is, and when neither its fix nor its heartbeat is young enough to prove that it stands.
 *
 * @param kind null while none is chosen: the dangers are told all the same
 */
export function guardCommand(
  kind: CommandKind | null,
  situation: CommandSituation,
  policy: CommandPolicy,
): GuardVerdict {
  const standing = standingProof(situation, policy);
  const found = findings(situation, policy, standing);
  const stop = kind === 'stopEngine';
  const refusals = stop ? found.filter((caution) => stopping.has(caution)) : [];
  return {
    dangers: found,
    refusals,
    overridable: refusals.length > 0 && policy.overrideAllowed,
    needsSecond: stop && policy.twoPersonStop,
    standing,
  };
}

/**
 * What proves that a vehicle stands. The four clocks of a record are independent: a parked tracker beats every minute
 * and keeps the fix of its last stop for days. Its heartbeat proves the standing when the provider was asked just
 * now, the device is online and parked by its own word (ACC off), its last speed is a standing one, and that fix was
 * young when the ignition went off: one that drove without a fix in between (a garage, a tunnel) is not proven.
 */
export function standingProof(situation: CommandSituation, policy: CommandPolicy): StandingProof {
  const { speed, fixAge, heartAge, acc, accAge, state, fresh } = situation;
  if (speed === null || speed > policy.stopSpeed || fixAge === null) return null;
  const limit = policy.stopFixAge;
  if (fixAge <= limit) return 'fix';
  const heard = fresh && state === 'parked' && heartAge !== null && heartAge <= limit;
  const sinceTheFix = accAge === null || fixAge - accAge <= limit;
  return heard && acc === false && sinceTheFix ? 'parked' : null;
}

const stopping: ReadonlySet<Caution> = new Set(['moves', 'speedUnknown', 'oldFix', 'noFix']);

function findings(situation: CommandSituation, policy: CommandPolicy, standing: StandingProof): Caution[] {
  const found: Caution[] = [];
  const { speed, fixAge, state, acc, fresh } = situation;
  if (state === 'offline' || state === 'neverOnline') found.push('offline');
  if (state === 'expired' || state === 'blocked') found.push('notActive');
  if (fixAge === null) found.push('noFix');
  else if (fixAge > policy.stopFixAge && standing === null) found.push('oldFix');
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
