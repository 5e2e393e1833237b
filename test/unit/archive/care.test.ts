import { closeSync, copyFileSync, existsSync, mkdtempSync, openSync, readdirSync } from 'node:fs';
import { rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backUp, bringIn, examine, removeLeftCopies, restoreCopy } from '../../../electron/archive/care.ts';
import { careApart } from '../../../electron/archive/care-thread.ts';
import { Connection } from '../../../electron/archive/database.ts';
import { endNote } from '../../../electron/archive/end-note.ts';
import { MileageStore } from '../../../electron/archive/mileage-store.ts';
import { freshArchive, value } from '../../support/archive.ts';

const entry = new URL('../../../electron/archive/care-worker.ts', import.meta.url);
const calm = { onProgress: () => undefined, cancelled: () => false };

let folder: string;
let opened: ReturnType<typeof freshArchive>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'care-'));
  opened = freshArchive();
});
afterEach(() => {
  opened.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** Mileage of many devices, so that the file is some megabytes. */
function fill(from = 0, rows = 120_000): void {
  const all = Array.from({ length: rows }, (_, at) => ({
    imei: String(860_000_000_000_000 + from + at),
    begin: 0,
    end: 1_800,
    km: 7.5,
    cap: null,
  }));
  value(new MileageStore(opened.archive).put(all, 1));
}

/** Overwrites the middle of a file. */
function damage(path: string): void {
  const file = openSync(path, 'r+');
  const { size } = statSync(path);
  for (let at = 8_192; at < size; at += 4_096) writeSync(file, Buffer.alloc(256, 0x5a), 0, 256, at + 64);
  closeSync(file);
}

describe('a backup', () => {
  it('holds everything, as one file without a log beside it, though the archive is written meanwhile', async () => {
    fill();
    const target = join(folder, 'copy.sqlite');
    let told = 0;
    const summary = value(
      await backUp(opened.archive.path, target, {
        onProgress: () => {
          fill(1_000_000 + told * 100, 100);
          told += 1;
        },
        cancelled: () => false,
      }),
    );
    expect(told).toBeGreaterThan(0);
    expect(readdirSync(folder)).toEqual(['copy.sqlite']);
    expect(summary.bytes).toBe(statSync(target).size);
    const copy = new Connection(target, 'NORMAL');
    expect(copy.rows('SELECT count(*) FROM mileage')).toEqual([[120_000]]);
    copy.close();
  });

  it('that is cancelled leaves nothing behind', async () => {
    fill();
    const cancelled = await backUp(opened.archive.path, join(folder, 'copy.sqlite'), {
      onProgress: () => undefined,
      cancelled: () => true,
    });
    expect(cancelled).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('into a folder that is not there is a failure of the folder', async () => {
    const target = join(folder, 'nowhere', 'copy.sqlite');
    expect(await backUp(opened.archive.path, target, calm)).toMatchObject({ ok: false });
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  });

  it('is made in a thread of its own, which tells how far it has come', async () => {
    fill();
    const seen: number[] = [];
    const target = join(folder, 'copy.sqlite');
    const run = careApart(entry, { kind: 'backup', path: opened.archive.path, target }, (done) => {
      seen.push(done);
    });
    expect(value(await run.ended).bytes).toBe(statSync(target).size);
    expect(seen.length).toBeGreaterThan(0);
  });
});

describe('a file that is examined', () => {
  it('is told with what is in it and whose it is', () => {
    opened.archive.quick.exec('INSERT INTO position_span VALUES (100, 219, 5), (220, 300, 5)');
    const summary = value(examine(opened.archive.path));
    expect(summary.recorded).toEqual({ begin: 100, until: 300 });
    expect(summary.identity).toMatch(/^archive-[0-9a-f]{32}\.sqlite$/);
  });

  it('is found damaged when bytes in its middle are others', async () => {
    fill();
    const copy = join(folder, 'copy.sqlite');
    value(await backUp(opened.archive.path, copy, calm));
    damage(copy);
    expect(examine(copy)).toMatchObject({ ok: false, failure: { code: 'archive.damaged', concerns: copy } });
  });

  it('is refused when it is no archive: a text, another database, an empty file, none at all', () => {
    const text = join(folder, 'notes.sqlite');
    writeFileSync(text, 'This is not a database, but long enough to look like a file of some kind.');
    expect(examine(text)).toMatchObject({ ok: false, failure: { code: 'archive.notOne' } });
    const other = new Connection(join(folder, 'other.sqlite'), 'NORMAL');
    other.exec('CREATE TABLE note (x)');
    other.close();
    expect(examine(join(folder, 'other.sqlite'))).toMatchObject({ failure: { code: 'archive.notOne' } });
    writeFileSync(join(folder, 'empty.sqlite'), '');
    expect(examine(join(folder, 'empty.sqlite'))).toMatchObject({ failure: { code: 'archive.notOne' } });
    expect(examine(join(folder, 'none.sqlite'))).toMatchObject({ failure: { code: 'file.unreadable' } });
  });

  it('is refused when a newer console wrote it', () => {
    opened.archive.quick.exec('PRAGMA user_version = 9999');
    expect(examine(opened.archive.path)).toMatchObject({ ok: false, failure: { code: 'archive.newer' } });
  });
});

describe('a backup that is brought in', () => {
  it('is copied, with a log that lay beside it, and examined', async () => {
    fill();
    // A raw copy of an archive in use: much of it is still in the log.
    const raw = join(folder, 'raw.sqlite');
    for (const tail of ['', '-wal']) copyFileSync(opened.archive.path + tail, raw + tail);
    const target = join(folder, 'in.sqlite');
    value(await bringIn(raw, target, calm));
    const copy = new Connection(target, 'NORMAL');
    expect(copy.rows('SELECT count(*) FROM mileage')).toEqual([[120_000]]);
    copy.close();
  });

  it('leaves no copy when it is none', async () => {
    const text = join(folder, 'notes.txt');
    writeFileSync(text, 'nothing of the kind');
    expect(await bringIn(text, join(folder, 'in.sqlite'), calm)).toMatchObject({
      failure: { code: 'archive.notOne', concerns: text },
    });
    expect(readdirSync(folder)).toEqual(['notes.txt']);
  });
});

describe('the end of a run', () => {
  it('is noted, so that the next start need not check; a run that did not end is not', () => {
    const { path } = opened.archive;
    expect(existsSync(endNote(path))).toBe(false);
    opened.archive.close();
    expect(existsSync(endNote(path))).toBe(true);
    opened.reopen();
    expect(existsSync(endNote(path))).toBe(false);
  });
});

describe('copies of backups that a crash left', () => {
  it('go, with what lies beside them; the archive, what waits and what is set aside stay', () => {
    const { path } = opened.archive;
    const [left, waits] = [restoreCopy(path), restoreCopy(path)];
    const kept = [waits, `${waits}-wal`, `${path}.replaced-2026-11-23T06-00-00.000Z`, `${path}x`];
    for (const file of [left, `${left}-wal`, ...kept]) writeFileSync(file, 'x');
    removeLeftCopies(path, waits);
    expect([left, `${left}-wal`].filter((file) => existsSync(file))).toEqual([]);
    expect([path, ...kept].filter((file) => !existsSync(file))).toEqual([]);
  });
});
