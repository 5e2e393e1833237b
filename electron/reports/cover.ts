import { createHash } from 'node:crypto';
import { usualLayout, type ReportLayout, type ReportRequest } from '../contract/report.ts';
import { alarmType } from '../contract/alarm.ts';
import { gapMessage, MOST_LISTED, type Gaps } from './gaps.ts';
import type { Author, ReportDevice, ScopeDoubt } from './ports.ts';
import type { Provenance } from './provenance.ts';
import { doubtReason } from './settled-scope.ts';
import type { Cell, SealedPart, SheetPart, SheetSpec } from './workbook/model.ts';
import type { ZoneClock } from './zone.ts';

export interface CoverFacts {
  readonly request: ReportRequest;
  readonly zone: ZoneClock;
  readonly author: Author;
  /** Unix seconds. */
  readonly madeAt: number;
  readonly devices: readonly ReportDevice[];
  readonly doubts: readonly ScopeDoubt[];
  /** When the lists of accounts and devices were last read completely, in Unix seconds; null: never. */
  readonly listedAt: number | null;
  readonly notes: readonly string[];
  readonly gaps: Gaps;
  readonly provenance: Provenance;
  /** The data sheets. */
  readonly parts: readonly SheetPart[];
  /** What the data sheets lean on. */
  readonly sealed: readonly SealedPart[];
  readonly cutTexts: number;
  /** SHA-256 over the data, from `dataHash`. */
  readonly hash: string;
}

/** Names of accounts that fit a cover; further ones are counted. */
const MOST_NAMES = 50;

export const coverSheet: SheetSpec = {
  name: 'Cover',
  columns: [
    { title: '', width: 24, kind: { is: 'text' } },
    { title: '', width: 34, kind: { is: 'text' } },
    { title: '', width: 20, kind: { is: 'text' } },
    { title: '', width: 20, kind: { is: 'text' } },
    { title: '', width: 52, kind: { is: 'text' } },
    { title: '', width: 60, kind: { is: 'text' } },
  ],
  header: false,
  frozenColumns: 0,
  totalLabel: null,
  landscape: true,
  shaded: null,
};

/**
 * One hash over all data: SHA-256 of a line `FILE SHA256` for the file of each data sheet inside the workbook and for
 * the files with their texts and styles, in the order of the cover. Anybody can repeat it with an unzip program.
 */
export function dataHash(parts: readonly SealedPart[]): string {
  const hash = createHash('sha256');
  for (const { file, sha256 } of parts) hash.update(`${file} ${sha256}\n`);
  return hash.digest('hex');
}

const label = (value: string): Cell => ({ value, style: 'label' });
const fixed = (value: string): Cell => ({ value, style: 'fixed' });
const heading = (value: string): Cell => ({ value, style: 'header' });

/** The rows of the cover: what, for whom, when, by whom, what is missing and why, and the hash. */
export function coverRows(facts: CoverFacts): (readonly Cell[])[] {
  const { request, zone, author, madeAt } = facts;
  return [
    [{ value: title(request), style: 'title' }],
    [],
    [label('For'), scopeText(request, facts.devices)],
    [label('Devices'), { value: facts.devices.length, style: 'count' }],
    listedRow(facts),
    [label('From'), { time: request.begin }, zone.offsetText(request.begin)],
    [label('To (not included)'), { time: request.end }, zone.offsetText(request.end)],
    [label('Time zone'), `${request.timeZone}: days and every time in this workbook`],
    ...chosenTypes(request),
    [label('Made'), { time: madeAt }],
    [label('By'), `${author.account} (${author.systemUser} on this computer)`],
    [label('Provider'), author.server],
    ...sourceRows(facts),
    [],
    ...facts.notes.map((note, index): readonly Cell[] => [index === 0 ? label('Notes') : null, note]),
    ...(facts.cutTexts > 0
      ? [
          [
            label('Cut texts'),
            `${facts.cutTexts} texts were longer than the 32,767 characters a cell can hold.`,
          ],
        ]
      : []),
    [],
    ...completenessRows(facts),
    [],
    ...hashRows(facts),
  ];
}

/** What a reader has to know of how a report was laid out. @param leftOut rows that are not printed */
export function layoutNotes({ without, group }: ReportLayout, leftOut: number): string[] {
  return [
    ...(leftOut > 0
      ? [
          `${leftOut} rows are not on paper: a PDF takes no more. A workbook or a text file holds all of them.`,
        ]
      : []),
    ...(without.length > 0 ? [`Columns that were left out by choice: ${without.join(', ')}.`] : []),
    ...(group === 'none' ? [] : [`Data are divided into a sheet for each ${group}.`]),
  ];
}

/** What the workbook is called, on its cover and in its properties. */
export function title(request: ReportRequest): string {
  if (request.kind !== 'mileage') return titles[request.kind];
  return request.per === 'total' ? 'Mileage report' : `Mileage report, per ${request.per}`;
}

function scopeText(request: ReportRequest, devices: readonly ReportDevice[]): string {
  const { accounts, withBelow, devices: single } = request.scope;
  const parts: string[] = [];
  if (accounts.length > 0) {
    const names = accounts.slice(0, MOST_NAMES).join(', ');
    const more = accounts.length > MOST_NAMES ? ` and ${accounts.length - MOST_NAMES} more` : '';
    parts.push(
      `${accounts.length === 1 ? 'account' : 'accounts'} ${names}${more}${withBelow ? ' with everything below' : ''}`,
    );
  }
  if (single.length === 1) {
    const device = devices.find(({ imei }) => imei === single[0]);
    parts.push(`device ${[device?.plate, device?.name, single[0]].filter(Boolean).join(', ')}`);
  } else if (single.length > 1) {
    parts.push(`${single.length} chosen devices`);
  }
  return parts.join(' and ');
}

/** How old it is what is known of accounts and devices. */
function listedRow({ doubts, listedAt, zone }: CoverFacts): readonly Cell[] {
  const name = label('Accounts and devices');
  const unread = doubts.some(({ reason }) => reason !== 'cut');
  if (!unread) {
    const when = listedAt === null ? 'since the console signed in' : `at ${zone.timeText(listedAt)}`;
    return [name, `as the provider listed them ${when}`];
  }
  const before =
    listedAt === null
      ? 'they were never read completely'
      : `they were last read completely at ${zone.timeText(listedAt)}`;
  return [name, { value: `as far as this console knows them: ${before}`, style: 'warning' }];
}

function chosenTypes(request: ReportRequest): (readonly Cell[])[] {
  if (request.kind !== 'alarms') return [];
  const names = request.types.map((number) => alarmType(number).name).join(', ');
  return [[label('Alarm types'), names === '' ? 'all' : names]];
}

function sourceRows({ provenance, zone, request }: CoverFacts): (readonly Cell[])[] {
  if (request.kind !== 'mileage' && request.kind !== 'alarms' && request.kind !== 'trips') {
    return [[label('Source'), 'what this console knew when the report was made; the provider was not asked']];
  }
  const unit = request.kind === 'mileage' ? 'figures (a device in a window)' : 'devices';
  const rows: (readonly Cell[])[] = [
    [label('Read now'), `${provenance.asked} ${unit} told by the provider while this was made`],
  ];
  if (provenance.kept > 0) {
    const read = provenance.readBetween;
    const when =
      read === null ? '' : `, read between ${zone.timeText(read[0])} and ${zone.timeText(read[1])}`;
    rows.push([
      label('From the archive'),
      {
        value: `${provenance.kept} ${unit} could not be refreshed and are as read before${when}`,
        style: 'warning',
      },
    ]);
  }
  return rows;
}

function completenessRows({ gaps, doubts }: CoverFacts): (readonly Cell[])[] {
  if (gaps.count === 0 && doubts.length === 0) {
    return [
      [label('Completeness'), { value: 'Complete: nothing that was asked for is missing.', style: 'good' }],
    ];
  }
  const count = gaps.count + doubts.length;
  const rows: (readonly Cell[])[] = [
    [
      label('Completeness'),
      {
        value: `Not complete: ${count} ${count === 1 ? 'part is' : 'parts are'} missing or in doubt.`,
        style: 'warning',
      },
    ],
    ...gaps.byReason.map(([reason, number]): readonly Cell[] => [null, `${number} of it: ${reason}`]),
    [],
    ['Concerns', 'Name', 'From', 'To (not included)', 'Reason', "Provider's message"].map(heading),
    ...doubts.map(doubtRow),
    ...gaps.listed.map(({ concerns, name, span, reason, message }): readonly Cell[] => [
      concerns,
      name,
      { time: span.begin },
      { time: span.end },
      reason,
      message,
    ]),
  ];
  if (gaps.count > gaps.listed.length) {
    rows.push([
      `and ${gaps.count - gaps.listed.length} more; only the first ${MOST_LISTED} are listed, all are counted above`,
    ]);
  }
  return rows;
}

function doubtRow({ account, reason }: ScopeDoubt): readonly Cell[] {
  const message = typeof reason === 'string' ? '' : gapMessage(reason);
  return [account, 'account', null, null, doubtReason({ account, reason }), message];
}

function hashRows({ request, parts, sealed, hash }: CoverFacts): (readonly Cell[])[] {
  const { format } = request.layout ?? usualLayout;
  if (format === 'pdf') {
    return [[label('Proof'), 'The SHA-256 of this file stands in the audit of the console that made it.']];
  }
  if (format === 'csv') {
    return [
      [label('SHA-256 of the data'), fixed(parts[0]?.sha256 ?? '')],
      [null, 'It is the SHA-256 of the text file that this cover belongs to, byte by byte.'],
      [label('Rows'), { value: (parts[0]?.lastRow ?? 1) - 1, style: 'count' }],
      [null, 'Sums by account, device and the like are in the workbook of the same report.'],
    ];
  }
  return [
    [label('SHA-256 of the data'), fixed(hash)],
    [
      null,
      'It is the SHA-256 of one line for each file below: its path inside this workbook, a space, its own SHA-256, a line feed.',
    ],
    [],
    ['Sheet', 'File inside this workbook', 'First row', 'Last row', 'SHA-256 of the file'].map(heading),
    ...parts.map(({ name, file, firstRow, lastRow, sha256 }): readonly Cell[] => [
      name,
      fixed(file),
      { value: firstRow, style: 'integer' },
      { value: lastRow, style: 'integer' },
      fixed(sha256),
    ]),
    ...sealed.map(({ file, sha256 }): readonly Cell[] => [
      file.endsWith('styles.xml') ? '(how numbers are shown)' : '(texts of all sheets)',
      fixed(file),
      null,
      null,
      fixed(sha256),
    ]),
  ];
}

const titles: Readonly<Record<Exclude<ReportRequest['kind'], 'mileage'>, string>> = {
  alarms: 'Alarm report',
  trips: 'Trips and stops',
  fleet: 'Fleet status',
  expiry: 'Expiry of devices',
  coverage: 'Archive coverage',
  commands: 'Command log',
  responses: 'Alarm response times',
};
