import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileFailure, numbered, TargetFile } from '../../../electron/reports/workbook/target-file.ts';
import { ZipTooLargeError, ZipWriter } from '../../../electron/reports/workbook/zip-writer.ts';
import { filesIn, temporaryFolder } from '../../support/reports.ts';

async function created(path: string): Promise<TargetFile> {
  const file = await TargetFile.create(path, 'id');
  if (!file.ok) throw new Error(file.failure.code);
  return file.value;
}

describe('TargetFile', () => {
  it('appears whole under its name, and not before', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'a.xlsx');
    const file = await created(path);
    await file.append(Buffer.from('hello world'));
    await file.patch(0, Buffer.from('J'));
    expect(filesIn(folder)).toEqual(['.a.id.watchdesk-part']);
    expect(await file.finish(false)).toEqual({ ok: true, value: path });
    expect(filesIn(folder)).toEqual(['a.xlsx']);
    expect(await readFile(path, 'utf8')).toBe('Jello world');
  });

  // Windows keeps no such bits: there the folder of the user decides.
  it.runIf(process.platform !== 'win32')(
    'is for its writer alone where it holds a secret, from the start',
    async () => {
      const folder = await temporaryFolder();
      const made = await TargetFile.create(join(folder, 'slips.pdf'), 'id', true);
      if (!made.ok) throw new Error(made.failure.code);
      const rights = async (name: string): Promise<number> => (await stat(join(folder, name))).mode & 0o777;
      expect(await rights('.slips.id.watchdesk-part')).toBe(0o600);
      expect(await made.value.finish(true)).toMatchObject({ ok: true });
      expect(await rights('slips.pdf')).toBe(0o600);
    },
  );

  it('leaves nothing behind when it is discarded', async () => {
    const folder = await temporaryFolder();
    const file = await created(join(folder, 'a.xlsx'));
    await file.append(Buffer.from('x'));
    await file.discard();
    expect(filesIn(folder)).toEqual([]);
  });

  it('replaces a file only when it was told to', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'a.xlsx');
    await writeFile(path, 'old');
    const beside = await created(path);
    expect(await beside.finish(false)).toEqual({ ok: true, value: join(folder, 'a (2).xlsx') });
    expect(await readFile(path, 'utf8')).toBe('old');
    const over = await created(path);
    await over.append(Buffer.from('new'));
    expect(await over.finish(true)).toEqual({ ok: true, value: path });
    expect(await readFile(path, 'utf8')).toBe('new');
  });

  it('says that a folder is missing, or that something else stands there', async () => {
    const folder = await temporaryFolder();
    const gone = await TargetFile.create(join(folder, 'gone', 'a.xlsx'), 'id');
    expect(gone).toMatchObject({ ok: false, failure: { code: 'file.folderMissing' } });
    await mkdir(join(folder, 'folder.xlsx'));
    const isFolder = await TargetFile.create(join(folder, 'folder.xlsx'), 'id');
    expect(isFolder).toMatchObject({ ok: false, failure: { code: 'file.notWritable' } });
    expect(filesIn(folder)).toEqual(['folder.xlsx']);
  });

  it('cleans up and says so when it cannot get its name', async () => {
    const folder = await temporaryFolder();
    const file = await created(join(folder, 'a.xlsx'));
    // Naming it fails: the name is taken by a folder, which a rename cannot replace.
    await mkdir(join(folder, 'a.xlsx'));
    expect(await file.finish(true)).toMatchObject({ ok: false, failure: { code: 'file.notWritable' } });
    expect(filesIn(folder)).toEqual(['a.xlsx']);
  });

  it('names what the operating system says', () => {
    const error = (code: string): Error => Object.assign(new Error(code), { code });
    const codes = ['ENOSPC', 'EACCES', 'EROFS', 'EBUSY', 'ENOENT', 'EIO'].map(
      (code) => fileFailure(error(code), '/x').code,
    );
    expect(codes).toEqual([
      'file.diskFull',
      'file.notWritable',
      'file.notWritable',
      'file.inUse',
      'file.folderMissing',
      'file.notWritable',
    ]);
    expect(fileFailure(new ZipTooLargeError(), '/x').detail).toMatch(/4 GB/);
    expect(() => fileFailure(new TypeError('a bug'), '/x')).toThrow('a bug');
  });

  it('numbers names before their ending', () => {
    expect(numbered('/a/b.c/report.xlsx', 2)).toBe('/a/b.c/report (2).xlsx');
    expect(numbered('/a/report.xlsx', 1)).toBe('/a/report.xlsx');
  });
});

describe('ZipWriter', () => {
  it('passes on what the disk says, in the middle of a file', async () => {
    let room = 200_000;
    const full = {
      append: (bytes: Uint8Array): Promise<void> => {
        room -= bytes.length;
        return room < 0
          ? Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }))
          : Promise.resolve();
      },
      patch: (): Promise<void> => Promise.resolve(),
    };
    const zip = new ZipWriter(full, 1);
    await zip.begin('a');
    const noise = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 2_654_435_761) >>> 24));
    const writing = (async (): Promise<void> => {
      for (let piece = 0; piece < 50; piece += 1)
        await zip.write(Buffer.concat([Buffer.from([piece]), noise]));
      await zip.end();
    })();
    await expect(writing).rejects.toMatchObject({ code: 'ENOSPC' });
  });
});
