/** The town that a position is told by. */
export interface NearestTown {
  readonly name: string;
  /** ISO 3166, two letters. */
  readonly country: string;
  /** Metres from the town to the position. */
  readonly metres: number;
  /** Degrees clockwise from north in which the position lies as seen from the town. */
  readonly bearing: number;
}

export const compassPoints = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const;
export type CompassPoint = (typeof compassPoints)[number];

/** Metres from the middle of a town within which a place is simply in it. */
export const IN_TOWN = 1_500;

/** The point of the compass that a bearing in degrees is nearest to. */
export function compassPoint(bearing: number): CompassPoint {
  return compassPoints[Math.round((((bearing % 360) + 360) % 360) / 45) % 8] ?? 'n';
}
