/** Points of a track in columns of one length, ordered by time. */
export interface TrackColumns {
  /** Unix seconds (GPS time). */
  readonly time: Uint32Array;
  /** 1e-7 degrees. */
  readonly longitude: Int32Array;
  readonly latitude: Int32Array;
  /** km/h; 65535 = unknown. */
  readonly speed: Uint16Array;
  /** Degrees 0..359; 65535 = unknown. */
  readonly course: Uint16Array;
}

export const trackColumnNames = ['time', 'longitude', 'latitude', 'speed', 'course'] as const;

/** Columns for `size` points, all zero. */
export function createTrack(size: number): TrackColumns {
  return {
    time: new Uint32Array(size),
    longitude: new Int32Array(size),
    latitude: new Int32Array(size),
    speed: new Uint16Array(size),
    course: new Uint16Array(size),
  };
}

/** Rows [first, end) of a track as views, without a copy. */
export function sliceTrack(track: TrackColumns, first: number, end: number): TrackColumns {
  return {
    time: track.time.subarray(first, end),
    longitude: track.longitude.subarray(first, end),
    latitude: track.latitude.subarray(first, end),
    speed: track.speed.subarray(first, end),
    course: track.course.subarray(first, end),
  };
}

/** A stretch of time in Unix seconds, begin included, end not. */
export interface TimeStretch {
  readonly begin: number;
  readonly end: number;
}
