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

it('has a flood of writes wait until the log is folded, and cuts the log when it begins anew', async () => {
  const { archive, dispose } = freshArchive();
  onTestFinished(dispose);
  const flood = (): void => {
    archive.quick.transaction(() => {
      archive.quick.exec("INSERT OR REPLACE INTO note VALUES ('flood', hex(zeroblob(10000000)))");
    });
  };
  expect(archive.room()).toBeNull();
  flood();
  // Nobody folds it but main: there is nothing to wait for.
  expect(archive.room()).toBeNull();
  const checkpointer = new Checkpointer(archive, entry);
  const log = (): number => statSync(`${archive.path}-wal`).size;
  expect(log()).toBeGreaterThan(20_000_000);
  await archive.room();
  expect(statSync(archive.path).size).toBeGreaterThan(20_000_000);
  archive.quick.exec("INSERT OR REPLACE INTO note VALUES ('drop', 'little')");
  expect(log()).toBeLessThan(2_000_000);
  expect(archive.room()).toBeNull();
  await checkpointer.close();
  flood();
  expect(archive.room()).toBeNull();
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
