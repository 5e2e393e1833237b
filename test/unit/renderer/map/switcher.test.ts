import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Basemap, BasemapStatus } from '../../../../renderer/map/basemap/basemaps.ts';
import { BasemapSwitcher } from '../../../../renderer/map/basemap/switcher.ts';

const raster: Basemap = {
  kind: 'raster',
  name: 'Own tiles',
  url: 'https://tiles.example/{z}/{x}/{y}.png',
  attribution: '© Own',
  maxZoom: 18,
  tileSize: 256,
};

/** A map that shows nothing and tells what the test lets it tell. */
class FakeMap {
  private readonly listeners = new Map<string, (event: object) => void>();

  on(name: string, listener: (event: object) => void): void {
    this.listeners.set(name, listener);
  }
  off(name: string): void {
    this.listeners.delete(name);
  }
  setStyle(): void {
    this.listeners.get('style.load')?.({});
  }
  arrive(): void {
    this.listeners.get('sourcedata')?.({ sourceId: 'basemap', tile: {} });
  }
  fail(times: number): void {
    for (let time = 0; time < times; time += 1)
      this.listeners.get('error')?.({ sourceId: 'basemap', tile: {}, error: new Error('no network') });
  }
}

describe('A basemap of the web', () => {
  let map: FakeMap;
  let told: BasemapStatus[];
  let switcher: BasemapSwitcher;

  beforeEach(async () => {
    vi.stubGlobal('window', new EventTarget());
    map = new FakeMap();
    told = [];
    switcher = new BasemapSwitcher(
      map as never,
      { builtinTiles: 'tiles://{z}/{x}/{y}' } as never,
      'dark',
      (status) => told.push(status),
    );
    await switcher.show(raster);
  });
  afterEach(() => {
    switcher.destroy();
    vi.unstubAllGlobals();
  });

  it('gives way to the built-in one when none of its first tiles comes', () => {
    map.fail(4);
    expect(told.at(-1)).toMatchObject({ kind: 'fallback', reason: { code: 'noTiles' } });
  });

  it('gives way when the network goes while it is shown, not for single tiles that fail', () => {
    map.arrive();
    map.fail(7);
    map.arrive();
    map.fail(7);
    expect(told.at(-1)).toMatchObject({ kind: 'shown' });
    map.fail(1);
    expect(told.at(-1)).toMatchObject({ kind: 'fallback', wanted: raster, reason: { code: 'noTiles' } });
    expect(switcher.hasStreets).toBe(false);
  });
});
