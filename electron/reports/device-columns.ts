import type { ReportDevice } from './ports.ts';
import { turn } from './turn.ts';
import type { CellMark, ColumnSpec, PackedColumn, StyleName } from './workbook/model.ts';

/** The columns that say which device a row is about, the same in every sheet. */
export const deviceColumns: readonly ColumnSpec[] = [
  { key: 'plate', title: 'Plate', width: 14, kind: { is: 'text' } },
  { key: 'device', title: 'Device', width: 22, kind: { is: 'text' } },
  { key: 'imei', title: 'IMEI', width: 18, kind: { is: 'text' } },
  { key: 'account', title: 'Account', width: 30, kind: { is: 'text' } },
];

/** Packs `deviceColumns` for devices, one row each. */
export function packDevices(devices: readonly ReportDevice[]): PackedColumn[] {
  return [
    packTexts(devices.map(({ plate }) => plate)),
    packTexts(devices.map(({ name }) => name)),
    packTexts(devices.map(({ imei }) => imei)),
    packTexts(devices.map(({ accountPath }) => accountPath)),
  ];
}

/** Packs texts, each different one once. */
export function packTexts(values: readonly string[]): PackedColumn {
  const texts: string[] = [];
  const known = new Map<string, number>();
  const codes = Uint32Array.from(values, (value) => {
    let code = known.get(value);
    if (code === undefined) {
      code = texts.length;
      known.set(value, code);
      texts.push(value);
    }
    return code;
  });
  return { as: 'codes', codes, texts };
}

export function packNumbers(values: Float64Array): PackedColumn {
  return { as: 'numbers', values };
}

/** A mark on a cell: a text in place of its number, or only another look. */
export function mark(row: number, column: number, style: StyleName, text: string | null): CellMark {
  return { row, column, style, text };
}

/** Devices sorted before others have their turn. */
const SORTED_AT_ONCE = 1_000;

/** The devices in the order of a report: by account, then plate or name, then IMEI. */
export async function inReportOrder(devices: readonly ReportDevice[]): Promise<ReportDevice[]> {
  const { compare } = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  const byAccount = new Map<string, ReportDevice[]>();
  for (const device of devices) {
    const others = byAccount.get(device.accountPath);
    if (others) others.push(device);
    else byAccount.set(device.accountPath, [device]);
  }
  const ordered: ReportDevice[] = [];
  let sorted = 0;
  for (const [, ofAccount] of [...byAccount].sort(([a], [b]) => compare(a, b))) {
    ofAccount.sort(
      (a, b) =>
        compare(a.plate || a.name, b.plate || b.name) || (a.imei < b.imei ? -1 : a.imei > b.imei ? 1 : 0),
    );
    ordered.push(...ofAccount);
    sorted += ofAccount.length;
    if (sorted < SORTED_AT_ONCE) continue;
    sorted = 0;
    await turn();
  }
  return ordered;
}
