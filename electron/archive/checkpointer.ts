import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { MEMORY, type Archive } from './database.ts';

/**
 * Milliseconds without a write until the log is folded: while the thread waits for the disk, a writer may have to wait
 * with it. Milliseconds after which it is folded all the same.
 */
const QUIET = 1_000;
const LATEST = 10_000;
/** Bytes of the log from which it is folded at once, and a flood of writes waits for that. */
const LONG = 16 * 1_024 * 1_024;
/** Milliseconds that a thread has to end. */
const PATIENCE = 2_000;

/**
 * Keeps the write-ahead log of an archive short from a thread of its own, so that main, the one writer, does not wait
 * for the disk. When the thread cannot run, the log is folded by main as SQLite does it, later and in one go.
 */
export class Checkpointer {
  readonly #log: string;
  readonly #worker: Worker;
  readonly #stopListening: () => void;
  /** Who waits until the log is folded. */
  readonly #waiting: (() => void)[] = [];
  #timer: NodeJS.Timeout | null = null;
  /** When the first write came that is not folded yet; of `performance.now`. */
  #since: number | null = null;
  #busy = false;
  #again = false;
  #ended = false;

  /** @param entry the thread's entry file (`checkpoint-thread.ts`, or what the build makes of it) */
  constructor(archive: Archive, entry: string | URL) {
    this.#log = `${archive.path}-wal`;
    this.#worker = new Worker(entry, { workerData: archive.path, env: {}, execArgv: [] });
    this.#worker.on('message', () => {
      this.#busy = false;
      this.#release();
      if (this.#again) this.#soon();
    });
    const end = (): void => {
      this.#ended = true;
      this.#release();
    };
    this.#worker.on('error', end);
    this.#worker.on('exit', end);
    const stopListening = archive.onWritten(() => {
      this.#soon();
    });
    const stopRoom = archive.foldedBy(() => this.#room());
    this.#stopListening = () => {
      stopListening();
      stopRoom();
    };
    this.#worker.unref();
  }

  /** Ends the thread; close the archive after it. */
  async close(): Promise<void> {
    this.#stopListening();
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#ended) return;
    await new Promise<void>((resolve) => {
      const patience = setTimeout(resolve, PATIENCE);
      this.#worker.once('exit', () => {
        clearTimeout(patience);
        resolve();
      });
      this.#worker.postMessage('end');
    });
    await this.#worker.terminate();
  }

  #soon(): void {
    this.#again = this.#busy;
    if (this.#busy || this.#ended) return;
    if (this.#isLong()) {
      this.#fold();
      return;
    }
    const now = performance.now();
    this.#since ??= now;
    if (this.#timer !== null) {
      if (now - this.#since > LATEST) return;
      clearTimeout(this.#timer);
    }
    this.#timer = setTimeout(() => {
      this.#fold();
    }, QUIET);
    this.#timer.unref();
  }

  #fold(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#since = null;
    if (this.#ended) return;
    this.#busy = true;
    this.#worker.postMessage('fold');
  }

  /** Null when there is room; else what resolves when the log was folded, or when nobody folds it any more. */
  #room(): Promise<void> | null {
    if (this.#ended || !this.#isLong()) return null;
    if (!this.#busy) this.#fold();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #release(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** SQLite cuts the log when it begins it anew, so its length is what is in it. */
  #isLong(): boolean {
    return (statSync(this.#log, { throwIfNoEntry: false })?.size ?? 0) > LONG;
  }
}

/** A thread for an archive that lies on a disk; null for one in memory. */
export function keepLogShort(archive: Archive, entry: string | URL): Checkpointer | null {
  return archive.path === MEMORY ? null : new Checkpointer(archive, entry);
}
