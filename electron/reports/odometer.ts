import type { OdometerReading } from '../fleet/recorded.ts';

/** Two readings this far apart (seconds) still tell where the odometer stood between them. */
const NEAR = 1_800;

/** Where an odometer stood at an instant. */
export type OdometerAt =
  { readonly known: true; readonly metres: number } | { readonly known: false; readonly reason: string };

const unknown = (reason: string): OdometerAt => ({ known: false, reason });

/**
 * Where an odometer stood, by the last reading at or before the instant and the first after it. Between two readings
 * that are near each other the way is shared out evenly by time.
 *
 * @param unix Unix seconds
 */
export function odometerAt(
  before: OdometerReading | null,
  after: OdometerReading | null,
  unix: number,
): OdometerAt {
  if (before === null)
    return unknown(
      after === null ? 'no odometer was ever read' : 'the odometer was not read before the begin',
    );
  if (before.until >= unix) return { known: true, metres: before.metres };
  if (after === null) return unknown('the odometer was not read after the end');
  if (after.metres === before.metres) return { known: true, metres: before.metres };
  if (after.at - before.until > NEAR) return unknown('the odometer was not read near the edge of the period');
  const share = (unix - before.until) / Math.max(1, after.at - before.until);
  return { known: true, metres: before.metres + (after.metres - before.metres) * share };
}
