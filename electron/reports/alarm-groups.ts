import { succeed, type Result } from '../contract/result.ts';
import { countedCell, type AlarmCounts } from './alarm-summary.ts';
import type { ReportContext } from './report-context.ts';
import type { Cell, ClosedSheet, ColumnSpec } from './workbook/model.ts';

const ROWS_AT_ONCE = 1_000;

/** Writes the sheets "By account" and "By hour" of an alarm report. */
export async function writeAlarmGroups(
  context: ReportContext,
  counts: AlarmCounts,
): Promise<Result<ClosedSheet>> {
  const accounts = await writeSheet(context, 'By account', accountColumns, accountRows(context, counts));
  if (!accounts.ok) return accounts;
  const hours = await writeSheet(
    context,
    'By hour',
    hourColumns(context.zone.timeZone),
    hourRows(context, counts),
  );
  if (!hours.ok) return hours;
  return succeed({
    parts: [...accounts.value.parts, ...hours.value.parts],
    cutTexts: accounts.value.cutTexts + hours.value.cutTexts,
  });
}

const accountColumns: readonly ColumnSpec[] = [
  { title: 'Account', width: 44, kind: { is: 'text' } },
  { title: 'Devices', width: 12, kind: { is: 'integer' }, total: true },
  { title: 'Devices with alarms', width: 20, kind: { is: 'integer' }, total: true },
  { title: 'Devices not read whole', width: 22, kind: { is: 'integer' }, total: true },
  { title: 'Alarms', width: 12, kind: { is: 'integer' }, total: true },
];

function hourColumns(timeZone: string): readonly ColumnSpec[] {
  return [
    { title: `Hour of the day (${timeZone})`, width: 34, kind: { is: 'text' } },
    { title: 'Alarms', width: 12, kind: { is: 'integer' }, total: true },
  ];
}

const integer = (value: number): Cell => ({ value, style: 'integer' });

function accountRows({ devices }: ReportContext, counts: AlarmCounts): (readonly Cell[])[] {
  const sums = new Map<string, { devices: number; alarmed: number; doubted: number; alarms: number }>();
  devices.forEach(({ accountPath }, index) => {
    let sum = sums.get(accountPath);
    if (!sum) sums.set(accountPath, (sum = { devices: 0, alarmed: 0, doubted: 0, alarms: 0 }));
    const alarms = counts.allOf(index);
    sum.devices += 1;
    sum.alarms += alarms;
    if (alarms > 0) sum.alarmed += 1;
    if (counts.doubtOf(index) !== null) sum.doubted += 1;
  });
  return [...sums].map(([account, { devices: count, alarmed, doubted, alarms }]): readonly Cell[] => [
    account,
    integer(count),
    integer(alarmed),
    integer(doubted),
    countedCell(alarms, doubted, count),
  ]);
}

function hourRows({ devices }: ReportContext, counts: AlarmCounts): (readonly Cell[])[] {
  const two = (hour: number): string => String(hour).padStart(2, '0');
  return Array.from(counts.byHour, (count, hour) => [
    `${two(hour)}:00 to ${two(hour + 1)}:00`,
    countedCell(count, counts.doubted, devices.length),
  ]);
}

async function writeSheet(
  { workbook }: ReportContext,
  name: string,
  columns: readonly ColumnSpec[],
  rows: readonly (readonly Cell[])[],
): Promise<Result<ClosedSheet>> {
  const opened = await workbook.openSheet({
    name,
    columns,
    header: true,
    frozenColumns: 1,
    totalLabel: 'Total',
    landscape: false,
    shaded: [columns.length - 1, columns.length - 1],
  });
  if (!opened.ok) return opened;
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const written = await workbook.cells(rows.slice(from, from + ROWS_AT_ONCE));
    if (!written.ok) return written;
  }
  return workbook.closeSheet();
}
