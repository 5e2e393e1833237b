import { describe, expect, it } from 'vitest';
import {
  addressProblem,
  archiveAddress,
  basemapPresets,
  basemapRequest,
  originOf,
  throughMain,
} from '../../../electron/contract/basemap.ts';

describe('the address of a basemap', () => {
  it('is checked while it is typed', () => {
    expect(addressProblem('style', '')).toBe('missing');
    expect(addressProblem('style', 'tiles')).toBe('address');
    expect(addressProblem('style', 'ftp://tiles.example/style.json')).toBe('scheme');
    expect(addressProblem('style', 'https://me:secret@tiles.example/style.json')).toBe('secret');
    expect(addressProblem('raster', 'https://tiles.example/{z}/{x}.png')).toBe('tiles');
    expect(addressProblem('raster', ' https://tiles.example/{z}/{x}/{y}.png ')).toBeNull();
    expect(addressProblem('style', 'http://localhost:8080/style.json')).toBeNull();
  });

  it('names the origin it loads from, templates too', () => {
    expect(originOf('https://tiles.example:8443/{z}/{x}/{y}.png')).toBe('https://tiles.example:8443');
    expect(originOf('file:///etc/passwd')).toBeNull();
    expect(originOf('nonsense')).toBeNull();
  });

  it('of every preset can be used', () => {
    for (const { basemap, origins } of basemapPresets) {
      if (basemap.kind === 'builtin' || basemap.kind === 'archive') continue;
      expect(addressProblem(basemap.kind, basemap.url)).toBeNull();
      expect(origins).toEqual([originOf(basemap.url)]);
    }
  });
});

describe('what a page asks main for', () => {
  it('comes back as it was asked', () => {
    const url = 'https://tiles.example/1/2/3.png?key=a&b=c#d';
    expect(basemapRequest(throughMain(url))).toEqual({ kind: 'web', url });
    expect(basemapRequest(archiveAddress('a-b'))).toEqual({ kind: 'archive', key: 'a-b' });
  });

  it('is only what is of the web', () => {
    expect(throughMain('watchdesk-tiles://builtin/0/0/0')).toBe('watchdesk-tiles://builtin/0/0/0');
    expect(throughMain('data:image/png;base64,AA')).toBe('data:image/png;base64,AA');
  });

  it('is nothing for files of the renderer and for paths that try to be clever', () => {
    expect(basemapRequest('app://watchdesk/windows/console/index.html')).toBeNull();
    expect(basemapRequest('app://elsewhere/pmtiles/a')).toBeNull();
    expect(basemapRequest('https://watchdesk/web?url=x')).toBeNull();
    expect(basemapRequest('app://watchdesk/pmtiles/a/../../etc/passwd')).toBeNull();
    expect(basemapRequest('app://watchdesk/pmtiles/')).toBeNull();
  });
});
