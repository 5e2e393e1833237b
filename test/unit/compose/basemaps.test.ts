import { describe, expect, it } from 'vitest';
import { BasemapBook, type OwnBasemap } from '../../../electron/compose/basemaps.ts';
import type { BasemapEntry } from '../../../electron/contract/basemap.ts';
import { mayFetch } from '../../../electron/desktop/page-rules.ts';
import { value } from '../../support/archive.ts';

/** A book over memory and a web of a few documents; it refuses what the book does not allow, as the real one does. */
function aBook(web: Readonly<Record<string, unknown>> = {}, archives: readonly string[] = []) {
  let own: readonly OwnBasemap[] = [];
  const told: (readonly BasemapEntry[])[] = [];
  const asked: string[] = [];
  const book: BasemapBook = new BasemapBook({
    read: () => own,
    keep: (next) => {
      own = next;
    },
    fetch: (url) => {
      asked.push(url);
      const content = web[url];
      const allowed = mayFetch(url, book.origins());
      return Promise.resolve(
        !allowed || content === undefined
          ? new Response(null, { status: 403 })
          : new Response(JSON.stringify(content)),
      );
    },
    looksLikeArchive: (path) => Promise.resolve(path === '/gone' ? null : archives.includes(path)),
    onChange: (entries) => told.push(entries),
  });
  return { book, told, asked };
}

const style = { kind: 'style', name: 'Own', url: 'https://maps.example/style.json' } as const;

describe('the book of basemaps', () => {
  it('begins with those of the console and allows their hosts only', () => {
    const { book } = aBook();
    expect(book.entries().map(({ id }) => id)).toContain('builtin');
    expect(book.origins()).toContain('https://tile.openstreetmap.org');
    expect(book.origins()).not.toContain('https://maps.example');
  });

  it('adds a style with every host that it and the descriptions of its tiles name', async () => {
    const { book, told } = aBook({
      [style.url]: {
        version: 8,
        glyphs: 'https://fonts.example/{fontstack}/{range}.pbf',
        sprite: [{ id: 'a', url: 'https://pictures.example/a' }],
        sources: {
          direct: { type: 'raster', tiles: ['https://one.example/{z}/{x}/{y}.png'] },
          described: { type: 'vector', url: 'https://two.example/tiles.json' },
        },
        layers: [],
      },
      'https://two.example/tiles.json': { tiles: ['https://three.example/{z}/{x}/{y}.pbf'] },
    });
    const entry = value(await book.add(style));
    expect([...entry.origins].sort()).toEqual([
      'https://fonts.example',
      'https://maps.example',
      'https://one.example',
      'https://pictures.example',
      'https://three.example',
      'https://two.example',
    ]);
    expect(told.at(-1)?.at(-1)).toEqual(entry);
    expect(mayFetch('https://three.example/1', book.origins())).toBe(true);
  });

  it('adds a style that cannot be read now with its own host, and allows nothing else for good', async () => {
    const { book } = aBook();
    const entry = value(await book.add(style));
    expect(entry.origins).toEqual(['https://maps.example']);
    expect(book.remove(entry.id).some(({ id }) => id === entry.id)).toBe(false);
    expect(book.origins()).not.toContain('https://maps.example');
  });

  it('refuses an address that cannot be one', async () => {
    const { book, asked } = aBook();
    expect(await book.add({ ...style, url: 'ftp://maps.example' })).toMatchObject({
      ok: false,
      failure: { code: 'input.invalid' },
    });
    expect(asked).toEqual([]);
  });

  it('serves the files of archives that were chosen and no other', async () => {
    const { book } = aBook({}, ['/maps/town.pmtiles']);
    const entry = value(await book.addArchive('/maps/town.pmtiles'));
    expect(entry).toMatchObject({ own: true, path: '/maps/town.pmtiles', basemap: { name: 'town' } });
    expect(book.archivePath(entry.id)).toBe('/maps/town.pmtiles');
    expect(book.archivePath('/etc/passwd')).toBeNull();
    expect(value(await book.addArchive('/maps/town.pmtiles')).id).toBe(entry.id);
    book.remove(entry.id);
    expect(book.archivePath(entry.id)).toBeNull();
  });

  it('says of a file that is no archive, or cannot be read, which of both it is', async () => {
    const { book } = aBook();
    expect(await book.addArchive('/a.txt')).toMatchObject({ failure: { code: 'file.notPmtiles' } });
    expect(await book.addArchive('/gone')).toMatchObject({ failure: { code: 'file.unreadable' } });
  });
});
