import { fail, succeed, type Result } from '../contract/result.ts';
import type { Previewed } from './previewer.ts';

/** Previews kept; starting takes one away. */
const MOST = 20;

/** What was previewed last, by hash, to be confirmed. */
export class PreviewShelf {
  readonly #kept = new Map<string, Previewed>();

  /** Keeps a preview as the newest; the oldest is forgotten when there are many. */
  keep(previewed: Previewed): void {
    const { hash } = previewed.preview;
    this.#kept.delete(hash);
    this.#kept.set(hash, previewed);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST && oldest !== undefined) this.#kept.delete(oldest);
  }

  /** `job.changed` when it is kept no longer. */
  find(hash: string): Result<Previewed> {
    const previewed = this.#kept.get(hash);
    return previewed === undefined ? fail({ code: 'job.changed' }) : succeed(previewed);
  }

  drop({ preview }: Previewed): void {
    this.#kept.delete(preview.hash);
  }
}
