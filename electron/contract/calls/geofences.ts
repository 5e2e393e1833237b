import { z } from 'zod';
import { gives, nothing } from '../call.ts';
import { imei } from '../device.ts';
import { geofenceRequest } from '../geofence.ts';
import {
  geofenceJobInput,
  geofenceQuery,
  type GeofenceCircle,
  type GeofencePage,
  type GeofenceRecord,
} from '../geofence-ledger.ts';
import type { JobStatus, Preview } from '../job.ts';

export const geofenceCalls = {
  'geofences.create': gives<GeofenceRecord>()(geofenceRequest),
  'geofences.page': gives<GeofencePage>()(geofenceQuery),
  /** Every different circle that this console created. */
  'geofences.circles': gives<readonly GeofenceCircle[]>()(nothing),
  /** For how many of these devices this console has already created a geofence of that name. */
  'geofences.sameName': gives<number>()(
    z.object({ name: z.string().max(100), imeis: z.array(imei).max(20_000) }),
  ),
  'geofences.preview': gives<Preview>()(geofenceJobInput),
  'geofences.start': gives<JobStatus>()(
    z.object({ hash: z.string().length(64), typed: z.string().max(100), reason: z.string().max(1_000) }),
  ),
} as const;
