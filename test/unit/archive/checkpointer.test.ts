import { statSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { Checkpointer, keepLogShort } from '../../../electron/archive/checkpointer.ts';
import { openMemory } from '../../../electron/archive/database.ts';
import { freshArchive } from '../../support/archive.ts';

const entry = new URL('../../../electron/archive/checkpoint-thread.ts', import.meta.url);

it('folds what was written into the file from a thread of its own, and ends when it is told to', async () => {
  const { archive, dispose } = freshArchive();
  onTestFinished(dispose);
  const checkpointer = new Checkpointer(archive, entry);
  const before = statSync(archive.path).size;
  archive.quick.transaction(() => {
    archive.quick.exec(
      "INSERT INTO note SELECT value, hex(randomblob(2000)) FROM json_each('[1,2,3,4,5,6,7,8]')",
    );
  });
  // Main folds nothing by itself before its log is far longer.
  expect(statSync(archive.path).size).toBe(before);
  await expect.poll(() => statSync(archive.path).size, { timeout: 15_000 }).toBeGreaterThan(before);
  await checkpointer.close();
  expect(archive.quick.rows('SELECT count(*) FROM note WHERE length(value) = 4000')).toEqual([[8]]);
});

it('is not there for an archive without a file, and does no harm where its thread cannot start', async () => {
  expect(keepLogShort(openMemory(), entry)).toBeNull();
  const { archive, dispose } = freshArchive();
  onTestFinished(dispose);
  const checkpointer = new Checkpointer(archive, new URL('file:///nowhere/thread.js'));
  archive.quick.transaction(() => {
    archive.quick.exec("INSERT INTO note VALUES ('a', 'b')");
  });
  await checkpointer.close();
  expect(archive.quick.rows("SELECT value FROM note WHERE key = 'a'")).toEqual([['b']]);
});
