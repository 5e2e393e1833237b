/** One point of a track (open-api.md 2.3). */
export interface TrackPoint {
  /** Degrees WGS84. */
  readonly longitude: number;
  readonly latitude: number;
  /** Unix seconds. */
  readonly gpsTime: number;
  /** km/h; null when negative or impossible. */
  readonly speed: number | null;
  /** Degrees clockwise from north, 0 to 359; null when outside 0..360. */
  readonly course: number | null;
}

/** The provider returns at most this many points (2.3) and alarms (2.8) in one answer. */
export const PLAYBACK_PAGE = 1_000;
export const ALARM_PAGE = 100;
