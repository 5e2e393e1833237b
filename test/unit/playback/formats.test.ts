import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { trackText, type NamedTrack } from '../../../electron/playback/formats.ts';
import { trackOf } from '../../support/tracks.ts';

const columns = trackOf([
  [1_700_000_000, 0, 50],
  [1_700_000_010, 100, 65_535],
  [1_700_003_600, 9_000, 0],
]);
const track: NamedTrack = { imei: '12345', name: '=1+1 "A" <&>\u0001, b', columns, breaks: new Set([1]) };
const text = (format: Parameters<typeof trackText>[0]): string => [...trackText(format, [track])].join('');

describe('tracks as files', () => {
  it('writes GPX with a segment for each stretch between gaps, times in UTC and names that are safe', () => {
    const gpx = text('gpx');
    expect(gpx.match(/<trkseg>/g)).toHaveLength(2);
    expect(gpx.match(/<trkpt /g)).toHaveLength(3);
    expect(gpx).toContain('<time>2023-11-14T22:13:20Z</time><extensions><wd:speed>50</wd:speed>');
    expect(gpx).toContain('<name>=1+1 &quot;A&quot; &lt;&amp;&gt;, b</name>');
  });

  it('leaves out what is unknown instead of writing another number', () => {
    const second = text('gpx').split('<trkpt ')[2] ?? '';
    expect(second).not.toContain('wd:speed');
    expect(text('csv').split('\r\n')[2]).toMatch(/,,$/);
  });

  it('writes KML with as many times as places', () => {
    const kml = text('kml');
    expect(kml.match(/<when>/g)).toHaveLength(3);
    expect(kml.match(/<gx:coord>/g)).toHaveLength(3);
    expect(kml.match(/<gx:Track>/g)).toHaveLength(2);
  });

  it('writes CSV whose fields no spreadsheet takes for a formula', () => {
    const [head, first] = text('csv').split('\r\n');
    expect(head).toBe('imei,name,time_utc,latitude,longitude,speed_kmh,course_deg');
    expect(first).toContain('"\'=1+1 ""A""');
    expect(first).toContain('2023-11-14T22:13:20Z,0.0000000,0.0000000,50,90');
  });

  it('writes GeoJSON that is JSON, with lines of at least two points and times of the same shape', () => {
    const shape = z.object({
      features: z.tuple([
        z.object({
          properties: z.object({ imei: z.string(), times: z.array(z.array(z.string())) }),
          geometry: z.object({ coordinates: z.array(z.array(z.tuple([z.number(), z.number()])).min(2)) }),
        }),
      ]),
    });
    const [feature] = shape.parse(JSON.parse(text('geojson'))).features;
    expect(feature.properties.imei).toBe('12345');
    expect(feature.properties.times.map(({ length }) => length)).toEqual([2, 1]);
    expect(feature.geometry.coordinates).toHaveLength(2);
  });
});
