import { fail, succeed, type Result } from '../contract/result.ts';
import type { TrackRules } from '../contract/track-rules.ts';
import { deviceColumns } from './device-columns.ts';
import { inOrder } from './in-order.ts';
import type { Span } from './period.ts';
import type { ReportDevice } from './ports.ts';
import type { ReportContext, WrittenReport } from './report-context.ts';
import { completeTrack, deriveKept, type TrackHole } from './track-source.ts';
import { addPart, addRest, noTrips, writeTripTotals, type TripSums } from './trips-totals.ts';
import type { Place, StreamedPart } from './trip-stream.ts';
import { duration, kilometres, mapLink, namesOf, whole } from './workbook/cells.ts';
import type { Cell, ColumnSpec } from './workbook/model.ts';

/** Devices whose tracks are read at once; rows still leave in the order of devices. */
const AT_ONCE = 4;
const ROWS_AT_ONCE = 500;

/**
 * Writes a report of trips and stops: a line for each, then sums by device and account. Tracks that were not read yet
 * are asked of the provider and kept; what is derived from them follows the rules of playback.
 *
 * @param span its end does not lie in the future
 */
export async function writeTrips(context: ReportContext, span: Span): Promise<Result<WrittenReport>> {
  const { devices, workbook, progress, control, tracks } = context;
  progress.expect(devices.length);
  const opened = await workbook.openSheet(
    {
      name: 'Trips and stops',
      columns,
      header: true,
      frozenColumns: 2,
      totalLabel: 'Total',
      landscape: true,
      shaded: null,
    },
    true,
  );
  if (!opened.ok) return opened;
  const sums: TripSums[] = [];
  const readings = inOrder(devices, AT_ONCE, async (device) => ({
    device,
    holes: (await control.mayGoOn()) ? await completeTrack(context, device.imei, span, true) : null,
  }));
  for await (const { device, holes } of readings) {
    if (holes === null || control.cancelled) break;
    const sum = noTrips();
    const written = await writeDevice(context, device, span, sum);
    if (!written.ok) return written;
    tellHoles(context, device, holes, sum);
    addRest(sum, span.end - span.begin);
    sums.push(sum);
    progress.advance(1);
  }
  if (control.cancelled) return fail({ code: 'cancelled' });
  const closed = await workbook.closeSheet();
  if (!closed.ok) return closed;
  const totals = await writeTripTotals(context, sums);
  if (!totals.ok) return totals;
  return succeed({
    parts: [...closed.value.parts, ...totals.value.parts],
    cutTexts: closed.value.cutTexts + totals.value.cutTexts,
    notes: rulesText(tracks.rules()),
  });
}

async function writeDevice(
  context: ReportContext,
  device: ReportDevice,
  span: Span,
  sum: TripSums,
): Promise<Result<null>> {
  const { workbook, progress, places } = context;
  return deriveKept(
    context,
    device.imei,
    span,
    () => 0,
    async (parts) => {
      if (parts.length === 0) return succeed(null);
      const moved = await workbook.goTo(device);
      if (!moved.ok) return moved;
      for (const part of parts) addPart(sum, part);
      for (let from = 0; from < parts.length; from += ROWS_AT_ONCE) {
        const page = parts.slice(from, from + ROWS_AT_ONCE);
        const rows: (readonly Cell[])[] = [];
        for (const part of page) {
          const towns = [await places.of(part.from), await places.of(part.to)] as const;
          rows.push(rowOf(device, part, towns));
        }
        const written = await workbook.cells(rows);
        if (!written.ok) return written;
        progress.addRows(page.length);
      }
      return succeed(null);
    },
  );
}

function tellHoles(
  { gaps }: ReportContext,
  device: ReportDevice,
  holes: readonly TrackHole[],
  sum: TripSums,
): void {
  sum.missing = [...new Set(holes.map(({ reason }) => reason))].join('; ');
  sum.missingSeconds = holes.reduce((all, { begin, end }) => all + end - begin, 0);
  for (const { begin, end, reason, message } of holes) {
    gaps.add({
      concerns: device.imei,
      name: device.plate || device.name,
      span: { begin, end },
      reason,
      message,
    });
  }
}

const FROM = deviceColumns.length + 8;

const columns: readonly ColumnSpec[] = [
  ...deviceColumns,
  { title: 'What', width: 8, kind: { is: 'text' } },
  { title: 'Begin', width: 20, kind: { is: 'time' } },
  { title: 'End', width: 20, kind: { is: 'time' } },
  { title: 'Lasted', width: 11, kind: { is: 'duration' } },
  { title: 'Distance (km)', width: 13, kind: { is: 'kilometres' }, total: true },
  { title: 'Driving', width: 11, kind: { is: 'duration' } },
  { title: 'Standing in between', width: 12, kind: { is: 'duration' } },
  { key: 'speed', title: 'Top speed (km/h)', width: 11, kind: { is: 'integer' } },
  ...(['From', 'To'] as const).flatMap((title, index): ColumnSpec[] => [
    { key: 'place', title: `${title}: longitude`, width: 12, kind: { is: 'coordinate' } },
    { key: 'place', title: `${title}: latitude`, width: 12, kind: { is: 'coordinate' } },
    {
      key: 'place',
      title,
      width: 8,
      kind: { is: 'mapLink', longitude: FROM + index * 4, latitude: FROM + 1 + index * 4 },
    },
    { key: 'place', title: `${title}: near`, width: 28, kind: { is: 'text' } },
  ]),
];

function rowOf(
  device: ReportDevice,
  part: StreamedPart,
  [from, to]: readonly [from: string, to: string],
): readonly Cell[] {
  const trip = part.kind === 'trip';
  return [
    ...namesOf(device),
    part.kind,
    { time: part.begin },
    { time: part.end },
    duration(part.end - part.begin),
    // What lies in a gap is not known, and a stop goes nowhere.
    trip ? kilometres(part.metres / 1_000) : null,
    trip ? duration(part.driving) : null,
    trip ? duration(part.idle) : null,
    part.topSpeed === null ? null : whole(part.topSpeed),
    ...placeCells(part.from, from),
    ...placeCells(part.to, to),
  ];
}

function placeCells({ longitude, latitude }: Place, town: string): Cell[] {
  return [
    { value: longitude, style: 'coordinate' },
    { value: latitude, style: 'coordinate' },
    mapLink(longitude, latitude),
    town,
  ];
}

/** The rules in words, so that a reader can repeat what was derived. */
export function rulesText(rules: TrackRules): string[] {
  const minutes = (seconds: number): string => `${Math.round(seconds / 6) / 10} min`;
  return [
    `A vehicle drives above ${rules.drivingSpeed} km/h; standing for ${minutes(rules.stopSeconds)} is a stop, less is part of the trip. ` +
      `A trip has at least ${rules.shortestTrip} m. No point for ${minutes(rules.gapSeconds)} while it came elsewhere (over ${rules.sameplace} m), ` +
      `or for ${minutes(rules.silenceSeconds)} at one place, is a gap. These are the rules of Playback, where they can be changed.`,
  ];
}
