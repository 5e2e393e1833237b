import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { AlarmDesk } from '../alarms/desk.ts';
import { openMemory, type Archive } from '../archive/database.ts';
import type { Failure } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { FleetService } from '../fleet/service.ts';
import type { OpenApiClient } from '../openapi/client.ts';
import { systemTiming } from '../openapi/timing.ts';

export interface AlarmParts {
  readonly api: OpenApiClient;
  readonly fleet: FleetService;
  /** null: alarms ring all the same, and are forgotten at the end. */
  readonly archive: Archive | null;
  readonly operator: () => string;
  readonly audit: (action: string, target: string, detail: string) => void;
  readonly onFailure: (failure: Failure) => void;
}

/** The alarms of a signed-in account. */
export function openAlarms({ api, archive, ...parts }: AlarmParts): AlarmDesk {
  return new AlarmDesk({
    ...parts,
    api,
    archive: archive ?? openMemory(),
    timing: systemTiming(),
    pace: () => api.status().pace,
  });
}

/** Largest sound file in bytes. */
const MOST_BYTES = 2_000_000;
const types: Readonly<Record<string, string>> = {
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
};

/** The user's own alarm sound: a copy in the folder of the console, so that it is there when the original is not. */
export class OwnSound {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Takes a copy of a file over; gives its name. */
  take(path: string): Result<string> {
    if (types[extname(path).toLowerCase()] === undefined) {
      return fail({
        code: 'file.unreadable',
        concerns: path,
        detail: 'A sound is a .wav, .mp3 or .ogg file.',
      });
    }
    try {
      if (statSync(path).size > MOST_BYTES) {
        return fail({ code: 'file.unreadable', concerns: path, detail: 'A sound has at most 2 MB.' });
      }
      const data = readFileSync(path);
      mkdirSync(this.#folder, { recursive: true });
      for (const old of readdirSync(this.#folder)) rmSync(join(this.#folder, old));
      writeFileSync(join(this.#folder, `own${extname(path).toLowerCase()}`), data);
      return succeed(basename(path));
    } catch (error) {
      return fail({ code: 'file.unreadable', concerns: path, detail: String(error) });
    }
  }

  /** Its bytes as base64 text and their type; null when none was chosen. */
  read(): { type: string; data: string } | null {
    if (!existsSync(this.#folder)) return null;
    const [name] = readdirSync(this.#folder);
    const type = name === undefined ? undefined : types[extname(name)];
    if (name === undefined || type === undefined) return null;
    return { type, data: readFileSync(join(this.#folder, name)).toString('base64') };
  }
}
