import { z } from 'zod';
import { fail, succeed, type Result } from '../contract/result.ts';
import { vehicleGroup, wall, type VehicleGroup, type Wall } from '../contract/wall.ts';

/** Version of everything this folder writes. A file of a later version is left alone. */
export const FORMAT_VERSION = 1;

/** A wall as a file that can be handed on: with the groups its panes are filtered by. */
export interface WallFile {
  readonly wall: Wall;
  readonly groups: readonly VehicleGroup[];
}

const envelope = z.object({ watchdesk: z.string(), version: z.number().int().min(1) });
const body = z.object({ wall, groups: z.array(vehicleGroup).max(500) });

/** A wall as the text of its file. */
export function encodeWallFile({ wall, groups }: WallFile): string {
  return `${JSON.stringify({ watchdesk: 'wall', version: FORMAT_VERSION, wall, groups }, null, 2)}\n`;
}

/**
 * The wall in the text of a file.
 *
 * @param file named in failures: `wall.damaged` when the text is none of ours, `wall.newer` when a later version wrote it
 */
export function decodeWallFile(text: string, file: string): Result<WallFile> {
  const raw = parseJson(text);
  const head = envelope.safeParse(raw);
  if (!head.success || head.data.watchdesk !== 'wall') {
    return fail({ code: 'wall.damaged', concerns: file, detail: 'It is not a wall file.' });
  }
  if (head.data.version > FORMAT_VERSION) return fail({ code: 'wall.newer', concerns: file });
  const decoded = body.safeParse(raw);
  if (decoded.success) return succeed(decoded.data);
  return fail({ code: 'wall.damaged', concerns: file, detail: firstProblem(decoded.error) });
}

/** What is wrong and where, for people. */
export function firstProblem(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined
    ? 'Not the expected form'
    : `${issue.path.map(String).join('.')}: ${issue.message}`;
}

/** The value of a JSON text; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
