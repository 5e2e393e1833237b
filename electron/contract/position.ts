/** -1 and missing mean "the device does not tell"; here null. */
export type Tri = boolean | null;

/** `datastatus` of the track record (open-api.md 2.2); null when missing or another number. */
export type DataStatus = 'neverOnline' | 'ok' | 'expired' | 'offline' | 'blocked';

/**
 * The latest record of a device (open-api.md 2.2). Times are Unix seconds. null means "unknown": -1, "", 0 for a
 * time, or missing. The four clocks are independent of each other (field-notes.md).
 */
export interface Position {
  readonly imei: string;
  readonly serverTime: number | null;
  readonly gpsTime: number | null;
  readonly heartTime: number | null;
  readonly systemTime: number | null;
  /** Degrees WGS84; both null without a fix (0,0) or outside the globe. */
  readonly longitude: number | null;
  readonly latitude: number | null;
  /** Degrees clockwise from north, 0 to 359; null when outside 0..360. */
  readonly course: number | null;
  /** km/h; null when negative or not a number. */
  readonly speed: number | null;
  /** Seconds that the ACC status has lasted; null when there is no ACC status. */
  readonly accTime: number | null;
  readonly acc: Tri;
  readonly door: Tri;
  readonly charge: Tri;
  /** `oilpowerstatus`: true = fuel supply ok, false = fuel supply off. */
  readonly fuelSupply: Tri;
  readonly defence: Tri;
  readonly dataStatus: DataStatus | null;
  /** Per cent. */
  readonly battery: number | null;
  /** Metres. */
  readonly mileage: number | null;
  /** Metres since the provider's midnight (its zone is not documented). */
  readonly todayMileage: number | null;
  /** Volts, from `externalpower`. */
  readonly externalPower: number | null;
  /** Fields the reference does not name (fuel, temperature, odometer ...), kept as they came. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/**
 * What a vehicle is doing, as shown. The order is the code on the wire (`live.ts`) and in the shaders: append only.
 * `unknown` means "not asked yet".
 */
export const vehicleStates = [
  'unknown',
  'moving',
  'idle',
  'parked',
  'offline',
  'neverOnline',
  'expired',
  'blocked',
] as const;

export type VehicleState = (typeof vehicleStates)[number];

/** Tiers of the age of a position in seconds: fresh, 5 minutes, 1 hour, 24 hours, 48 hours. */
export const ageTiers = [0, 300, 3_600, 86_400, 172_800] as const;
