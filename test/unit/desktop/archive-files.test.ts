import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { looksLikeArchive, rangeOf, serveRange } from '../../../electron/desktop/archive-files.ts';

let folder = '';
let file = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchdesk-archive-'));
  file = join(folder, 'a.pmtiles');
  await writeFile(file, Buffer.concat([Buffer.from('PMTiles'), Buffer.from([3]), Buffer.from('0123456789')]));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the part of a file that a range names', () => {
  it('is cut at the end of the file', () => {
    expect(rangeOf('bytes=8-9', 18)).toEqual({ from: 8, end: 10 });
    expect(rangeOf('bytes=8-', 18)).toEqual({ from: 8, end: 18 });
    expect(rangeOf('bytes=8-16383', 18)).toEqual({ from: 8, end: 18 });
  });

  it('is none for other headers, for what lies beyond the end, and for more than one answer may hold', () => {
    for (const header of [null, '', 'bytes=-5', 'bytes=5-4', 'bytes=18-20', 'bytes=0-1,3-4', 'items=0-1']) {
      expect(rangeOf(header, 18)).toBeNull();
    }
    expect(rangeOf('bytes=0-', 1_000_000_000)).toBeNull();
  });
});

describe('an archive of the user', () => {
  it('is answered in parts', async () => {
    const answer = await serveRange(file, 'bytes=8-11');
    expect(answer.status).toBe(206);
    expect(answer.headers.get('content-range')).toBe('bytes 8-11/18');
    expect(await answer.text()).toBe('0123');
  });

  it('is never handed over whole, and a missing one is not found', async () => {
    expect((await serveRange(file, null)).status).toBe(416);
    expect((await serveRange(join(folder, 'gone'), 'bytes=0-1')).status).toBe(404);
  });

  it('is told from other files by its first bytes', async () => {
    const other = join(folder, 'b.pmtiles');
    await writeFile(other, 'This is a text.');
    const empty = join(folder, 'c.pmtiles');
    await writeFile(empty, '');
    expect(await looksLikeArchive(file)).toBe(true);
    expect(await looksLikeArchive(other)).toBe(false);
    expect(await looksLikeArchive(empty)).toBe(false);
    expect(await looksLikeArchive(folder)).toBeNull();
    expect(await looksLikeArchive(join(folder, 'gone'))).toBeNull();
  });
});
