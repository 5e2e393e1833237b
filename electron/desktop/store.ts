import Store from 'electron-store';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { webBasemap } from '../contract/basemap.ts';
import type { Failure } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { settingsSchema, type Settings } from '../contract/settings.ts';
import { windowPlaces } from '../contract/wall.ts';
import { KeptFile } from './kept-file.ts';

const savedSignIn = z.object({
  server: z.string(),
  account: z.string(),
  lastUsed: z.number(),
  /** md5(password), encrypted by the system keyring, base64; null when not remembered. */
  secret: z.string().nullable(),
});

const ownBasemap = z.object({
  id: z.string().min(1).max(100),
  /** Origins that a style names beside its own. */
  origins: z.array(z.string().max(500)).max(50),
  basemap: z.union([
    webBasemap,
    z.object({ kind: z.literal('archive'), name: z.string(), path: z.string().min(1) }),
  ]),
});

const stateSchema = z.object({
  signIns: z.array(savedSignIn).catch([]).default([]),
  /** What to return to at the next start. */
  lastSession: z
    .union([
      z.object({ demo: z.literal(true) }),
      z.object({ demo: z.literal(false), server: z.string(), account: z.string() }),
    ])
    .nullable()
    .catch(null)
    .default(null),
  /** Basemaps that the user added. */
  basemaps: z.array(ownBasemap).catch([]).default([]),
  /** Texts of messages that are used again; opaque to this store. */
  messageTemplates: z.string().nullable().catch(null).default(null),
  /** Where the console stood in each set-up of monitors. */
  consolePlaces: windowPlaces.catch({}).default({}),
  /** What the pacer learned, by server and account; opaque to this store. */
  pace: z.record(z.string(), z.unknown()).catch({}).default({}),
});

export type AppState = z.infer<typeof stateSchema>;

export interface AppStoreOptions {
  readonly folder: string;
  /** A file was no JSON and lies under this name now. */
  readonly onDamage: (asideFile: string) => void;
  /** What an error of the file system means; throws what is none. */
  readonly failureOf: (error: unknown, path: string) => Failure;
  /** The console's memory could not be written; told once until it can be again. What it holds stays in memory. */
  readonly onUnwritten: (failure: Failure) => void;
}

/**
 * The two small files of the console, `settings.json` (the user's) and `state.json` (its memory), owned here through
 * electron-store. What they hold is decoded; a field that does not fit falls back to its default; a file that is no
 * JSON is set aside under another name and told through `onDamage`.
 */
export class AppStore {
  readonly #options: AppStoreOptions;
  readonly #settings: KeptFile<Settings>;
  readonly #state: KeptFile<AppState>;
  #unwritten = false;

  constructor(options: AppStoreOptions) {
    this.#options = options;
    const { folder, onDamage } = options;
    this.#settings = new KeptFile(openOrSetAside(folder, 'settings', onDamage), (raw) =>
      settingsSchema.parse(raw),
    );
    this.#state = new KeptFile(openOrSetAside(folder, 'state', onDamage), (raw) => stateSchema.parse(raw));
  }

  settings(): Settings {
    return this.#settings.value;
  }

  /** Fails with one of `file.*` when it cannot be written; then the old settings stay. */
  changeSettings(patch: Partial<Settings>): Result<Settings> {
    try {
      return succeed(this.#settings.change(patch, 'takeBack'));
    } catch (error) {
      return fail(this.#options.failureOf(error, join(this.#options.folder, 'settings.json')));
    }
  }

  state(): AppState {
    return this.#state.value;
  }

  /** Holds until the console ends, whether it can be written or not; fails with one of `file.*` when not. */
  changeState(patch: Partial<AppState>): Result<null> {
    try {
      this.#state.change(patch, 'keep');
      this.#unwritten = false;
      return succeed(null);
    } catch (error) {
      const failure = this.#options.failureOf(error, join(this.#options.folder, 'state.json'));
      if (!this.#unwritten) this.#options.onUnwritten(failure);
      this.#unwritten = true;
      return fail(failure);
    }
  }
}

function openOrSetAside(folder: string, name: string, onDamage: (asideFile: string) => void): Store {
  const open = (): Store => new Store({ cwd: folder, name });
  try {
    const store = open();
    // Reading decodes the file: this is where damage shows.
    void Object.keys(store.store);
    return store;
  } catch {
    const file = join(folder, `${name}.json`);
    const aside = join(folder, `${name}.damaged-${new Date().toISOString().replaceAll(':', '')}.json`);
    if (existsSync(file)) renameSync(file, aside);
    onDamage(aside);
    return open();
  }
}
