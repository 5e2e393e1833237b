import { powerSaveBlocker } from 'electron';

/** Keeps the screens on while a wall is in kiosk. */
export class Awake {
  #blocker: number | null = null;

  keep(on: boolean): void {
    if (on) this.#blocker ??= powerSaveBlocker.start('prevent-display-sleep');
    else if (this.#blocker !== null) {
      powerSaveBlocker.stop(this.#blocker);
      this.#blocker = null;
    }
  }
}
