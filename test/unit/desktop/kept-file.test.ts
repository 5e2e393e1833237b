import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { KeptFile, type SmallFile } from '../../../electron/desktop/kept-file.ts';

const schema = z.object({ a: z.number().catch(1).default(1), b: z.string().catch('').default('') });

/** A file on a disk that can be full. */
class Disk implements SmallFile {
  full = false;
  reads = 0;
  #content: Record<string, unknown>;

  constructor(content: Record<string, unknown>) {
    this.#content = content;
  }

  get store(): Record<string, unknown> {
    this.reads += 1;
    return this.#content;
  }

  set store(content: Record<string, unknown>) {
    if (this.full) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    this.#content = content;
  }
}

const open = (disk: Disk) => new KeptFile(disk, (raw) => schema.parse(raw));

describe('a small file', () => {
  it('is read once and decoded, with defaults for what does not fit', () => {
    const disk = new Disk({ a: 'many', b: 'kept' });
    const file = open(disk);
    expect(file.value).toEqual({ a: 1, b: 'kept' });
    expect([file.value.b, file.value.b, disk.reads]).toEqual(['kept', 'kept', 1]);
  });

  it('holds what was written when it is opened again', () => {
    const disk = new Disk({});
    open(disk).change({ a: 5 }, 'takeBack');
    expect(open(disk).value).toEqual({ a: 5, b: '' });
  });

  it('stays as it was when a change that is to be taken back does not fit on the disk', () => {
    const disk = new Disk({ a: 2 });
    const file = open(disk);
    disk.full = true;
    expect(() => file.change({ a: 3 }, 'takeBack')).toThrow('ENOSPC');
    expect(file.value.a).toBe(2);
  });

  it('keeps other changes in memory and writes them with the next one', () => {
    const disk = new Disk({ a: 2 });
    const file = open(disk);
    disk.full = true;
    expect(() => file.change({ a: 3 }, 'keep')).toThrow('ENOSPC');
    expect(file.value.a).toBe(3);
    disk.full = false;
    file.change({ b: 'more' }, 'keep');
    expect(open(disk).value).toEqual({ a: 3, b: 'more' });
  });
});
