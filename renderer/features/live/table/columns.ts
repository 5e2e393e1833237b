import type { AskedColumn, FleetColumn } from '../../../../electron/contract/fleet-table.ts';
import { askedColumns, fleetColumns } from '../../../../electron/contract/fleet-table.ts';

/** How the values of a column are read, put in order and filtered. */
export type ColumnKind = 'text' | 'word' | 'number' | 'age' | 'time' | 'asked';

export interface ColumnShape {
  readonly id: FleetColumn;
  readonly kind: ColumnKind;
  /** i18n key of its title. */
  readonly title: string;
  /** Pixels. */
  readonly width: number;
  readonly align: 'start' | 'end';
  /** What its numbers are counted in; null for those without a unit. */
  readonly unit: 'speed' | 'distance' | 'seconds' | 'percent' | 'volts' | null;
}

const own = ['state', 'latitude', 'longitude', 'age', 'due'];

function shape(
  id: FleetColumn,
  kind: ColumnKind,
  width: number,
  unit: ColumnShape['unit'] = null,
): ColumnShape {
  return {
    id,
    kind,
    width,
    unit,
    title: own.includes(id) ? `table.column.${id}` : `field.${id}.label`,
    align: kind === 'number' || kind === 'age' || unit !== null ? 'end' : 'start',
  };
}

const shapes: Readonly<Record<FleetColumn, ColumnShape>> = {
  state: shape('state', 'word', 124),
  plate: shape('plate', 'text', 120),
  name: shape('name', 'text', 150),
  imei: shape('imei', 'text', 142),
  type: shape('type', 'text', 90),
  sim: shape('sim', 'text', 130),
  account: shape('account', 'text', 150),
  speed: shape('speed', 'number', 92, 'speed'),
  course: shape('course', 'number', 78),
  latitude: shape('latitude', 'number', 104),
  longitude: shape('longitude', 'number', 104),
  acc: shape('acc', 'word', 74),
  door: shape('door', 'word', 82),
  charge: shape('charge', 'word', 112),
  fuelSupply: shape('fuelSupply', 'word', 112),
  defence: shape('defence', 'word', 100),
  battery: shape('battery', 'number', 86, 'percent'),
  age: shape('age', 'age', 126, 'seconds'),
  heartTime: shape('heartTime', 'time', 172),
  gpsTime: shape('gpsTime', 'time', 172),
  due: shape('due', 'time', 112),
  systemTime: shape('systemTime', 'asked', 172),
  serverTime: shape('serverTime', 'asked', 172),
  accTime: shape('accTime', 'asked', 118, 'seconds'),
  todayMileage: shape('todayMileage', 'asked', 96, 'distance'),
  mileage: shape('mileage', 'asked', 124, 'distance'),
  externalPower: shape('externalPower', 'asked', 116, 'volts'),
};

export function shapeOf(id: FleetColumn): ColumnShape {
  return shapes[id];
}

/** Whether a column has to be asked for: positions do not carry it. */
export function isAsked(id: FleetColumn): id is AskedColumn {
  return (askedColumns as readonly FleetColumn[]).includes(id);
}

/** Those that are not shown, in the order they are offered. */
export function otherColumns(shown: readonly FleetColumn[]): FleetColumn[] {
  return fleetColumns.filter((id) => !shown.includes(id));
}
