import { DEGREE, NO_NUMBER } from '../contract/live.ts';
import type { TrackFormat } from '../contract/playback.ts';
import type { TrackColumns } from '../contract/track.ts';

/** A track with what its device is called. */
export interface NamedTrack {
  readonly imei: string;
  readonly name: string;
  readonly columns: TrackColumns;
  /** Rows after which the line is broken (gaps). */
  readonly breaks: ReadonlySet<number>;
}

/** Points in one piece of text; small enough that writing one never holds up the console. */
const PIECE = 2_000;

type TextFormat = Exclude<TrackFormat, 'xlsx'>;

/** Text of tracks in a format, in pieces. GPX 1.1, KML 2.2, RFC 4180 and RFC 7946; times are UTC. */
export function* trackText(
  format: TextFormat,
  tracks: readonly NamedTrack[],
): Generator<string, void, undefined> {
  switch (format) {
    case 'gpx':
      yield* gpx(tracks);
      return;
    case 'kml':
      yield* kml(tracks);
      return;
    case 'csv':
      yield* csv(tracks);
      return;
    case 'geojson':
      yield* geojson(tracks);
      return;
  }
}

/** Text that XML may hold: control characters are left out, because no escape allows them. */
function xml(text: string): string {
  return text
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const degrees = (value: number | undefined): string => ((value ?? 0) / DEGREE).toFixed(7);
const utc = (time: number | undefined): string =>
  new Date((time ?? 0) * 1_000).toISOString().replace('.000Z', 'Z');
const known = (value: number | undefined): number | null =>
  value === undefined || value === NO_NUMBER ? null : value;

/** Pieces of text for rows [first, end). */
function* rows(
  first: number,
  end: number,
  text: (row: number) => string,
): Generator<string, void, undefined> {
  for (let at = first; at < end; at += PIECE) {
    let piece = '';
    for (let row = at; row < Math.min(end, at + PIECE); row += 1) piece += text(row);
    yield piece;
  }
}

/** Stretches [first, end) of a track between its gaps. */
function* stretches({ columns, breaks }: NamedTrack): Generator<readonly [number, number], void, undefined> {
  let first = 0;
  for (const row of [...breaks].sort((a, b) => a - b)) {
    yield [first, row + 1];
    first = row + 1;
  }
  if (first < columns.time.length) yield [first, columns.time.length];
}

function* gpx(tracks: readonly NamedTrack[]): Generator<string, void, undefined> {
  yield `<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="Watchdesk" xmlns="http://www.topografix.com/GPX/1/1" xmlns:wd="urn:watchdesk:track">
`;
  for (const track of tracks) {
    const { columns } = track;
    yield `<trk><name>${xml(track.name)}</name><desc>IMEI ${xml(track.imei)}</desc>\n`;
    for (const [first, end] of stretches(track)) {
      yield '<trkseg>\n';
      yield* rows(first, end, (row) => {
        const speed = known(columns.speed[row]);
        const course = known(columns.course[row]);
        const told = [
          speed === null ? '' : `<wd:speed>${speed}</wd:speed>`,
          course === null ? '' : `<wd:course>${course}</wd:course>`,
        ].join('');
        const extensions = told === '' ? '' : `<extensions>${told}</extensions>`;
        const place = `lat="${degrees(columns.latitude[row])}" lon="${degrees(columns.longitude[row])}"`;
        return `<trkpt ${place}><time>${utc(columns.time[row])}</time>${extensions}</trkpt>\n`;
      });
      yield '</trkseg>\n';
    }
    yield '</trk>\n';
  }
  yield '</gpx>\n';
}

function* kml(tracks: readonly NamedTrack[]): Generator<string, void, undefined> {
  yield `<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><name>Watchdesk</name>
`;
  for (const track of tracks) {
    const { columns } = track;
    yield `<Placemark><name>${xml(track.name)}</name><description>IMEI ${xml(track.imei)}</description><gx:MultiTrack>\n`;
    for (const [first, end] of stretches(track)) {
      yield '<gx:Track>\n';
      yield* rows(first, end, (row) => `<when>${utc(columns.time[row])}</when>\n`);
      yield* rows(
        first,
        end,
        (row) =>
          `<gx:coord>${degrees(columns.longitude[row])} ${degrees(columns.latitude[row])} 0</gx:coord>\n`,
      );
      yield '</gx:Track>\n';
    }
    yield '</gx:MultiTrack></Placemark>\n';
  }
  yield '</Document></kml>\n';
}

/** A field of CSV; what a spreadsheet would take for a formula is led by an apostrophe. */
function field(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function* csv(tracks: readonly NamedTrack[]): Generator<string, void, undefined> {
  yield 'imei,name,time_utc,latitude,longitude,speed_kmh,course_deg\r\n';
  for (const { imei, name, columns } of tracks) {
    const who = `${field(imei)},${field(name)}`;
    yield* rows(0, columns.time.length, (row) => {
      const place = `${degrees(columns.latitude[row])},${degrees(columns.longitude[row])}`;
      const told = `${known(columns.speed[row]) ?? ''},${known(columns.course[row]) ?? ''}`;
      return `${who},${utc(columns.time[row])},${place},${told}\r\n`;
    });
  }
}

/** One feature a device: a line for each stretch between gaps, with times and speeds of the same shape beside it. */
function* geojson(tracks: readonly NamedTrack[]): Generator<string, void, undefined> {
  yield '{"type":"FeatureCollection","features":[\n';
  for (const [place, track] of tracks.entries()) {
    const { columns } = track;
    yield `${place === 0 ? '' : ',\n'}{"type":"Feature","properties":{"imei":${JSON.stringify(track.imei)},"name":${JSON.stringify(track.name)},"times":`;
    yield* nested(track, (row) => `"${utc(columns.time[row])}"`);
    yield ',"speeds":';
    yield* nested(track, (row) => String(known(columns.speed[row])));
    yield '},"geometry":{"type":"MultiLineString","coordinates":';
    // A line needs two points: a lone fix between two gaps is written twice.
    yield* nested(
      track,
      (row) => `[${degrees(columns.longitude[row])},${degrees(columns.latitude[row])}]`,
      true,
    );
    yield '}}';
  }
  yield '\n]}\n';
}

function* nested(
  track: NamedTrack,
  text: (row: number) => string,
  line = false,
): Generator<string, void, undefined> {
  yield '[';
  let place = 0;
  for (const [first, end] of stretches(track)) {
    yield place === 0 ? '[' : ',[';
    place += 1;
    yield* rows(first, end, (row) => `${row === first ? '' : ','}${text(row)}`);
    if (line && end - first === 1) yield `,${text(first)}`;
    yield ']';
  }
  yield ']';
}
