import { expiryRows } from '../administration/expiry.ts';
import type { AlarmStore } from '../archive/alarm-store.ts';
import type { CommandStore } from '../archive/command-store.ts';
import type { MileageStore } from '../archive/mileage-store.ts';
import type { ReportStore } from '../archive/report-store.ts';
import { alarmType } from '../contract/alarm.ts';
import type { CommandRecord } from '../contract/command-desk.ts';
import type { Device } from '../contract/device.ts';
import type { Failure } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { FleetRow } from '../fleet/table.ts';
import type { FleetService } from '../fleet/service.ts';
import type { ListingColumn, ListingSheet, ListingValue, ReportListings } from '../reports/listing.ts';
import type { Span } from '../reports/period.ts';
import type { ReportDevice } from '../reports/ports.ts';

/** The stores that listings are read from. */
export interface ListingStores {
  readonly alarms: AlarmStore;
  readonly mileage: MileageStore;
  readonly commands: CommandStore;
  readonly reports: ReportStore;
}

const PAGE = 1_000;
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
          return commandSheet(stores.commands, devices, span);
        case 'responses':
          return responseSheet(stores.reports, devices, span);
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
    rows: function* () {
      for (const device of devices) {
        const row = rows.get(device.imei);
        const at0 = row?.position ?? null;
        const km = (metres: number | null | undefined): number | null =>
          metres == null ? null : metres / 1_000;
        yield [
          ...namesOf(device),
          row?.state ?? 'not in the list of devices',
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
      }
    },
  };
}

function expirySheet(fleet: ListingFleet, devices: readonly ReportDevice[]): ListingSheet {
  const listed = [...rowsOf(fleet, devices).values()].map(({ device }): Device => device);
  const rows = expiryRows(listed, fleet.serverTime(), (imei) => fleet.beats(imei));
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
    rows: () =>
      rows.map((row) => [
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
    rows: function* () {
      for (const device of devices) {
        const gaps = or(alarms.missing(device.imei, span), [span]);
        const kept = or(mileage.between(device.imei, span.begin, span.end), []);
        const known = merged(kept.map(({ begin, end, cap }) => ({ begin, end: Math.min(end, cap ?? end) })));
        yield [
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
      }
    },
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

function commandSheet(
  store: CommandStore,
  devices: readonly ReportDevice[],
  span: Span,
): ReturnType<ReportListings['read']> {
  const byImei = new Map(devices.map((device) => [device.imei, device]));
  const found: CommandRecord[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const page = store.page({ text: '', state: null, kind: null, offset, limit: PAGE });
    if (!page.ok) return page;
    const { rows } = page.value;
    found.push(...rows.filter(({ imei, createdAt }) => byImei.has(imei) && isIn(createdAt / 1_000, span)));
    const oldest = rows.at(-1);
    if (oldest === undefined || rows.length < PAGE || oldest.createdAt / 1_000 < span.begin) break;
  }
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
    rows: function* () {
      for (const record of found.toReversed()) {
        const device = byImei.get(record.imei);
        if (device === undefined) continue;
        const { sentAt, settledAt } = record;
        yield [
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
      }
    },
  };
  return succeed({ sheets: [sheet], notes: ['Commands that were sent with this console on this computer.'] });
}

function responseSheet(
  store: ReportStore,
  devices: readonly ReportDevice[],
  span: Span,
): ReturnType<ReportListings['read']> {
  const byImei = new Map(devices.map((device) => [device.imei, device]));
  const entries = store.handledAlarms(span.begin, span.end);
  if (!entries.ok) return entries;
  const rows = entries.value.filter(({ imei }) => byImei.has(imei));
  const after = (from: number, to: number | null): number | null =>
    to === null ? null : Math.max(0, (to - from) / 1_000);
  const byType = new Map<number, (typeof rows)[number][]>();
  for (const row of rows) byType.set(row.type, [...(byType.get(row.type) ?? []), row]);
  const median = (values: readonly (number | null)[]): number | null => {
    const known = values.filter((value) => value !== null).sort((a, b) => a - b);
    return known[Math.floor((known.length - 1) / 2)] ?? null;
  };
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
    rows: function* () {
      for (const row of rows) {
        const device = byImei.get(row.imei);
        if (device === undefined) continue;
        const { name, priority } = alarmType(row.type);
        yield [
          at(row.firstAt),
          ...namesOf(device),
          name,
          priority,
          row.times,
          row.state,
          row.owner,
          atMs(row.receivedAt),
          after(row.receivedAt, row.acknowledgedAt),
          row.acknowledgedBy,
          after(row.receivedAt, row.closedAt),
        ];
      }
    },
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
    rows: () =>
      [...byType].map(([type, some]) => [
        alarmType(type).name,
        alarmType(type).priority,
        some.length,
        some.filter(({ acknowledgedAt }) => acknowledgedAt !== null).length,
        median(some.map((row) => after(row.receivedAt, row.acknowledgedAt))),
        some.filter(({ closedAt }) => closedAt !== null).length,
        median(some.map((row) => after(row.receivedAt, row.closedAt))),
      ]),
  };
  return succeed({ sheets: [detail, summary], notes: ['Alarms that came into the inbox of this console.'] });
}

function isIn(unix: number, { begin, end }: Span): boolean {
  return unix >= begin && unix < end;
}
