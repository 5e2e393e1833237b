import { packArchive } from '../../scripts/basemap/pmtiles-archive.mjs';

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

/** A field of a protobuf message that holds bytes. */
function bytesField(number: number, content: readonly number[]): number[] {
  return [...varint(number * 8 + 2), ...varint(content.length), ...content];
}

const zigzag = (value: number): number => (value << 1) ^ (value >> 31);

/** A vector tile whose one layer is one area over all of it. */
function coveredTile(layer: string): Uint8Array {
  const [moveOnce, lineThrice, close, size] = [9, 26, 15, 4_096];
  const ring = [moveOnce, 0, 0, lineThrice, zigzag(size), 0, 0, zigzag(size), zigzag(-size), 0, close];
  const feature = [...varint(3 * 8), 3, ...bytesField(4, ring.flatMap(varint))];
  const name = [...new TextEncoder().encode(layer)];
  const version = [...varint(15 * 8), 2];
  const extent = [...varint(5 * 8), ...varint(size)];
  return Uint8Array.from(
    bytesField(3, [...version, ...bytesField(1, name), ...bytesField(2, feature), ...extent]),
  );
}

/** A PMTiles archive of the world at zoom 0, green all over, with an attribution to look for. */
export function tinyArchive(attribution: string): Buffer {
  return packArchive(
    [{ z: 0, x: 0, y: 0, data: coveredTile('park') }],
    { name: 'Test', attribution, vector_layers: [{ id: 'park', fields: {}, minzoom: 0, maxzoom: 0 }] },
    { minZoom: 0, maxZoom: 0 },
  );
}
