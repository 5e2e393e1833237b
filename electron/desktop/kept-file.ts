/** A small file as electron-store gives it: reading and writing are whole and at once; both may throw. */
export interface SmallFile {
  store: Record<string, unknown>;
}

/**
 * What one small file holds, decoded once and kept in memory, because electron-store reads the disk at every look. The
 * console is the only writer. A change that cannot be written throws and is then either taken back or kept in memory,
 * to be written with the next one.
 */
export class KeptFile<T extends object> {
  readonly #file: SmallFile;
  readonly #decode: (raw: object) => T;
  #value: T;

  /** `decode` gives a whole value for anything. */
  constructor(file: SmallFile, decode: (raw: object) => T) {
    this.#file = file;
    this.#decode = decode;
    this.#value = decode(file.store);
  }

  get value(): T {
    return this.#value;
  }

  /** Changes some fields. Throws the error of the file system; `keep`: the change holds until the end all the same. */
  change(patch: Partial<T>, whenNotWritten: 'keep' | 'takeBack'): T {
    const changed = this.#decode({ ...this.#value, ...patch });
    if (whenNotWritten === 'keep') this.#value = changed;
    this.#file.store = Object.fromEntries(Object.entries(changed));
    this.#value = changed;
    return changed;
  }
}
