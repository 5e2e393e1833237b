import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openArchive, type Archive } from '../../electron/archive/database.ts';
import type { Result } from '../../electron/contract/result.ts';

/** A new archive in a folder of its own, and the way to be rid of both. */
export function freshArchive(): { archive: Archive; reopen: () => Archive; dispose: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'archive-'));
  let archive = value(openArchive(folder, 'https://api.example.com', 'demo', 0)).archive;
  return {
    archive,
    reopen: () => {
      archive.close();
      archive = value(openArchive(folder, 'https://api.example.com', 'demo', 0)).archive;
      return archive;
    },
    dispose: () => {
      archive.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The value of a result that has to be a success. */
export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.code} ${result.failure.detail ?? ''}`);
  return result.value;
}
