import { DEGREE, NO_NUMBER } from '../contract/live.ts';
import type { TrackExport } from '../contract/playback.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { TableSheet, TableValue } from '../contract/table.ts';
import { deriveTrack, periodTotals, type DerivedTrack, type TrackPart } from '../contract/track-rules.ts';
import type { TimeStretch, TrackColumns } from '../contract/track.ts';
import { trackText, type NamedTrack } from './formats.ts';

/** Rows handed to the workbook at once. */
const PAGE = 2_000;

export interface ExportNeeds {
  /** A track as it is kept. */
  readonly kept: (imei: string, begin: number, end: number) => Promise<Result<TrackColumns>>;
  /** Seconds of the period that were never read. */
  readonly unread: (imei: string, begin: number, end: number) => Result<number>;
  /** What a device is called: its plate, else its name, else its IMEI. */
  readonly nameOf: (imei: string) => string;
  /** Writes a text under a path (never half of it), piece by piece; gives the path it has. */
  readonly writeText: (target: string, pieces: Iterable<string>) => Promise<Result<string>>;
  readonly writeTable: (
    target: string,
    title: string,
    sheets: readonly TableSheet[],
    timeZone: string,
  ) => Promise<Result<string>>;
}

interface Exported extends NamedTrack {
  readonly derived: DerivedTrack;
  /** Seconds of the period that were never read. */
  readonly unread: number;
}

/** Writes tracks as they are kept. `input.nothingChosen` when there is not a single point. */
export async function exportTracks(
  { imeis, begin, end, format, rules, timeZone }: TrackExport,
  target: string,
  needs: ExportNeeds,
): Promise<Result<string>> {
  const tracks: Exported[] = [];
  for (const imei of imeis) {
    const columns = await needs.kept(imei, begin, end);
    if (!columns.ok) return columns;
    if (columns.value.time.length === 0) continue;
    const unread = needs.unread(imei, begin, end);
    if (!unread.ok) return unread;
    const derived = deriveTrack(columns.value, rules);
    const breaks = new Set(derived.parts.filter(({ kind }) => kind === 'gap').map(({ first }) => first));
    const name = needs.nameOf(imei);
    tracks.push({ imei, name, columns: columns.value, derived, breaks, unread: unread.value });
  }
  if (tracks.length === 0) return fail({ code: 'provider.20023', concerns: imeis.join(', ') });
  if (format !== 'xlsx') return needs.writeText(target, trackText(format, tracks));
  return needs.writeTable(target, 'Playback', sheetsOf(tracks, { begin, end }), timeZone);
}

function sheetsOf(tracks: readonly Exported[], period: TimeStretch): TableSheet[] {
  return [totalsSheet(tracks, period), partsSheet(tracks), pointsSheet(tracks)];
}

const column = (title: string, width: number): TableSheet['columns'][number] => ({ title, width });
const who = [column('Vehicle', 18), column('IMEI', 18)];
const kilometres = (metres: number): number => Math.round(metres) / 1_000;
const minutes = (seconds: number): number => Math.round(seconds / 6) / 10;
const known = (value: number | undefined): number | null =>
  value === undefined || value === NO_NUMBER ? null : value;

function totalsSheet(tracks: readonly Exported[], period: TimeStretch): TableSheet {
  return {
    name: 'Totals',
    header: true,
    columns: [
      ...who,
      column('First point', 20),
      column('Last point', 20),
      column('Points', 10),
      column('Distance (km)', 14),
      column('Driving (min)', 14),
      column('Idle (min)', 12),
      column('Stopped (min)', 14),
      column('Without points (min)', 20),
      column('Whole period (min)', 18),
      column('Top speed (km/h)', 16),
      column('Trips', 8),
      column('Stops', 8),
      column('Not read (min)', 14),
    ],
    pages: paged(tracks, ({ name, imei, columns, derived: { totals }, unread }): TableValue[][] => {
      const spent = periodTotals(totals, columns.time, period);
      return [
        [
          name,
          imei,
          { time: columns.time[0] ?? 0 },
          { time: columns.time.at(-1) ?? 0 },
          columns.time.length,
          kilometres(totals.metres),
          minutes(spent.driving),
          minutes(spent.idle),
          minutes(spent.stopped),
          minutes(spent.withoutPoints),
          minutes(spent.whole),
          totals.topSpeed,
          totals.trips,
          totals.stops,
          minutes(unread),
        ],
      ];
    }),
  };
}

const kinds: Readonly<Record<TrackPart['kind'], string>> = { trip: 'Trip', stop: 'Stop', gap: 'Gap' };

function partsSheet(tracks: readonly Exported[]): TableSheet {
  return {
    name: 'Trips and stops',
    header: true,
    columns: [
      ...who,
      column('What', 8),
      column('From', 20),
      column('Until', 20),
      column('Lasted (min)', 14),
      column('Distance (km)', 14),
      column('Top speed (km/h)', 16),
      column('Idle (min)', 12),
      column('Latitude', 12),
      column('Longitude', 12),
    ],
    pages: paged(tracks, ({ name, imei, columns, derived }) =>
      derived.parts.map((part): TableValue[] => [
        name,
        imei,
        kinds[part.kind],
        { time: part.begin },
        { time: part.end },
        minutes(part.end - part.begin),
        kilometres(part.metres),
        part.topSpeed,
        minutes(part.idle),
        (columns.latitude[part.first] ?? 0) / DEGREE,
        (columns.longitude[part.first] ?? 0) / DEGREE,
      ]),
    ),
  };
}

function pointsSheet(tracks: readonly Exported[]): TableSheet {
  return {
    name: 'Points',
    header: true,
    columns: [
      ...who,
      column('GPS time', 20),
      column('Latitude', 12),
      column('Longitude', 12),
      column('Speed (km/h)', 13),
      column('Course (°)', 11),
    ],
    // eslint-disable-next-line @typescript-eslint/require-await -- pages come asynchronously wherever they come from
    pages: async function* pages() {
      for (const { name, imei, columns } of tracks) {
        for (let first = 0; first < columns.time.length; first += PAGE) {
          const end = Math.min(columns.time.length, first + PAGE);
          yield succeed(
            Array.from({ length: end - first }, (_, place): TableValue[] => {
              const row = first + place;
              return [
                name,
                imei,
                { time: columns.time[row] ?? 0 },
                (columns.latitude[row] ?? 0) / DEGREE,
                (columns.longitude[row] ?? 0) / DEGREE,
                known(columns.speed[row]),
                known(columns.course[row]),
              ];
            }),
          );
        }
      }
    },
  };
}

function paged(tracks: readonly Exported[], rows: (track: Exported) => TableValue[][]): TableSheet['pages'] {
  // eslint-disable-next-line @typescript-eslint/require-await -- pages come asynchronously wherever they come from
  return async function* pages() {
    for (const track of tracks) {
      const all = rows(track);
      for (let at = 0; at < all.length; at += PAGE) yield succeed(all.slice(at, at + PAGE));
    }
  };
}
