import type { CommandQuery, CommandRecord } from '../contract/command-desk.ts';
import type { CommandPage } from '../contract/command-desk.ts';
import { errorText } from '../contract/errors.ts';
import { succeed, type Result } from '../contract/result.ts';
import type { TableColumn, TableSheet, TableValue } from '../contract/table.ts';

const PAGE = 1_000;
const column = (title: string, width: number): TableColumn => ({ title, width });

/** The command log as a sheet: what a query finds, newest first, read page by page. */
export function commandSheet(
  read: (query: CommandQuery) => Result<CommandPage>,
  query: CommandQuery,
): TableSheet {
  return {
    name: 'Commands',
    header: true,
    columns: [
      column('Time', 20),
      column('Vehicle', 18),
      column('IMEI', 18),
      column('Account', 18),
      column('Command', 16),
      column('Mileage', 10),
      column('Unit', 6),
      column('State', 12),
      column("Device's text says", 16),
      column("Device's text", 46),
      column('Effect', 14),
      column('Effect seen', 20),
      column('Failure', 40),
      column('Reason', 36),
      column('Guard overridden', 36),
      column('By', 14),
      column('Signed by', 14),
      column('Speed (km/h)', 12),
      column('Age of fix (s)', 12),
      column('ACC', 8),
      column('Latitude', 12),
      column('Longitude', 12),
      column('Sent', 20),
      column('Ended', 20),
      column('Job', 38),
      column('Number', 38),
    ],
    pages: () => pagesOf(read, query),
  };
}

async function* pagesOf(
  read: (query: CommandQuery) => Result<CommandPage>,
  query: CommandQuery,
): AsyncGenerator<Result<readonly (readonly TableValue[])[]>, void, undefined> {
  for (let offset = 0; ; offset += PAGE) {
    const page = read({ ...query, offset, limit: PAGE });
    if (!page.ok) {
      yield page;
      return;
    }
    yield succeed(page.value.rows.map(cellsOf));
    if (page.value.rows.length < PAGE) return;
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}

function cellsOf(record: CommandRecord): TableValue[] {
  const { command, situation, failure } = record;
  const { request, unit } = command;
  return [
    timeOf(record.createdAt),
    record.label,
    record.imei,
    record.account,
    request.kind,
    request.kind === 'setMileage' ? request.mileage : null,
    unit ?? '',
    record.state,
    record.verdict ?? '',
    record.answer,
    record.effect,
    timeOf(record.effectAt),
    failure === null ? '' : (failure.provider?.message ?? failure.detail ?? errorText(failure.code).title),
    record.reason,
    record.override,
    record.by,
    record.signedBy,
    situation.speed,
    situation.fixAge,
    situation.acc === null ? '' : situation.acc ? 'on' : 'off',
    situation.latitude,
    situation.longitude,
    timeOf(record.sentAt),
    timeOf(record.settledAt),
    record.job ?? '',
    record.id,
  ];
}

function timeOf(ms: number | null): TableValue {
  return ms === null ? null : { time: Math.floor(ms / 1_000) };
}
