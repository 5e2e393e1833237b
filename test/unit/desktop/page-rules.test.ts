import fc from 'fast-check';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  contentSecurityPolicy,
  fileOfUrl,
  hashOf,
  isLinkAllowed,
  isOurPage,
  mayFetch,
  mayRequest,
  pauseBeforeReload,
} from '../../../electron/desktop/page-rules.ts';

const root = join('/', 'opt', 'watchdesk', 'renderer');

describe('the file of a page address', () => {
  it('is the one below the renderer folder', () => {
    expect(fileOfUrl(root, 'app://watchdesk/windows/wall/index.html?window=1')).toBe(
      join(root, 'windows', 'wall', 'index.html'),
    );
  });

  it('is refused for another host, another scheme and text that is no address', () => {
    expect(fileOfUrl(root, 'app://elsewhere/index.html')).toBeNull();
    expect(fileOfUrl(root, 'file:///etc/passwd')).toBeNull();
    expect(fileOfUrl(root, 'nothing')).toBeNull();
    expect(fileOfUrl(root, 'app://watchdesk/%E0%A4%A')).toBeNull();
    expect(fileOfUrl(root, 'app://watchdesk/a%00.html')).toBeNull();
  });

  it('never leaves the renderer folder, whatever the path', () => {
    const parts = fc.array(
      fc.oneof(fc.constantFrom('..', '%2e%2e', '%2f', '%5c', '.', 'a'), fc.webSegment()),
    );
    fc.assert(
      fc.property(parts, (path) => {
        const file = fileOfUrl(root, `app://watchdesk/${path.join('/')}`);
        expect(file === null || file.startsWith(join(root, '/'))).toBe(true);
      }),
    );
  });
});

describe('what a page may ask of the network', () => {
  it('is its own files', () => {
    expect(mayRequest('app://watchdesk/assets/a.js', null)).toBe(true);
    expect(mayRequest('blob:app://watchdesk/1', null)).toBe(true);
  });

  it('is nothing of the web', () => {
    expect(mayRequest('https://tiles.example/1/2/3.png', null)).toBe(false);
    expect(mayRequest('file:///etc/passwd', null)).toBe(false);
    expect(mayRequest('http://localhost:5173/x', null)).toBe(false);
  });

  it('includes the dev server only while developing', () => {
    expect(mayRequest('ws://localhost:5173/', 'http://localhost:5173')).toBe(true);
    expect(isOurPage('http://localhost:5173/windows/console/', 'http://localhost:5173')).toBe(true);
    expect(isOurPage('http://localhost:5173/windows/console/', null)).toBe(false);
    expect(isOurPage('app://watchdesk.evil/', null)).toBe(false);
  });

  it('is written into the policy of every page', () => {
    const policy = contentSecurityPolicy();
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self' data: blob:;");
    expect(policy).not.toContain('unsafe-eval');
  });
});

describe('what main fetches for a map', () => {
  const origins = ['https://tiles.example'];

  it('comes from the origins of basemaps and from no other', () => {
    expect(mayFetch('https://tiles.example/1/2/3.png', origins)).toBe(true);
    expect(mayFetch('http://tiles.example/1/2/3.png', origins)).toBe(false);
    expect(mayFetch('https://tiles.example:8443/1', origins)).toBe(false);
    expect(mayFetch('https://tiles.example.evil/1', origins)).toBe(false);
    expect(mayFetch('file:///etc/passwd', ['null'])).toBe(false);
    expect(mayFetch('app://watchdesk/web?url=x', ['null'])).toBe(false);
  });
});

describe('links', () => {
  it('open in the browser only for https pages on the list', () => {
    expect(isLinkAllowed('https://www.openstreetmap.org/copyright')).toBe(true);
    expect(isLinkAllowed('http://www.openstreetmap.org/')).toBe(false);
    expect(isLinkAllowed('https://example.com/')).toBe(false);
    expect(isLinkAllowed('javascript:alert(1)')).toBe(false);
  });
});

describe('a page that died', () => {
  it('is loaded again at once, and ever later while it dies again and again', () => {
    expect(pauseBeforeReload([5_000])).toBe(100);
    const deaths = [1_000, 2_000, 3_000, 4_000, 5_000];
    const pauses = deaths.map((_, count) => pauseBeforeReload(deaths.slice(0, count + 1)));
    expect(pauses).toEqual([100, 1_000, 5_000, 30_000, 30_000]);
    expect(pauseBeforeReload([...deaths, 500_000])).toBe(100);
  });

  it('is loaded where it stood, also when it died before it had an address', () => {
    expect(hashOf('app://watchdesk/windows/console/index.html#/alarms?id=3')).toBe('#/alarms?id=3');
    expect(hashOf('')).toBe('');
  });
});
