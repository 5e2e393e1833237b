import type { MileageCourt } from '../contract/report.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { deviceColumns } from './device-columns.ts';
import { inOrder } from './in-order.ts';
import type { MileagePlan } from './mileage-plan.ts';
import type { Span } from './period.ts';
import type { ReportDevice } from './ports.ts';
import type { ReportContext } from './report-context.ts';
import { completeTrack, deriveKept, type TrackHole } from './track-source.ts';
import { kilometres, namesOf } from './workbook/cells.ts';
import type { Cell, ClosedSheet, ColumnSpec } from './workbook/model.ts';

const AT_ONCE = 4;
const ROWS_AT_ONCE = 500;
/** Kilometres that two sources may always differ by: rounding, and the last minutes before an edge. */
const TOLERATED = 1;

/** What the provider's mileage says of one device in one column; a reason where it says nothing whole. */
export type Testimony =
  { readonly km: number; readonly reason?: never } | { readonly km: null; readonly reason: string };

/** The columns of a report as spans of time, one after the other. */
export function courtSpans(plan: MileagePlan): readonly Span[] {
  const spans = new Map<number, { begin: number; end: number }>();
  for (const { begin, end, column } of plan.windows) {
    const span = spans.get(column);
    if (span === undefined) spans.set(column, { begin, end });
    else span.end = Math.max(span.end, end);
  }
  return [...spans.values()];
}

/** Verdict over three sources in kilometres; null is not known. */
export function judge(
  api: number | null,
  odometer: number | null,
  track: number | null,
  percent: number,
): {
  readonly verdict: 'agree' | 'differ' | 'one source' | 'nothing known';
  readonly percent: number | null;
} {
  const known = [api, odometer, track].filter((km) => km !== null);
  if (known.length < 2)
    return { verdict: known.length === 1 ? 'one source' : 'nothing known', percent: null };
  // The provider's own figure is the measure, where there is one.
  const measure = api ?? Math.max(...known);
  const apart = Math.max(...known.map((km) => Math.abs(km - measure)));
  const share = measure === 0 ? (apart === 0 ? 0 : 100) : (apart / measure) * 100;
  return { verdict: apart > TOLERATED && share > percent ? 'differ' : 'agree', percent: share };
}

/**
 * Writes the sheet "Mileage court": for each device and column the odometer, the provider's mileage and the replayed
 * track side by side, with differences over the threshold flagged. What is not known is blank, with the reason.
 *
 * @param testimony the provider's figure of a device (its place in the report) in a column
 */
export async function writeCourt(
  context: ReportContext,
  plan: MileagePlan,
  court: MileageCourt,
  testimony: (device: number, column: number) => Testimony,
): Promise<Result<ClosedSheet>> {
  const { devices, workbook, control, progress } = context;
  const spans = courtSpans(plan);
  const opened = await workbook.openSheet(
    {
      name: 'Mileage court',
      columns,
      header: true,
      frozenColumns: 2,
      totalLabel: null,
      landscape: true,
      shaded: null,
    },
    true,
  );
  if (!opened.ok) return opened;
  const all: Span = { begin: spans[0]?.begin ?? 0, end: spans.at(-1)?.end ?? 0 };
  const readings = inOrder(devices.entries(), AT_ONCE, async ([index, device]) => ({
    index,
    device,
    holes: (await control.mayGoOn())
      ? await completeTrack(context, device.imei, all, court.tracks === 'asked')
      : null,
  }));
  for await (const { index, device, holes } of readings) {
    if (holes === null || control.cancelled) break;
    const replayed = await replayedKm(context, device.imei, all, spans);
    if (!replayed.ok) return replayed;
    const rows = spans.map((span, column) => {
      const silence = replayed.value.silence[column] ?? 0;
      const sources: Sources = {
        api: testimony(index, column),
        odometer: odometerTestimony(context, device.imei, span),
        track: trackTestimony(replayed.value.km[column] ?? 0, silence, span, holes),
        silence,
      };
      return rowOf(device, span, sources, court.percent);
    });
    const moved = await workbook.goTo(device);
    if (!moved.ok) return moved;
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
      const written = await workbook.cells(rows.slice(from, from + ROWS_AT_ONCE));
      if (!written.ok) return written;
    }
    progress.advance(1);
    progress.addRows(rows.length);
  }
  return control.cancelled ? fail({ code: 'cancelled' }) : workbook.closeSheet();
}

interface Replayed {
  readonly km: Float64Array;
  /** Seconds without points: what was driven in them is in no track. */
  readonly silence: Float64Array;
}

interface Sources {
  readonly api: Testimony;
  readonly odometer: Testimony;
  readonly track: Testimony;
  /** Seconds without points in the track. */
  readonly silence: number;
}

async function replayedKm(
  context: ReportContext,
  imei: string,
  all: Span,
  spans: readonly Span[],
): Promise<Result<Replayed>> {
  const km = new Float64Array(spans.length);
  const silence = new Float64Array(spans.length);
  let near = 0;
  const columnOf = (unix: number): number => {
    while (near > 0 && unix < (spans[near]?.begin ?? 0)) near -= 1;
    while (near < spans.length - 1 && unix >= (spans[near]?.end ?? 0)) near += 1;
    return near;
  };
  /** A gap may reach over many columns: each has its own share of it. */
  const silent = (from: number, to: number): void => {
    for (let column = columnOf(from); column < spans.length; column += 1) {
      const { begin, end } = spans[column] ?? { begin: to, end: to };
      if (begin >= to) break;
      silence[column] = (silence[column] ?? 0) + Math.max(0, Math.min(end, to) - Math.max(begin, from));
    }
  };
  let heardUntil = all.begin;
  const derived = await deriveKept(context, imei, all, columnOf, (parts) => {
    for (const { kind, begin, end, shares } of parts) {
      if (isSilence(context, heardUntil, begin)) silent(heardUntil, begin);
      if (kind === 'gap') silent(begin, end);
      heardUntil = end;
      for (const { column, metres } of shares) km[column] = (km[column] ?? 0) + metres / 1_000;
    }
    return Promise.resolve(succeed(null));
  });
  if (!derived.ok) return derived;
  // Without two points nothing at all is known; else what follows the last one.
  if (heardUntil === all.begin || isSilence(context, heardUntil, all.end)) silent(heardUntil, all.end);
  return succeed({ km, silence });
}

/** Whether a time before the first or after the last point is longer than a parked vehicle is silent. */
function isSilence({ tracks }: ReportContext, from: number, to: number): boolean {
  return to - from > tracks.rules().silenceSeconds;
}

function trackTestimony(km: number, silence: number, span: Span, holes: readonly TrackHole[]): Testimony {
  const hole = holes.find(({ begin, end }) => begin < span.end && end > span.begin);
  if (hole !== undefined) return { km: null, reason: hole.reason };
  return silence >= span.end - span.begin ? { km: null, reason: 'no points in this time' } : { km };
}

function odometerTestimony({ tracks }: ReportContext, imei: string, { begin, end }: Span): Testimony {
  const from = tracks.odometer(imei, begin);
  if (!from.known) return { km: null, reason: from.reason };
  const to = tracks.odometer(imei, end);
  if (!to.known) return { km: null, reason: to.reason };
  const km = (to.metres - from.metres) / 1_000;
  return km < 0 ? { km: null, reason: 'the odometer was set back' } : { km };
}

const columns: readonly ColumnSpec[] = [
  ...deviceColumns,
  { title: 'From', width: 20, kind: { is: 'time' } },
  { title: 'To (not included)', width: 20, kind: { is: 'time' } },
  { title: "Provider's mileage (km)", width: 14, kind: { is: 'kilometres' } },
  { title: 'Odometer (km)', width: 14, kind: { is: 'kilometres' } },
  { title: 'Replayed track (km)', width: 14, kind: { is: 'kilometres' } },
  { title: 'Odometer less provider (km)', width: 15, kind: { is: 'kilometres' } },
  { title: 'Track less provider (km)', width: 15, kind: { is: 'kilometres' } },
  { title: 'Largest difference (%)', width: 13, kind: { is: 'kilometres' } },
  { title: 'Verdict', width: 14, kind: { is: 'text' } },
  { title: 'Remarks', width: 70, kind: { is: 'text' } },
];

function rowOf(
  device: ReportDevice,
  span: Span,
  { api, odometer, track, silence }: Sources,
  threshold: number,
): readonly Cell[] {
  const { verdict, percent } = judge(api.km, odometer.km, track.km, threshold);
  const shown = ({ km }: Testimony): Cell =>
    km === null ? null : verdict === 'differ' ? { value: clean(km), style: 'partial' } : kilometres(km);
  const less = ({ km }: Testimony): Cell =>
    km === null || api.km === null ? null : kilometres(clean(km - api.km));
  const why = (source: string, { reason }: Testimony): string[] =>
    reason === undefined ? [] : [`${source}: ${reason}`];
  return [
    ...namesOf(device),
    { time: span.begin },
    { time: span.end },
    shown(api),
    shown(odometer),
    shown(track),
    less(odometer),
    less(track),
    percent === null ? null : kilometres(clean(percent)),
    { value: verdict, style: verdict === 'differ' ? 'warning' : verdict === 'agree' ? 'good' : 'missing' },
    [
      ...why('provider', api),
      ...why('odometer', odometer),
      ...why('track', track),
      ...(track.km !== null && silence > 0
        ? [`track: ${Math.round(silence / 360) / 10} h without points, where what was driven is not in it`]
        : []),
    ].join('; '),
  ];
}

/** To ten metres: what the provider counts in. */
function clean(km: number): number {
  return Math.round(km * 100) / 100;
}
