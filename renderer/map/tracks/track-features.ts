import type { Feature, FeatureCollection, Position } from 'geojson';
import { DEGREE } from '../../../electron/contract/live.ts';
import type { TrackColumns } from '../../../electron/contract/track.ts';
import type { LngLat } from '../geometry.ts';
import { bandOf } from './speed-bands.ts';

/** A track as it is drawn. */
export interface DrawnTrack {
  readonly columns: TrackColumns;
  /** Rows after which nothing is known until the next row. */
  readonly gaps: ReadonlySet<number>;
  /** Rows where the vehicle stopped. */
  readonly stops: readonly number[];
  readonly alarms: readonly LngLat[];
  /** Tells the devices apart. */
  readonly colour: string;
}

/** Where a row of a track is. */
export function placeAt({ longitude, latitude }: TrackColumns, row: number): LngLat {
  return { lng: (longitude[row] ?? 0) / DEGREE, lat: (latitude[row] ?? 0) / DEGREE };
}

/**
 * Lines, stops and alarms of tracks. Legs of one speed band are one line, so that 100,000 points are some thousands
 * of features; over a gap goes a line of its own.
 */
export function trackFeatures(tracks: readonly DrawnTrack[]): FeatureCollection {
  return { type: 'FeatureCollection', features: tracks.flatMap(featuresOf) };
}

function featuresOf(track: DrawnTrack): Feature[] {
  const { columns, gaps, stops, alarms, colour } = track;
  const features: Feature[] = [];
  const at = (row: number): Position => {
    const { lng, lat } = placeAt(columns, row);
    return [lng, lat];
  };
  const line = (kind: string, band: number, coordinates: Position[]): void => {
    features.push({
      type: 'Feature',
      properties: { kind, band, colour },
      geometry: { type: 'LineString', coordinates },
    });
  };
  let coordinates: Position[] = [];
  let band = -1;
  const close = (): void => {
    if (coordinates.length > 1) line('leg', band, coordinates);
    coordinates = [];
    band = -1;
  };
  for (let row = 0; row + 1 < columns.time.length; row += 1) {
    if (gaps.has(row)) {
      close();
      line('gap', 0, [at(row), at(row + 1)]);
      continue;
    }
    const next = bandOf(columns.speed[row + 1] ?? 0);
    if (next !== band) {
      close();
      coordinates.push(at(row));
      band = next;
    }
    coordinates.push(at(row + 1));
  }
  close();
  const point = (kind: string, coordinatesOf: Position): void => {
    features.push({
      type: 'Feature',
      properties: { kind, colour },
      geometry: { type: 'Point', coordinates: coordinatesOf },
    });
  };
  for (const row of stops) point('stop', at(row));
  for (const { lng, lat } of alarms) point('alarm', [lng, lat]);
  return features;
}
