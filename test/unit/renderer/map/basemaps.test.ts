import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { basemapPresets } from '../../../../electron/contract/basemap.ts';
import { Archives } from '../../../../renderer/map/basemap/archives.ts';
import { basemapProblem } from '../../../../renderer/map/basemap/basemaps.ts';
import type { Basemap } from '../../../../renderer/map/basemap/basemaps.ts';
import { reasonOf } from '../../../../renderer/map/basemap/fault.ts';
import { builtinStyle } from '../../../../renderer/map/basemap/builtin-style.ts';
import { archiveStyle, rasterStyle } from '../../../../renderer/map/basemap/foreign-style.ts';

const raster: Extract<Basemap, { kind: 'raster' }> = {
  kind: 'raster',
  name: 'Own tiles',
  url: 'https://tiles.example/{z}/{x}/{y}.png',
  attribution: '© Own',
  maxZoom: 18,
  tileSize: 256,
};

async function worldArchive(): Promise<Archives> {
  const file = await readFile(new URL('../../../../resources/basemap/world.pmtiles', import.meta.url));
  const archives = new Archives();
  archives.add('world', (offset, length) =>
    Promise.resolve(Uint8Array.from(file.subarray(offset, offset + length)).buffer),
  );
  return archives;
}

describe('descriptions of basemaps', () => {
  it('are checked before anything is loaded', () => {
    expect(basemapPresets.map(({ basemap }) => basemapProblem(basemap))).toEqual(
      basemapPresets.map(() => null),
    );
    expect(basemapProblem({ ...raster, url: 'tiles' })).toBe('address');
    expect(basemapProblem({ ...raster, url: 'ftp://tiles.example/{z}/{x}/{y}' })).toBe('scheme');
    expect(basemapProblem({ ...raster, url: 'https://tiles.example/{z}/{x}' })).toBe('tiles');
  });
});

describe('styles', () => {
  it('draw text with local fonts only and name their sources', () => {
    const style = builtinStyle('dark', 'tiles://{z}/{x}/{y}');
    expect(style.glyphs).toBeUndefined();
    expect(JSON.stringify(style)).toContain('GeoNames');
  });

  it('keep the built-in basemap under raster tiles, and their attribution', () => {
    const under = builtinStyle('dark', 'tiles://{z}/{x}/{y}');
    const style = rasterStyle(under, raster);
    expect(style.layers.slice(0, under.layers.length)).toEqual(under.layers);
    expect(style.sources['basemap']).toMatchObject({ attribution: '© Own', maxzoom: 18 });
  });

  it('show areas, lines and names of an archive of any schema', () => {
    const under = builtinStyle('dark', 'tiles://{z}/{x}/{y}');
    const style = archiveStyle(
      under,
      'dark',
      { tiles: 'vector', minZoom: 0, maxZoom: 9, attribution: 'me', layers: ['roads', 'water'] },
      'Mine',
      'tiles://mine/{z}/{x}/{y}',
    );
    const ids = style.layers.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['area-water', 'line-roads', 'name-roads']));
    expect(ids).not.toContain('town');
  });
});

describe('archives', () => {
  it('read the built-in world: its layers, and a tile with towns', async () => {
    const archives = await worldArchive();
    expect(await archives.describe('world')).toEqual({
      tiles: 'vector',
      minZoom: 0,
      maxZoom: 7,
      attribution: 'Natural Earth · GeoNames (CC BY 4.0)',
      layers: ['land', 'graticule', 'border', 'country', 'town'],
    });
    const tile = await archives.tile('world', 7, 68, 44, new AbortController().signal);
    expect(Buffer.from(tile ?? new ArrayBuffer(0)).includes('München')).toBe(true);
  });

  it('hold nothing in the middle of the sea', async () => {
    const archives = await worldArchive();
    expect(await archives.tile('world', 7, 12, 66, new AbortController().signal)).toBeNull();
  });

  it('say when a file is no PMTiles archive', async () => {
    const archives = new Archives();
    archives.add('photo', (_, length) => Promise.resolve(new ArrayBuffer(length)));
    await expect(archives.describe('photo')).rejects.toMatchObject({ reason: { code: 'noArchive' } });
    await expect(archives.describe('unknown')).rejects.toMatchObject({ reason: { code: 'fileGone' } });
    expect(reasonOf(new Error('something else'))).toEqual({ code: 'unknown', status: null });
  });
});
