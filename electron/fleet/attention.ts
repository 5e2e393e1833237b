import type { Attention } from '../contract/live.ts';
import type { PositionStore } from './positions.ts';
import { View } from './view.ts';

const [NONE, LISTED, VISIBLE, SELECTED, FOLLOWED] = [0, 1, 2, 3, 4] as const;

/**
 * What all windows show, as one: a device that ten windows show is looked at once, by the closest of them. So ten
 * windows cost the provider no more than one.
 */
export class AttentionMap {
  readonly #windows = new Map<number, Attention>();
  #levels = new Uint8Array(1_024);
  #version = 0;

  /** Grows when a window looks elsewhere. */
  get version(): number {
    return this.#version;
  }

  /** Whether any window says that it shows anything. */
  get empty(): boolean {
    return this.#windows.size === 0;
  }

  set(window: number, attention: Attention): void {
    this.#windows.set(window, attention);
    this.#version += 1;
  }

  remove(window: number): void {
    if (this.#windows.delete(window)) this.#version += 1;
  }

  /** Code of the level of a slot, as of the last `refresh`. */
  level(slot: number): number {
    return this.#levels[slot] ?? NONE;
  }

  /** Works the levels out again: positions move, windows look elsewhere. */
  refresh(positions: PositionStore, size: number): void {
    if (size > this.#levels.length) this.#levels = new Uint8Array(2 ** Math.ceil(Math.log2(size)));
    else this.#levels.fill(NONE);
    const windows = [...this.#windows.values()];
    if (windows.length === 0) return;
    for (const { listed } of windows) this.#raise(listed, LISTED, size);
    const view = new View(windows.flatMap(({ viewports }) => viewports));
    if (!view.empty) {
      const columns = positions.columns;
      for (let slot = 0; slot < size; slot += 1) {
        if (view.shows(columns, slot)) this.#levels[slot] = VISIBLE;
      }
    }
    for (const { selected } of windows) this.#raise(selected, SELECTED, size);
    for (const { followed } of windows) this.#raise(followed, FOLLOWED, size);
  }

  #raise(slots: readonly number[], level: number, size: number): void {
    for (const slot of slots) {
      if (slot < size && level > this.level(slot)) this.#levels[slot] = level;
    }
  }
}
