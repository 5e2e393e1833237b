import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';

/**
 * A small file beside an archive while nobody uses it: its size and time of change when the last run ended well. A
 * start that finds another file, or no note, has the archive checked.
 */
export function endNote(path: string): string {
  return `${path}.closed`;
}

/** Notes that the archive was closed as it lies there. What cannot be noted only costs the next start a check. */
export function noteEnd(path: string): void {
  try {
    writeFileSync(endNote(path), stampOf(path));
  } catch {
    rmSync(endNote(path), { force: true });
  }
}

/** Whether the last run ended well and nobody has changed the file since. The note is gone afterwards. */
export function takeEnd(path: string): boolean {
  try {
    const endedWell = readFileSync(endNote(path), 'utf8') === stampOf(path);
    rmSync(endNote(path), { force: true });
    return endedWell;
  } catch {
    // No note: a new archive, or a run that did not end. A note that cannot be taken away must not count twice.
    return false;
  }
}

/** Bytes of a file; 0 when there is none. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function stampOf(path: string): string {
  const { size, mtimeMs } = statSync(path);
  return JSON.stringify({ size, changed: mtimeMs });
}
