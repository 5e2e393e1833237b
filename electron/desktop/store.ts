import Store from 'electron-store';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { webBasemap } from '../contract/basemap.ts';
import { settingsSchema, type Settings, type SettingsPatch } from '../contract/settings.ts';
import { windowPlaces } from '../contract/wall.ts';

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
export type OwnBasemap = z.infer<typeof ownBasemap>;

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

export type StoredSignIn = z.infer<typeof savedSignIn>;
export type AppState = z.infer<typeof stateSchema>;

/**
 * The two small files of the console, `settings.json` (the user's) and `state.json` (its memory), owned here through
 * electron-store. Every read is decoded; a field that does not fit falls back to its default; a file that is no JSON
 * is set aside under another name and told through `onDamage`.
 */
export class AppStore {
  readonly #settings: Store;
  readonly #state: Store;

  constructor(folder: string, onDamage: (asideFile: string) => void) {
    this.#settings = openOrSetAside(folder, 'settings', onDamage);
    this.#state = openOrSetAside(folder, 'state', onDamage);
  }

  settings(): Settings {
    return settingsSchema.parse(this.#settings.store);
  }

  changeSettings(patch: SettingsPatch): Settings {
    const changed = settingsSchema.parse({ ...this.#settings.store, ...patch });
    this.#settings.store = { ...changed };
    return changed;
  }

  state(): AppState {
    return stateSchema.parse(this.#state.store);
  }

  changeState(patch: Partial<AppState>): AppState {
    const changed = stateSchema.parse({ ...this.#state.store, ...patch });
    this.#state.store = { ...changed };
    return changed;
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
