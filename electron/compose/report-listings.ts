import { expiryRows } from '../administration/expiry.ts';
import type { AlarmStore } from '../archive/alarm-store.ts';
import type { CommandStore } from '../archive/command-store.ts';
import type { MileageStore } from '../archive/mileage-store.ts';
import type { ReportStore } from '../archive/report-store.ts';
import { alarmType } from '../contract/alarm.ts';
import type { Device } from '../contract/device.ts';
import type { Failure } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { FleetRow } from '../fleet/table.ts';
import type { FleetService } from '../fleet/service.ts';
import {
  inPages,
  type Listing,
  type ListingColumn,
  type ListingPage,
  type ListingSheet,
  type ListingValue,
  type ReportListings,
} from '../reports/listing.ts';
import type { Span } from '../reports/period.ts';
import type { ReportDevice } from '../reports/ports.ts';
import { turn } from '../reports/turn.ts';
import { ResponseTimes } from './response-times.ts';

/** The stores that listings are read from. */
export interface ListingStores {
  readonly alarms: AlarmStore;
  readonly mileage: MileageStore;
  readonly commands: CommandStore;
  readonly reports: ReportStore;
}

const PERIOD_NOTE = 'This is how it stood when the report was made; its period plays no part.';

/** What the listings ask of the fleet. */
export type ListingFleet = Pick<FleetService, 'slotsOf' | 'row' | 'serverTime' | 'beats'>;

/** What the console knows by itself. @param stores null without an archive */
export function reportListings(
  fleet: ListingFleet,
  stores: ListingStores | null,
  onFailure: (failure: Failure) => void,
): ReportListings {
  return {
    read: (kind, devices, span) => {
      if (kind === 'fleet') return succeed({ sheets: [fleetSheet(fleet, devices)], notes: [PERIOD_NOTE] });
      if (kind === 'expiry') return succeed({ sheets: [expirySheet(fleet, devices)], notes: [PERIOD_NOTE] });
      if (stores === null) return fail({ code: 'archive.unavailable' });
      switch (kind) {
        case 'coverage':
          return succeed({ sheets: [coverageSheet(stores, devices, span, onFailure)], notes: [] });
        case 'commands':
          return succeed(commandSheet(stores.commands, devices, span));
        case 'responses':
          return succeed(responseSheets(stores.reports, devices, span));
      }
    },
  };
}

const text = (title: string, width: number): ListingColumn => ({ title, width, is: 'text' });
const time = (title: string): ListingColumn => ({ title, width: 20, is: 'time' });
const named: readonly ListingColumn[] = [
  { key: 'plate', ...text('Plate', 14) },
  { key: 'device', ...text('Device', 22) },
  { key: 'imei', ...text('IMEI', 18) },
  { key: 'account', ...text('Account', 30) },
];
const namesOf = ({ plate, name, imei, accountPath }: ReportDevice): ListingValue[] => [
  plate,
  name,
  imei,
  accountPath,
];
const at = (unix: number | null): ListingValue => (unix === null ? null : { time: unix });
const atMs = (unix: number | null): ListingValue => at(unix === null ? null : Math.floor(unix / 1_000));
/** What stands in place of what nobody can know of a device that is in no list. */
const NOT_LISTED = 'not in the list of devices';

function* mapped<From, To>(each: Iterable<From>, to: (one: From) => To): Generator<To, void, undefined> {
  for (const one of each) yield to(one);
}

const yesNo = (value: boolean | null): string => (value === null ? '' : value ? 'yes' : 'no');

/** Rows of the directory by IMEI. */
function rowsOf(fleet: ListingFleet, devices: readonly ReportDevice[]): Map<string, FleetRow> {
  const scope = { accounts: [], withBelow: false, devices: devices.map(({ imei }) => imei) };
  const rows = new Map<string, FleetRow>();
  for (const slot of fleet.slotsOf(scope)) {
    const row = fleet.row(slot);
    if (row !== null) rows.set(row.device.imei, row);
  }
  return rows;
}

function fleetSheet(fleet: ListingFleet, devices: readonly ReportDevice[]): ListingSheet {
  const rows = rowsOf(fleet, devices);
  return {
    name: 'Fleet status',
    columns: [
      ...named,
      text('State', 14),
      text('Ignition', 10),
      { key: 'speed', title: 'Speed (km/h)', width: 10, is: 'integer' },
      { key: 'place', title: 'Longitude', width: 12, is: 'coordinate' },
      { key: 'place', title: 'Latitude', width: 12, is: 'coordinate' },
      time('Last heard'),
      { key: 'gpsTime', ...time('GPS time') },
      { title: 'Odometer (km)', width: 14, is: 'kilometres' },
      { title: 'Today (km)', width: 12, is: 'kilometres', total: true },
      { title: 'Battery (%)', width: 10, is: 'integer' },
    ],
    pages: () =>
      inPages(
        mapped(devices, (device) => {
          const row = rows.get(device.imei);
          const at0 = row?.position ?? null;
          const km = (metres: number | null | undefined): number | null =>
            metres == null ? null : metres / 1_000;
          return [
            ...namesOf(device),
            row?.state ?? NOT_LISTED,
            yesNo(at0?.acc ?? null),
            at0?.speed ?? null,
            at0?.longitude ?? null,
            at0?.latitude ?? null,
            at(at0?.heartTime ?? null),
            at(at0?.gpsTime ?? null),
            km(at0?.mileage),
            km(at0?.todayMileage),
            at0?.battery ?? null,
          ];
        }),
      ),
  };
}

function expirySheet(fleet: ListingFleet, devices: readonly ReportDevice[]): ListingSheet {
  const listed = [...rowsOf(fleet, devices).values()].map(({ device }): Device => device);
  const rows = expiryRows(listed, fleet.serverTime(), (imei) => fleet.beats(imei));
  const known = new Set(rows.map(({ imei }) => imei));
  const gone = devices.filter(({ imei }) => !known.has(imei));
  const paths = new Map(devices.map(({ imei, accountPath }) => [imei, accountPath]));
  return {
    name: 'Expiry',
    columns: [
      ...named,
      time('User due'),
      time('Platform due'),
      { title: 'Days left', width: 10, is: 'integer' },
      text('Term', 12),
      text('Still sending', 14),
    ],
    pages: () =>
      inPages([
        ...rows.map((row): ListingValue[] => [
          row.plate,
          row.name,
          row.imei,
          paths.get(row.imei) ?? row.account,
          at(row.userDue),
          at(row.platformDue),
          row.daysLeft,
          row.term,
          row.expiredButAlive ? 'yes' : '',
        ]),
        ...gone.map((device) => [...namesOf(device), null, null, null, NOT_LISTED, '']),
      ]),
  };
}

function coverageSheet(
  { alarms, mileage }: ListingStores,
  devices: readonly ReportDevice[],
  span: Span,
  onFailure: (failure: Failure) => void,
): ListingSheet {
  const or = <T>(result: Result<T>, otherwise: T): T => {
    if (!result.ok) onFailure(result.failure);
    return result.ok ? result.value : otherwise;
  };
  const seconds = (spans: readonly Span[]): number =>
    spans.reduce((sum, part) => sum + part.end - part.begin, 0);
  const all = span.end - span.begin;
  return {
    name: 'Archive coverage',
    columns: [
      ...named,
      { title: 'Alarms known (h)', width: 16, is: 'kilometres' },
      { title: 'Alarms missing (h)', width: 18, is: 'kilometres' },
      { title: 'Alarm gaps', width: 12, is: 'integer' },
      time('First alarm gap'),
      { title: 'Mileage answers', width: 16, is: 'integer', total: true },
      { title: 'Mileage known (h)', width: 18, is: 'kilometres' },
      time('Mileage from'),
      time('Mileage until'),
    ],
    pages: () =>
      inPages(
        mapped(devices, (device) => {
          const gaps = or(alarms.missing(device.imei, span), [span]);
          const kept = or(mileage.between(device.imei, span.begin, span.end), []);
          const known = merged(
            kept.map(({ begin, end, cap }) => ({ begin, end: Math.min(end, cap ?? end) })),
          );
          return [
            ...namesOf(device),
            (all - seconds(gaps)) / 3_600,
            seconds(gaps) / 3_600,
            gaps.length,
            at(gaps[0]?.begin ?? null),
            kept.length,
            seconds(known) / 3_600,
            at(known[0]?.begin ?? null),
            at(known.at(-1)?.end ?? null),
          ];
        }),
      ),
  };
}

/** Spans in order of their begin, joined where they touch; empty ones are left out. */
function merged(spans: readonly Span[]): Span[] {
  const joined: { begin: number; end: number }[] = [];
  for (const { begin, end } of spans) {
    if (end <= begin) continue;
    const last = joined.at(-1);
    if (last !== undefined && begin <= last.end) last.end = Math.max(last.end, end);
    else joined.push({ begin, end });
  }
  return joined;
}

/** Pages of what a store reads step by step, as rows; what is no row of the report is left out. */
async function* pagesOf<T>(
  read: Iterable<Result<readonly T[]>>,
  rowOf: (each: T) => ListingValue[] | null,
): AsyncGenerator<Result<ListingPage>, void, undefined> {
  for (const page of read) {
    if (!page.ok) {
      yield page;
      return;
    }
    const rows = page.value.map(rowOf).filter((row) => row !== null);
    if (rows.length > 0) yield succeed(rows);
    await turn();
  }
}

function commandSheet(store: CommandStore, devices: readonly ReportDevice[], span: Span): Listing {
  const byImei = new Map(devices.map((device) => [device.imei, device]));
  const sheet: ListingSheet = {
    name: 'Commands',
    columns: [
      time('Ordered'),
      ...named,
      text('Command', 16),
      text('State', 14),
      text('Answer', 50),
      text('Effect', 14),
      text('By', 16),
      text('Signed by', 16),
      text('Reason', 40),
      text('Guard overridden because', 40),
      time('Sent'),
      time('Settled'),
      { title: 'Took', width: 12, is: 'duration' },
    ],
    pages: () =>
      pagesOf(store.between(span.begin * 1_000, span.end * 1_000), (record) => {
        const device = byImei.get(record.imei);
        if (device === undefined) return null;
        const { sentAt, settledAt } = record;
        return [
          atMs(record.createdAt),
          ...namesOf(device),
          record.command.request.kind,
          record.state,
          record.answer || (record.failure?.code ?? ''),
          record.effect,
          record.by,
          record.signedBy,
          record.reason,
          record.override,
          atMs(sentAt),
          atMs(settledAt),
          sentAt === null || settledAt === null ? null : Math.max(0, (settledAt - sentAt) / 1_000),
        ];
      }),
  };
  return { sheets: [sheet], notes: ['Commands that were sent with this console on this computer.'] };
}

/** Lines of the inbox, then what is counted of them while they pass. */
function responseSheets(store: ReportStore, devices: readonly ReportDevice[], span: Span): Listing {
  const byImei = new Map(devices.map((device) => [device.imei, device]));
  const times = new ResponseTimes();
  const duration = (title: string): ListingColumn => ({ title, width: 16, is: 'duration' });
  const detail: ListingSheet = {
    name: 'Response times',
    columns: [
      time('Alarm'),
      ...named,
      text('Type', 24),
      text('Priority', 10),
      { title: 'Times', width: 8, is: 'integer', total: true },
      text('State', 12),
      text('Owner', 16),
      time('Received'),
      duration('Acknowledged after'),
      text('By', 16),
      duration('Closed after'),
    ],
    pages: () =>
      pagesOf(store.handledAlarms(span.begin, span.end), (line) => {
        const device = byImei.get(line.imei);
        if (device === undefined) return null;
        const { name, priority } = alarmType(line.type);
        const { acknowledged, closed } = times.add(line);
        return [
          at(line.firstAt),
          ...namesOf(device),
          name,
          priority,
          line.times,
          line.state,
          line.owner,
          atMs(line.receivedAt),
          acknowledged,
          line.acknowledgedBy,
          closed,
        ];
      }),
  };
  const summary: ListingSheet = {
    name: 'Response by type',
    columns: [
      text('Type', 28),
      text('Priority', 10),
      { title: 'Alarms', width: 10, is: 'integer', total: true },
      { title: 'Acknowledged', width: 14, is: 'integer', total: true },
      duration('Median until acknowledged'),
      { title: 'Closed', width: 10, is: 'integer', total: true },
      duration('Median until closed'),
    ],
    pages: () =>
      inPages(
        times
          .byType()
          .map(({ type, lines, acknowledged, closed }) => [
            alarmType(type).name,
            alarmType(type).priority,
            lines,
            acknowledged.count,
            acknowledged.median,
            closed.count,
            closed.median,
          ]),
      ),
  };
  return {
    sheets: [detail, summary],
    notes: ['Alarms that came into the inbox of this console, in the order they came.'],
  };
}
