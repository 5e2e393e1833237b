import { z } from 'zod';
import type { AccountNode, LoadProgress } from '../account.ts';
import { gives, nothing } from '../call.ts';
import { imei } from '../device.ts';
import { askedColumns, fleetTableExport, MOST_ASKED, type AskedRow } from '../fleet-table.ts';
import type { DeviceDetails } from '../fleet.ts';
import type { NearestTown } from '../town.ts';
import type { PollingStatus } from '../sweep.ts';

export const fleetCalls = {
  'accounts.tree': gives<readonly AccountNode[]>()(nothing),
  'accounts.progress': gives<LoadProgress>()(nothing),
  'accounts.reload': gives<LoadProgress>()(nothing),
  'fleet.details': gives<DeviceDetails>()(z.object({ imei })),
  /** Asks the provider for one device now; gives its record as it came, null when the answer left it out. */
  'fleet.raw': gives<Readonly<Record<string, unknown>> | null>()(z.object({ imei })),
  'fleet.askedRows': gives<readonly AskedRow[]>()(z.object({ imeis: z.array(imei).max(MOST_ASKED) })),
  /** One such field of every device, by slot; NaN where unknown. */
  'fleet.askedColumn': gives<Float64Array>()(z.object({ column: z.enum(askedColumns) })),
  /** Asks for a file and writes the table; null when the user cancelled, else its path. */
  'fleet.exportTable': gives<string | null>()(fleetTableExport),
  /** Shows the table that was exported last in the system's file manager. */
  'fleet.showExport': gives<null>()(nothing),
  /** The nearest town of a place, out of what the console brings along; null where there is none near. */
  'fleet.town': gives<NearestTown | null>()(
    z.object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) }),
  ),
  'fleet.polling': gives<PollingStatus>()(nothing),
} as const;
