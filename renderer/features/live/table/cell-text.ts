import type { AskedColumn, AskedRow, FleetColumn } from '../../../../electron/contract/fleet-table.ts';
import { vehicleStates } from '../../../../electron/contract/position.ts';
import type { Formatter } from '../../../i18n/format.ts';
import { isText, numberOf } from './arrange.ts';
import type { TableSource } from './arrange.ts';
import { isAsked, shapeOf } from './columns.ts';

/** The words for yes and no of an input. */
export const inputWords = {
  acc: ['on', 'off'],
  door: ['open', 'closed'],
  charge: ['charging', 'notCharging'],
  fuelSupply: ['connected', 'cut'],
  defence: ['armed', 'disarmed'],
} as const;
type InputColumn = keyof typeof inputWords;

function isInput(id: FleetColumn): id is InputColumn {
  return Object.hasOwn(inputWords, id);
}

/** i18n key of what a word column says of a slot; null when unknown. */
export function wordKey(id: FleetColumn, source: TableSource, slot: number): string | null {
  const value = numberOf(id, source, slot);
  if (id === 'state') return `state.${vehicleStates[value] ?? 'unknown'}`;
  if (Number.isNaN(value) || !isInput(id)) return null;
  return `word.${inputWords[id][value === 1 ? 0 : 1]}`;
}

/** What a cell shows; '' when unknown. Words are given as i18n keys by `wordKey`, not here. */
export function cellText(
  id: FleetColumn,
  source: TableSource,
  slot: number,
  asked: AskedRow | undefined,
  format: Formatter,
): string {
  if (isText(id)) return source.directory[id][slot] ?? '';
  if (isAsked(id)) return askedText(id, asked?.[id] ?? null, format);
  const value = numberOf(id, source, slot);
  if (Number.isNaN(value)) return '';
  switch (id) {
    case 'speed':
      return format.speed(value) ?? '';
    case 'course':
      return format.course(value) ?? '';
    case 'latitude':
    case 'longitude':
      return value.toFixed(5);
    case 'battery':
      return format.percent(value) ?? '';
    case 'age':
      return format.duration(value) ?? '';
    case 'due':
      return format.day(value) ?? '';
    default:
      return format.moment(value) ?? '';
  }
}

function askedText(id: AskedColumn, value: number | null, format: Formatter): string {
  switch (shapeOf(id).unit) {
    case 'distance':
      return format.distance(value) ?? '';
    case 'seconds':
      return format.duration(value) ?? '';
    case 'volts':
      return format.volts(value) ?? '';
    default:
      return format.moment(value) ?? '';
  }
}
