import type { AuditRow } from '../contract/audit.ts';
import type { CommandRecord } from '../contract/command-desk.ts';
import { errorText } from '../contract/errors.ts';
import { pagesOf, type TableSheet, type TableValue } from '../contract/table.ts';
import type { NearestTown } from '../contract/town.ts';
import { compassPoint } from '../contract/town.ts';

/** Milliseconds around a command in which its rows of the audit lie. */
const AROUND = 1_000;

/** The period of the audit that holds everything about a command. Unix milliseconds, end not included. */
export function evidencePeriod({ createdAt, sentAt, settledAt, effectAt }: CommandRecord): {
  readonly begin: number;
  readonly end: number;
} {
  const last = Math.max(createdAt, sentAt ?? 0, settledAt ?? 0, effectAt ?? 0);
  return { begin: createdAt - AROUND, end: last + AROUND };
}

/**
 * All that is known of one command, for somebody who asks later why it was sent and what it did: one fact a line. The
 * sheets that prove it come from the audit.
 */
export function evidenceSheet(
  record: CommandRecord,
  town: NearestTown | null,
  audited: readonly AuditRow[],
): TableSheet {
  return {
    name: 'Evidence',
    header: false,
    columns: [
      { title: '', width: 34 },
      { title: '', width: 80 },
    ],
    pages: pagesOf(factsOf(record, town, audited)),
  };
}

/** Whether a row of the audit is about this command. */
function isAbout(record: CommandRecord, row: AuditRow): boolean {
  return row.target === record.imei && row.detail.includes(record.id);
}

function factsOf(
  record: CommandRecord,
  town: NearestTown | null,
  audited: readonly AuditRow[],
): TableValue[][] {
  const { command, situation, failure } = record;
  const { request, unit } = command;
  const tri = (value: boolean | null, yes: string, no: string): string =>
    value === null ? 'not known' : value ? yes : no;
  return [
    ['What', ''],
    ['Command', request.kind],
    ...(request.kind === 'setMileage' ? [['Mileage', `${request.mileage} ${unit ?? ''}`]] : []),
    ['Number', record.id],
    ['Vehicle', record.label],
    ['IMEI', record.imei],
    ['Account', record.account],
    ['Job', record.job ?? ''],
    [],
    ['Who and why', ''],
    ['Ordered by', record.by],
    ['Signed by a second operator', record.signedBy === '' ? 'nobody' : record.signedBy],
    ['Reason', record.reason],
    ['Reason for overriding the guard', record.override === '' ? 'not overridden' : record.override],
    [],
    ['The vehicle at the moment of decision', ''],
    [
      'Told by',
      situation.fresh ? 'the provider, asked just then' : 'the last known; the provider did not answer',
    ],
    ["Provider's time", { time: situation.serverTime }],
    ['State', situation.state],
    ['Speed (km/h)', situation.speed ?? 'not known'],
    ['Age of the fix (s)', situation.fixAge ?? 'not known'],
    ['Age of the last beat (s)', situation.heartAge ?? 'not known'],
    ['ACC', tri(situation.acc, 'on', 'off')],
    ['Fuel supply', tri(situation.fuelSupply, 'connected', 'cut')],
    ['Door', tri(situation.door, 'open', 'closed')],
    ['Defence', tri(situation.defence, 'armed', 'disarmed')],
    ['Latitude', situation.latitude ?? 'not known'],
    ['Longitude', situation.longitude ?? 'not known'],
    ['Nearest town', townText(town)],
    [],
    ['What happened', ''],
    ['Decided', timeOf(record.createdAt)],
    ['Sent', timeOf(record.sentAt)],
    ['State of the command', record.state],
    ["Provider's number", record.commandId ?? ''],
    ['Asked for the answer (times)', record.queries],
    ['Answer of the device', record.answer === '' ? 'none' : record.answer],
    ['What the answer says', record.verdict ?? ''],
    ['Failure', failure === null ? 'none' : failureText(failure)],
    ['Ended', timeOf(record.settledAt)],
    ['Observed effect', effects[record.effect]],
    ['Effect seen', timeOf(record.effectAt)],
    [],
    ['Proof', 'The sheets Audit and Proof hold the chain of the audit around this command.'],
    [
      'Rows of the audit about it',
      audited
        .filter((row) => isAbout(record, row))
        .map(({ seq }) => seq)
        .toSorted((a, b) => a - b)
        .join(', '),
    ],
  ];
}

const effects: Readonly<Record<CommandRecord['effect'], string>> = {
  none: 'nothing to observe for this command',
  waiting: 'still watched',
  observed: 'observed: the telemetry shows it',
  notObserved: 'not observed: the telemetry does not show it',
  notTold: 'this device does not tell it',
  alreadySo: 'it was so before',
};

function failureText({ code, provider, detail }: NonNullable<CommandRecord['failure']>): string {
  return provider === undefined ? (detail ?? errorText(code).title) : `${provider.code} ${provider.message}`;
}

function townText(town: NearestTown | null): string {
  if (town === null) return 'none near';
  const { name, country, metres, bearing } = town;
  return `${(metres / 1_000).toFixed(1)} km ${compassPoint(bearing).toUpperCase()} of ${name}, ${country}`;
}

function timeOf(ms: number | null): TableValue {
  return ms === null ? 'not yet' : { time: Math.floor(ms / 1_000) };
}
