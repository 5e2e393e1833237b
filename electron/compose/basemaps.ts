import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import {
  basemapPresets,
  basemapOrigins,
  originOf,
  type BasemapEntry,
  type WebBasemap,
} from '../contract/basemap.ts';
import { addressProblem } from '../contract/basemap.ts';
import { fail, succeed, type Result } from '../contract/result.ts';

/** A basemap the user added, as it is remembered. */
export interface OwnBasemap {
  readonly id: string;
  readonly origins: string[];
  readonly basemap: WebBasemap | { readonly kind: 'archive'; readonly name: string; readonly path: string };
}

export interface BasemapBookNeeds {
  readonly read: () => readonly OwnBasemap[];
  readonly keep: (own: readonly OwnBasemap[]) => void;
  /** Fetches from the origins this book allows; never throws. */
  readonly fetch: (url: string) => Promise<Response>;
  /** Whether a file begins like a PMTiles archive; null when it cannot be read. */
  readonly looksLikeArchive: (path: string) => Promise<boolean | null>;
  readonly onChange: (entries: readonly BasemapEntry[]) => void;
}

const MOST = 50;

/** The basemaps that can be chosen: those of the console, and what the user added. */
export class BasemapBook {
  readonly #needs: BasemapBookNeeds;
  /** Origins of a style that is being looked at before it is added. */
  #looking: readonly string[] = [];

  constructor(needs: BasemapBookNeeds) {
    this.#needs = needs;
  }

  entries(): readonly BasemapEntry[] {
    return [...basemapPresets, ...this.#needs.read().map(entryOf)];
  }

  /** Origins that may be asked for the sake of a basemap. */
  origins(): readonly string[] {
    return [...this.entries().flatMap(({ origins }) => origins), ...this.#looking];
  }

  /** The file of an archive that the user chose; null for any other key. */
  archivePath(key: string): string | null {
    const found = this.#needs.read().find(({ id }) => id === key);
    return found?.basemap.kind === 'archive' ? found.basemap.path : null;
  }

  /**
   * Adds a basemap of the web. A style is read once for the hosts it names; when that fails now it is added all the
   * same, with its own host. Fails with `input.invalid`.
   */
  async add(basemap: WebBasemap): Promise<Result<BasemapEntry>> {
    if (addressProblem(basemap.kind, basemap.url) !== null)
      return fail({ code: 'input.invalid', concerns: 'url' });
    const named = basemap.kind === 'style' ? await this.#originsOfStyle(basemap.url) : [];
    return this.#put({ id: randomUUID(), origins: [...named], basemap });
  }

  /** Adds an archive of this computer. Fails with `file.unreadable` or `file.notPmtiles`. */
  async addArchive(path: string): Promise<Result<BasemapEntry>> {
    const looks = await this.#needs.looksLikeArchive(path);
    if (looks === null) return fail({ code: 'file.unreadable', concerns: path });
    if (!looks) return fail({ code: 'file.notPmtiles', concerns: path });
    const known = this.#needs
      .read()
      .find(({ basemap }) => basemap.kind === 'archive' && basemap.path === path);
    if (known !== undefined) return succeed(entryOf(known));
    const name = basename(path).replace(/\.pmtiles$/i, '');
    return this.#put({ id: randomUUID(), origins: [], basemap: { kind: 'archive', name, path } });
  }

  remove(id: string): readonly BasemapEntry[] {
    this.#needs.keep(this.#needs.read().filter((own) => own.id !== id));
    const entries = this.entries();
    this.#needs.onChange(entries);
    return entries;
  }

  #put(own: OwnBasemap): Result<BasemapEntry> {
    const before = this.#needs.read();
    if (before.length >= MOST) {
      return fail({ code: 'input.invalid', concerns: 'basemaps', detail: `At most ${MOST} can be added.` });
    }
    this.#needs.keep([...before, own]);
    this.#needs.onChange(this.entries());
    return succeed(entryOf(own));
  }

  async #originsOfStyle(url: string): Promise<readonly string[]> {
    const own = originOf(url);
    if (own === null) return [];
    this.#looking = [own];
    try {
      const style = await this.#readJson(url);
      const found = new Set(originsIn(style));
      this.#looking = [own, ...found];
      // A source may only name a description of its tiles; those name further hosts.
      for (const source of tileDescriptions(style)) {
        for (const origin of originsIn({ sources: { source: await this.#readJson(source) } }))
          found.add(origin);
      }
      found.delete(own);
      return [...found].slice(0, 50);
    } finally {
      this.#looking = [];
    }
  }

  async #readJson(url: string): Promise<unknown> {
    const answer = await this.#needs.fetch(url);
    if (!answer.ok) return null;
    return answer.json().catch(() => null);
  }
}

function entryOf({ id, basemap, origins }: OwnBasemap): BasemapEntry {
  if (basemap.kind === 'archive') {
    const { name, path } = basemap;
    return { id, basemap: { kind: 'archive', name, key: id }, own: true, origins: [], path };
  }
  return { id, basemap, own: true, origins: [...basemapOrigins(basemap), ...origins], path: null };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** Origins of tiles, glyphs, pictures and descriptions that a style names. */
function originsIn(style: unknown): string[] {
  const { sources, glyphs, sprite } = fieldsOf(style);
  const addresses: unknown[] = [glyphs, sprite];
  if (Array.isArray(sprite)) addresses.push(...sprite.map((one) => fieldsOf(one)['url']));
  for (const source of Object.values(fieldsOf(sources))) {
    const { url, tiles, data } = fieldsOf(source);
    addresses.push(url, data, ...(Array.isArray(tiles) ? (tiles as unknown[]) : []));
  }
  return addresses.flatMap((address) => (typeof address === 'string' ? (originOf(address) ?? []) : []));
}

function tileDescriptions(style: unknown): string[] {
  return Object.values(fieldsOf(fieldsOf(style)['sources'])).flatMap((source) => {
    const { url, type } = fieldsOf(source);
    return typeof url === 'string' && type !== 'geojson' && originOf(url) !== null ? [url] : [];
  });
}
