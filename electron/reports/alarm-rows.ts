import { alarmType, type Alarm } from '../contract/alarm.ts';
import type { OptionalColumn } from '../contract/report.ts';
import { deviceColumns, packNumbers } from './device-columns.ts';
import type { ReportDevice } from './ports.ts';
import type { ColumnSpec, RowBatch, SheetSpec } from './workbook/model.ts';

/** Index of the column "Type", which the summary counts. */
export const TYPE_COLUMN = 1;
const LONGITUDE = 4 + deviceColumns.length;

/** The sheet of all alarms. Times are on the wall clock of `timeZone`. */
export function alarmSheet(timeZone: string): SheetSpec {
  const column = (
    title: string,
    width: number,
    is: 'text' | 'integer' | 'coordinate' | 'time',
    key?: OptionalColumn,
  ): ColumnSpec => ({ title, width, kind: { is }, ...(key === undefined ? {} : { key }) });
  return {
    name: 'Alarms',
    columns: [
      column('Alarm', 24, 'text'),
      column('Type', 7, 'integer'),
      ...deviceColumns,
      column(`GPS time (${timeZone})`, 20, 'time', 'gpsTime'),
      column(`System time (${timeZone})`, 20, 'time'),
      column('Longitude', 12, 'coordinate', 'place'),
      column('Latitude', 12, 'coordinate', 'place'),
      {
        key: 'place',
        title: 'Place',
        width: 8,
        kind: { is: 'mapLink', longitude: LONGITUDE, latitude: LONGITUDE + 1 },
      },
      column('Speed (km/h)', 10, 'integer', 'speed'),
      column('Course (°)', 10, 'integer', 'course'),
      column('Geofence ID', 12, 'text', 'geofence'),
    ],
    header: true,
    frozenColumns: 1,
    totalLabel: null,
    landscape: true,
    shaded: null,
  };
}

/** Gathers alarms of device after device into packed batches for the sheet of alarms. */
export class AlarmBatch {
  readonly #size: number;
  readonly #types = new TextCodes();
  readonly #texts: readonly TextCodes[] = deviceColumns.map(() => new TextCodes());
  readonly #geofences = new TextCodes();
  readonly #codes: readonly Uint32Array[];
  readonly #numbers: readonly Float64Array[];
  #count = 0;

  /** @param size rows it holds */
  constructor(size: number) {
    this.#size = size;
    this.#codes = Array.from({ length: deviceColumns.length + 2 }, () => new Uint32Array(size));
    this.#numbers = Array.from({ length: 7 }, () => new Float64Array(size));
  }

  get count(): number {
    return this.#count;
  }

  get full(): boolean {
    return this.#count === this.#size;
  }

  add(alarm: Alarm, device: ReportDevice): void {
    const row = this.#count;
    const known = [device.plate, device.name, device.imei, device.accountPath];
    this.#setCode(0, row, this.#types.code(alarmType(alarm.type).name));
    for (const [index, codes] of this.#texts.entries())
      this.#setCode(index + 1, row, codes.code(known[index] ?? ''));
    this.#setCode(deviceColumns.length + 1, row, this.#geofences.code(geofence(alarm.geofenceId)));
    const values = [
      alarm.type,
      alarm.gpsTime,
      alarm.systemTime,
      alarm.longitude,
      alarm.latitude,
      alarm.speed,
      alarm.course,
    ];
    for (const [index, column] of this.#numbers.entries()) column[row] = values[index] ?? Number.NaN;
    this.#count += 1;
  }

  packed(): RowBatch {
    const code = (index: number, { texts }: TextCodes): RowBatch['columns'][number] => ({
      as: 'codes',
      codes: (this.#codes[index] ?? new Uint32Array(0)).subarray(0, this.#count),
      texts,
    });
    const [type, gps, system, longitude, latitude, speed, course] = this.#numbers.map((values) =>
      packNumbers(values.subarray(0, this.#count)),
    );
    const nothing = { as: 'nothing' } as const;
    return {
      count: this.#count,
      columns: [
        code(0, this.#types),
        type ?? nothing,
        ...this.#texts.map((codes, index) => code(index + 1, codes)),
        gps ?? nothing,
        system ?? nothing,
        longitude ?? nothing,
        latitude ?? nothing,
        nothing,
        speed ?? nothing,
        course ?? nothing,
        code(deviceColumns.length + 1, this.#geofences),
      ],
      marks: [],
    };
  }

  #setCode(index: number, row: number, code: number): void {
    const codes = this.#codes[index];
    if (codes) codes[row] = code;
  }
}

/** "0" is how the provider says that an alarm is not about a geofence. */
function geofence(id: string): string {
  return id === '0' ? '' : id;
}

class TextCodes {
  readonly texts: string[] = [];
  readonly #codes = new Map<string, number>();

  code(text: string): number {
    let code = this.#codes.get(text);
    if (code === undefined) {
      code = this.texts.length;
      this.#codes.set(text, code);
      this.texts.push(text);
    }
    return code;
  }
}
