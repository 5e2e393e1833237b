import { z } from 'zod';
import { imei } from './device.ts';

/** `alarmtype` of a geofence (open-api.md 2.4): 0 leaving, 1 entering, 2 both. */
export const geofenceTriggers = { leave: 0, enter: 1, both: 2 } as const;
export type GeofenceTrigger = keyof typeof geofenceTriggers;

/** Radius in metres (2.4). */
export const GEOFENCE_RADIUS = { min: 100, max: 5_000 } as const;

/** A circle geofence to create (2.4). The API can neither list nor delete geofences. */
export const geofenceRequest = z.object({
  imei,
  name: z.string().trim().min(1).max(100),
  trigger: z.enum(['leave', 'enter', 'both']),
  longitude: z.number().min(-180).max(180),
  latitude: z.number().min(-90).max(90),
  radius: z.number().int().min(GEOFENCE_RADIUS.min).max(GEOFENCE_RADIUS.max),
});

export type GeofenceRequest = z.infer<typeof geofenceRequest>;
