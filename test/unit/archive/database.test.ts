import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { archiveFileName, openArchive, versionOf, type Archive } from '../../../electron/archive/database.ts';
import { DirectoryStore } from '../../../electron/archive/directory-store.ts';
import { MileageStore } from '../../../electron/archive/mileage-store.ts';
import { migrations } from '../../../electron/archive/migrations.ts';

const SERVER = 'https://api.example.com';
const NOW = Date.UTC(2025, 10, 23, 2, 47, 0);

let folder: string;
const opened: Archive[] = [];

function open(account = 'demo') {
  const result = openArchive(folder, SERVER, account, NOW);
  if (result.ok) opened.push(result.value.archive);
  return result;
}

function openWell(account = 'demo'): { archive: Archive; setAside: string | null } {
  const result = open(account);
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'archive-'));
});
afterEach(() => {
  for (const archive of opened.splice(0)) archive.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('openArchive', () => {
  it('makes a new file in a folder that does not exist yet', () => {
    folder = join(folder, 'deeper', 'still');
    const { archive, setAside } = openWell();
    expect(setAside).toBeNull();
    expect(existsSync(archive.path)).toBe(true);
    expect(versionOf(archive.quick)).toBe(migrations.length);
  });

  it('keeps accounts and servers in files of their own whose names tell neither', () => {
    const names = new Set([
      archiveFileName(SERVER, 'demo'),
      archiveFileName(SERVER, 'demo2'),
      archiveFileName('https://other.example.com', 'demo'),
      archiveFileName(`${SERVER}d`, 'emo'),
    ]);
    expect(names.size).toBe(4);
    for (const name of names) expect(name).toMatch(/^archive-[0-9a-f]{32}\.sqlite$/);
  });

  it('answers what comes after its end with a failure, not with a crash', () => {
    const { archive } = openWell();
    const store = new MileageStore(archive);
    const directory = new DirectoryStore(archive);
    store.between('12345', 0, 1);
    archive.close();
    const ended = { ok: false, failure: { code: 'session.signedOut' } };
    expect(store.between('12345', 0, 1)).toEqual(ended);
    expect(store.put([{ imei: '12345', begin: 0, end: 1800, km: 7.5, cap: null }], 1)).toEqual(ended);
    expect(directory.accounts(0, 10)).toEqual(ended);
    expect(directory.loadedAt()).toEqual(ended);
  });

  it('finds what was kept when it is opened again', () => {
    const first = openWell();
    new MileageStore(first.archive).put([{ imei: '12345', begin: 0, end: 1800, km: 7.5, cap: null }], 9_000);
    first.archive.close();
    const found = new MileageStore(openWell().archive).between('12345', 0, 9_999);
    expect(found).toEqual({ ok: true, value: [{ imei: '12345', begin: 0, end: 1800, km: 7.5, cap: null }] });
  });

  it('sets a file that is no database aside and begins a new one', () => {
    const path = join(folder, archiveFileName(SERVER, 'demo'));
    writeFileSync(path, 'not a database, but somebody may want it back'.repeat(200));
    const { archive, setAside } = openWell();
    expect(setAside).toBe(`${path}.damaged-2025-11-23T02-47-00.000Z`);
    expect(readFileSync(setAside ?? '', 'utf8')).toContain('somebody may want it back');
    expect(versionOf(archive.quick)).toBe(migrations.length);
  });

  it('sets a database with damaged pages aside, and a second one without writing over the first', () => {
    const path = join(folder, archiveFileName(SERVER, 'demo'));
    for (let round = 0; round < 2; round += 1) {
      const { archive } = openWell();
      const rows = Array.from({ length: 5_000 }, (_, place) => ({
        imei: String(100_000 + place),
        begin: 0,
        end: 1_800,
        km: 1,
        cap: null,
      }));
      new MileageStore(archive).put(rows, 9_000);
      archive.close();
      truncateSync(path, Math.floor(readFileSync(path).length / 2 / 4096) * 4096);
      const again = openWell();
      expect(again.setAside).not.toBeNull();
      again.archive.close();
    }
    const aside = readdirSync(folder).filter(
      (name) => name.includes('.damaged-') && !/-(wal|shm)$/.test(name),
    );
    expect(aside).toHaveLength(2);
  });

  it('refuses a file that a newer console wrote and leaves it as it is', () => {
    const { archive } = openWell();
    archive.quick.exec('PRAGMA user_version = 9999');
    archive.close();
    const again = open();
    expect(again).toMatchObject({ ok: false, failure: { code: 'archive.unavailable' } });
    expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toHaveLength(0);
  });

  it('tells when the folder cannot be made', () => {
    writeFileSync(join(folder, 'file'), '');
    folder = join(folder, 'file');
    expect(open()).toMatchObject({
      ok: false,
      failure: { code: 'archive.unavailable', concerns: folder },
    });
    folder = join(folder, '..');
  });
});

describe('Connection', () => {
  it('keeps nothing of a transaction that throws', () => {
    const { archive } = openWell();
    const { quick } = archive;
    expect(() =>
      quick.transaction(() => {
        quick.statement("INSERT INTO note VALUES ('a', 'b')").run();
        throw new Error('half way');
      }),
    ).toThrow('half way');
    expect(quick.rows("SELECT * FROM note WHERE key <> 'archive.identity'")).toEqual([]);
    expect(quick.transaction(() => 'goes on')).toBe('goes on');
  });

  it('turns a full disk into a failure', () => {
    const { archive } = openWell();
    archive.quick.exec('PRAGMA max_page_count = 20');
    const rows = Array.from({ length: 20_000 }, (_, place) => ({
      imei: String(100_000 + place),
      begin: 0,
      end: 1_800,
      km: 1,
      cap: null,
    }));
    expect(new MileageStore(archive).put(rows, 9_000)).toMatchObject({
      ok: false,
      failure: { code: 'file.diskFull' },
    });
  });

  it('tells of a column of another type as damage', () => {
    const { archive } = openWell();
    archive.quick.exec('DROP TABLE mileage; CREATE TABLE mileage (imei, begin, end, km, cap, read_at)');
    archive.quick.exec("INSERT INTO mileage VALUES ('12345', 0, 1800, 'far', NULL, 1)");
    expect(new MileageStore(archive).between('12345', 0, 9_999)).toMatchObject({
      ok: false,
      failure: { code: 'archive.damaged' },
    });
  });
});
