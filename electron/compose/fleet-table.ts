import type { FleetTableExport } from '../contract/fleet-table.ts';
import { succeed, type Result } from '../contract/result.ts';
import { fleetSheet } from '../fleet/table.ts';
import type { SignedIn } from './signed-in.ts';

/** Writes the table of the fleet as it is shown into a workbook and notes it in the audit; gives its path. */
export async function exportFleetTable(
  services: SignedIn,
  table: FleetTableExport,
  target: string,
): Promise<Result<string>> {
  const { fleet } = services;
  const path = target.toLowerCase().endsWith('.xlsx') ? target : `${target}.xlsx`;
  const sheet = fleetSheet(table, (slot) => fleet.row(slot), fleet.serverTime());
  const written = await services.writeTable(path, table.name, [sheet], table.timeZone);
  const result = written.ok ? 'done' : 'failed';
  services.audit(
    'fleet.export',
    path,
    result,
    written.ok ? `${table.slots.length} rows` : written.failure.code,
  );
  return written.ok ? succeed(written.value) : written;
}
