import { z } from 'zod';
import { imei } from './device.ts';
import type { Failure } from './errors.ts';
import { geofenceRequest, type GeofenceTrigger } from './geofence.ts';

/** A circle without the device it is for. */
export const geofenceShape = geofenceRequest.omit({ imei: true });
export type GeofenceShape = z.infer<typeof geofenceShape>;

/** `sending` is on disk before the request leaves; after a crash it becomes `unknown`. */
export const geofenceStates = ['sending', 'created', 'refused', 'unknown'] as const;
export type GeofenceState = (typeof geofenceStates)[number];

/** One geofence that this console created or tried to. Times are Unix milliseconds. */
export interface GeofenceRecord {
  readonly id: number;
  readonly imei: string;
  readonly name: string;
  readonly trigger: GeofenceTrigger;
  readonly longitude: number;
  readonly latitude: number;
  /** Metres. */
  readonly radius: number;
  readonly state: GeofenceState;
  readonly failure: Failure | null;
  /** User of the operating system. */
  readonly by: string;
  readonly job: string | null;
  readonly createdAt: number;
}

/** One circle on the map with how many devices it was created for. */
export interface GeofenceCircle extends GeofenceShape {
  readonly devices: number;
  /** Unix milliseconds, the newest. */
  readonly createdAt: number;
}

export const geofenceQuery = z.object({
  /** Words in name or IMEI; empty = all. */
  text: z.string().max(200).default(''),
  state: z.enum(geofenceStates).nullable().default(null),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1_000).default(100),
});
export type GeofenceQuery = z.infer<typeof geofenceQuery>;

export interface GeofencePage {
  readonly total: number;
  readonly rows: readonly GeofenceRecord[];
}

/** The same circle for one device or many. */
export const geofenceJobInput = geofenceShape.extend({ imeis: z.array(imei).min(1).max(20_000) });
