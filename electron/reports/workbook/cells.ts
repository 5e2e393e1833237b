import type { ReportDevice } from '../ports.ts';
import { mapFormula } from './row-encoder.ts';
import type { Cell } from './model.ts';

/** Cells of sheets that are written cell by cell. */

export function kilometres(value: number): Cell {
  return { value: Math.round(value * 1e6) / 1e6, style: 'kilometres' };
}

/** @param seconds a duration is a part of a day to a spreadsheet */
export function duration(seconds: number): Cell {
  return { value: seconds / 86_400, style: 'duration' };
}

export function whole(value: number): Cell {
  return { value, style: 'integer' };
}

/** A link to a place on a public map. */
export function mapLink(longitude: number, latitude: number): Cell {
  return { value: 'Map', style: 'link', formula: mapFormula(longitude, latitude) };
}

/** The cells of `deviceColumns`. */
export function namesOf({ plate, name, imei, accountPath }: ReportDevice): Cell[] {
  return [plate, name, imei, accountPath];
}
