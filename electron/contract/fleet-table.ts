import { z } from 'zod';
import { vehicleStates } from './position.ts';

/** The columns that the table of the fleet can have, in the order they are offered. */
export const fleetColumns = [
  'state',
  'plate',
  'name',
  'imei',
  'type',
  'sim',
  'account',
  'speed',
  'course',
  'latitude',
  'longitude',
  'acc',
  'door',
  'charge',
  'fuelSupply',
  'defence',
  'battery',
  'age',
  'heartTime',
  'gpsTime',
  'due',
  'systemTime',
  'serverTime',
  'accTime',
  'todayMileage',
  'mileage',
  'externalPower',
] as const;
export type FleetColumn = (typeof fleetColumns)[number];

/** Columns that a window is not sent with every position; asked for the rows on screen. */
export const askedColumns = [
  'systemTime',
  'serverTime',
  'accTime',
  'todayMileage',
  'mileage',
  'externalPower',
] as const satisfies readonly FleetColumn[];
export type AskedColumn = (typeof askedColumns)[number];

/** Those fields of one device: Unix seconds, seconds, metres, volts; null = unknown. */
export type AskedRow = { readonly imei: string } & Readonly<Record<AskedColumn, number | null>>;

/** Rows that one call may ask for: more than a screen ever shows. */
export const MOST_ASKED = 500;

const title = z.string().max(200);

/** A table as it is shown, to be written as a workbook. */
export const fleetTableExport = z.object({
  /** Name of the sheet. */
  name: z.string().min(1).max(31),
  columns: z
    .array(z.object({ id: z.enum(fleetColumns), title }))
    .min(1)
    .max(fleetColumns.length),
  /** Slots in the order shown. */
  slots: z.array(z.number().int().min(0).max(10_000_000)).max(500_000),
  /** Groups in the order shown, each with its number of rows; empty when the rows are not grouped. */
  groups: z.array(z.object({ title, count: z.number().int().min(0) })).max(50_000),
  /** What the states and the answers of inputs are called on screen. */
  words: z.object({
    states: z.array(title).length(vehicleStates.length),
    yesNo: z.record(z.enum(['acc', 'door', 'charge', 'fuelSupply', 'defence']), z.tuple([title, title])),
  }),
  units: z.enum(['metric', 'imperial']),
  /** IANA zone of every time. */
  timeZone: z.string().min(1).max(100),
  /** Part of the file's name. */
  suggested: z.string().min(1).max(100),
});
export type FleetTableExport = z.infer<typeof fleetTableExport>;
