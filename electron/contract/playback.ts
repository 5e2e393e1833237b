import { z } from 'zod';
import type { Alarm } from './alarm.ts';
import { imei } from './device.ts';
import type { Failure } from './errors.ts';
import { trackRules } from './track-rules.ts';
import type { TimeStretch, TrackColumns } from './track.ts';

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

const tenYears = 3_653 * 86_400;
const seconds = z.number().int().min(0).max(4_294_967_295);

/** Which device and which period, in Unix seconds, end not included. */
export const trackRequest = z
  .object({
    /** Made by the window; names the reading in progress events and to cancel it. */
    id: z.string().min(1).max(100),
    imei,
    begin: seconds,
    end: seconds,
    /** Asks the provider again even for what is kept. */
    refresh: z.boolean().default(false),
  })
  .refine(({ begin, end }) => end > begin && end - begin <= tenYears, {
    path: ['end'],
    message: 'The end must lie after the begin, at most ten years later',
  });
export type TrackRequest = z.output<typeof trackRequest>;

/** A track as a window gets it. */
export interface Track extends TimeStretch {
  readonly imei: string;
  readonly columns: TrackColumns;
  /** Alarms in the period that have a place, by system time; as far as they could be read. */
  readonly alarms: readonly Alarm[];
  /** Whether those are all: every part of the period was read for alarms, and none was too many. */
  readonly alarmsWhole: boolean;
  /** Parts of the period that were never read completely. What lies ahead is one only when something failed. */
  readonly missing: readonly TimeStretch[];
  /** Why parts are missing; null when nothing failed. */
  readonly failure: Failure | null;
  /** Requests that were sent for it; 0 when all came from the archive. */
  readonly requests: number;
}

/** How far a reading has come. Broadcast at most five times a second for each. */
export interface TrackProgress {
  readonly id: string;
  readonly imei: string;
  readonly points: number;
  /** Unix seconds up to which the period has been read. */
  readonly reached: number;
}

export const trackFormats = ['gpx', 'kml', 'csv', 'geojson', 'xlsx'] as const;
export type TrackFormat = (typeof trackFormats)[number];

/** An export of tracks as they were loaded: read from the archive, nothing is asked of the provider. */
export const trackExport = z
  .object({
    format: z.enum(trackFormats),
    imeis: z.array(imei).min(1).max(50),
    begin: seconds,
    end: seconds,
    rules: trackRules,
    /** IANA zone of the workbook's times; the other formats carry UTC. */
    timeZone: z.string().min(1).max(100),
  })
  .refine(({ begin, end }) => end > begin, { path: ['end'], message: 'The end must lie after the begin' });
export type TrackExport = z.output<typeof trackExport>;
