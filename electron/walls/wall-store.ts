import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import type { Failure } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { vehicleGroup, wallContent, windowPlaces, type VehicleGroup, type Wall } from '../contract/wall.ts';
import { decodeWallFile, encodeWallFile, firstProblem, FORMAT_VERSION, parseJson } from './wall-file.ts';

const version = z.literal(FORMAT_VERSION);
const indexFile = z.object({
  version,
  /** Ids of walls in the order of their numbers. */
  order: z.array(z.string()),
  start: z.string().nullable(),
});
const groupsFile = z.object({ version, groups: z.array(vehicleGroup) });
const deskFile = z.object({
  version,
  /** Whether a console was running when this was written: still true after a crash or a power cut. */
  running: z.boolean(),
  windows: z.array(
    z.object({
      id: z.string().min(1),
      wallId: z.string().nullable(),
      kiosk: z.boolean(),
      places: windowPlaces,
      content: wallContent,
    }),
  ),
});

/** A wall window that is open, saved or not. */
export type DeskWindow = z.infer<typeof deskFile>['windows'][number];

/** All that is kept. */
export interface Kept {
  readonly walls: readonly Wall[];
  readonly start: string | null;
  readonly groups: readonly VehicleGroup[];
  readonly wasRunning: boolean;
  readonly desk: readonly DeskWindow[];
  /** Files that could not be read. */
  readonly problems: readonly Failure[];
}

/**
 * Walls, groups and what is open, as JSON files of a numbered format in one folder, each replaced atomically. A file
 * that is damaged is set aside under another name, never deleted, and told in `Kept.problems`. So is a wall that cannot
 * be opened just now (another program holds it), which stays where it is.
 */
export class WallStore {
  readonly #folder: string;
  readonly #problems: Failure[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Reads everything once, at the start. */
  load(): Kept {
    try {
      mkdirSync(this.#folder, { recursive: true });
    } catch (error) {
      this.#problems.push(writeFailure(error, this.#folder));
      return { walls: [], start: null, groups: [], wasRunning: false, desk: [], problems: this.#problems };
    }
    const index = this.#read('index.json', indexFile);
    const groups = this.#read('groups.json', groupsFile);
    const desk = this.#read('desk.json', deskFile);
    const walls = this.#readWalls();
    const order = index?.order ?? [];
    const rank = ({ id }: Wall): number => (order.includes(id) ? order.indexOf(id) : order.length);
    return {
      walls: walls.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name)),
      start: index?.start ?? null,
      groups: groups?.groups ?? [],
      wasRunning: desk?.running ?? false,
      desk: desk?.windows ?? [],
      problems: this.#problems,
    };
  }

  async keepWall(wall: Wall): Promise<Result<null>> {
    return this.#write(`${wall.id}.wall.json`, encodeWallFile({ wall, groups: [] }));
  }

  /** Takes a wall out of the list; its file stays beside the others as `.removed`. */
  async removeWall(id: string): Promise<Result<null>> {
    const path = join(this.#folder, `${id}.wall.json`);
    try {
      await rename(path, `${path}.removed`);
      return succeed(null);
    } catch (error) {
      return fail(writeFailure(error, path));
    }
  }

  keepIndex(order: readonly string[], start: string | null): Promise<Result<null>> {
    return this.#write('index.json', JSON.stringify({ version: FORMAT_VERSION, order, start }, null, 2));
  }

  keepGroups(groups: readonly VehicleGroup[]): Promise<Result<null>> {
    return this.#write('groups.json', JSON.stringify({ version: FORMAT_VERSION, groups }));
  }

  keepDesk(running: boolean, windows: readonly DeskWindow[]): Promise<Result<null>> {
    return this.#write('desk.json', JSON.stringify({ version: FORMAT_VERSION, running, windows }));
  }

  #readWalls(): Wall[] {
    return readdirSync(this.#folder)
      .filter((name) => name.endsWith('.wall.json'))
      .flatMap((name) => {
        const path = join(this.#folder, name);
        const text = readText(path);
        if (text === null) {
          this.#problems.push({ code: 'file.unreadable', concerns: path });
          return [];
        }
        const decoded = decodeWallFile(text, path);
        if (decoded.ok) return [decoded.value.wall];
        // A later version of the console will read it again.
        if (decoded.failure.code === 'wall.newer') this.#problems.push(decoded.failure);
        else this.#setAside(path, decoded.failure.detail ?? '');
        return [];
      });
  }

  #read<Schema extends z.ZodType>(name: string, schema: Schema): z.output<Schema> | null {
    const path = join(this.#folder, name);
    if (!existsSync(path)) return null;
    const decoded = schema.safeParse(parseJson(readText(path) ?? ''));
    if (decoded.success) return decoded.data;
    this.#setAside(path, firstProblem(decoded.error));
    return null;
  }

  #setAside(path: string, detail: string): void {
    const aside = `${path}.damaged-${new Date().toISOString().replaceAll(':', '')}`;
    try {
      renameSync(path, aside);
      this.#problems.push({ code: 'wall.damaged', concerns: aside, detail });
    } catch {
      this.#problems.push({ code: 'wall.damaged', concerns: path, detail });
    }
  }

  async #write(name: string, text: string): Promise<Result<null>> {
    const path = join(this.#folder, name);
    try {
      await writeFileAtomic(path, text);
      return succeed(null);
    } catch (error) {
      return fail(writeFailure(error, path));
    }
  }
}

/** Why a file could not be written. */
export function writeFailure(error: unknown, path: string): Failure {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOSPC') return { code: 'file.diskFull', concerns: path };
  if (code === 'ENOENT') return { code: 'file.folderMissing', concerns: path };
  return { code: 'file.notWritable', concerns: path };
}

/** Null when the file cannot be opened. */
function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
