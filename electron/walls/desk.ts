import type { Failure } from '../contract/errors.ts';
import { panesOf } from '../contract/wall.ts';
import type { OpenPane } from './choreography.ts';
import type { DeskWindow, WallStore } from './wall-store.ts';

/** Milliseconds between a change and its way to the disk, so that a dragged map is not a write a frame. */
const WRITE_AFTER = 300;

/** The wall windows that are open now. Every change is on the disk within a moment, for the next start. */
export class Desk {
  readonly #store: WallStore;
  readonly #onFailure: (failure: Failure) => void;
  readonly #windows = new Map<string, DeskWindow>();
  #timer: NodeJS.Timeout | null = null;
  #running = false;

  /** `onFailure`: what is open could not be written. */
  constructor(store: WallStore, onFailure: (failure: Failure) => void) {
    this.#store = store;
    this.#onFailure = onFailure;
  }

  all(): DeskWindow[] {
    return [...this.#windows.values()];
  }

  get(id: string): DeskWindow | null {
    return this.#windows.get(id) ?? null;
  }

  /** Every pane of every open window. */
  panes(): OpenPane[] {
    return this.all().flatMap(({ id, kiosk, content }) =>
      panesOf(content.layout).flatMap((paneId) => {
        const mode = content.panes.find((pane) => pane.id === paneId)?.mode.kind;
        return mode === undefined ? [] : [{ windowId: id, paneId, mode, kiosk }];
      }),
    );
  }

  /** Windows of a saved wall, or with null those of the wall without a name. */
  of(wallId: string | null): DeskWindow[] {
    return this.all().filter((window) => window.wallId === wallId);
  }

  put(window: DeskWindow): void {
    this.#windows.set(window.id, window);
    this.#writeSoon();
  }

  drop(id: string): void {
    if (this.#windows.delete(id)) this.#writeSoon();
  }

  /** From now on, until `end`, what lies on the disk says that a console is running. */
  begin(): void {
    this.#running = true;
    this.#writeSoon();
  }

  async end(): Promise<void> {
    this.#running = false;
    this.#stopTimer();
    await this.#write();
  }

  #writeSoon(): void {
    if (!this.#running) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#write();
    }, WRITE_AFTER);
  }

  async #write(): Promise<void> {
    const kept = await this.#store.keepDesk(this.#running, this.all());
    if (!kept.ok) this.#onFailure(kept.failure);
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
