import { z } from 'zod';
import type { AccountNode, LoadProgress } from '../account.ts';
import { gives, nothing } from '../call.ts';
import { imei } from '../device.ts';
import type { DeviceDetails } from '../fleet.ts';

export const fleetCalls = {
  'accounts.tree': gives<readonly AccountNode[]>()(nothing),
  'accounts.progress': gives<LoadProgress>()(nothing),
  'accounts.reload': gives<LoadProgress>()(nothing),
  'fleet.details': gives<DeviceDetails>()(z.object({ imei })),
} as const;
