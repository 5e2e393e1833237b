/**
 * The source's outlines run across the date line as if it were not there: a point at 179 is followed by one at -179.
 * Here they are unrolled, so that such an outline goes on beyond 180; whoever cuts tiles brings both sides back.
 */

/** @param {number[][]} line degrees @returns {number[][]} */
export function unroll(line) {
  let turns = 0;
  let before = line[0]?.[0] ?? 0;
  return line.map(([lng = 0, lat = 0]) => {
    if (lng - before > 180) turns -= 360;
    else if (before - lng > 180) turns += 360;
    before = lng;
    return [lng + turns, lat];
  });
}

/** An unrolled ring around a pole ends a whole turn from where it began: it is closed over the pole. @param {number[][]} ring */
function unrollRing(ring) {
  const open = unroll(ring);
  const [firstLng = 0, firstLat = 0] = open[0] ?? [];
  const [lastLng = 0] = open.at(-1) ?? [];
  if (Math.abs(lastLng - firstLng) < 180) return open;
  const pole = firstLat < 0 ? -90 : 90;
  return [...open, [lastLng, pole], [firstLng, pole], [firstLng, firstLat]];
}

/** @param {{ type: string, coordinates: any }} geometry @returns {{ type: string, coordinates: any }} */
export function unrollGeometry(geometry) {
  if (geometry.type === 'Polygon') return { ...geometry, coordinates: geometry.coordinates.map(unrollRing) };
  if (geometry.type === 'MultiLineString')
    return { ...geometry, coordinates: geometry.coordinates.map(unroll) };
  const polygons = geometry.coordinates.map((/** @type {number[][][]} */ rings) => rings.map(unrollRing));
  return { ...geometry, coordinates: polygons };
}
