import { screen, type Display } from 'electron';
import type { Monitor } from './places.ts';

/** Milliseconds that monitors have to stay as they are before windows are arranged: plugging in comes in bursts. */
const SETTLE = 300;

/** The monitors of the machine, the primary one first. */
export class Monitors {
  readonly #onSettled: () => void;
  #timer: NodeJS.Timeout | null = null;

  /** `onSettled`: monitors came, went or changed, and it is over. */
  constructor(onSettled: () => void) {
    this.#onSettled = onSettled;
  }

  /** Call when Electron is ready. */
  start(): void {
    const changed = (): void => {
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.#timer = null;
        this.#onSettled();
      }, SETTLE);
    };
    screen.on('display-added', changed);
    screen.on('display-removed', changed);
    screen.on('display-metrics-changed', changed);
  }

  now(): Monitor[] {
    const primary = screen.getPrimaryDisplay();
    const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
    return [primary, ...others].map(({ bounds, workArea }: Display) => ({ bounds, workArea }));
  }
}
