import type { BrowserWindow } from 'electron';
import type { Rectangle } from './places.ts';

/** Milliseconds until the first look whether a window fills its monitor; twice as long until each further one. */
const FIRST_LOOK = 250;
const LOOKS = 6;

/**
 * Makes a window fill a monitor, and looks a few times whether it does: a busy system loses such a request now and
 * then, and nobody stands before a wall to notice. Gives what ends the looking.
 */
export function fill(window: BrowserWindow, monitor: Rectangle): () => void {
  let timer: NodeJS.Timeout | undefined;
  const ask = (): void => {
    window.setBounds(monitor);
    window.setKiosk(true);
  };
  const lookAfter = (pause: number, looks: number): void => {
    timer = setTimeout(() => {
      if (!covers(window.getBounds(), monitor)) {
        window.setKiosk(false);
        ask();
      }
      if (looks > 1) lookAfter(pause * 2, looks - 1);
    }, pause);
  };
  ask();
  lookAfter(FIRST_LOOK, LOOKS);
  return () => {
    clearTimeout(timer);
  };
}

/** Systems may keep a strip for themselves, such as the one beside a notch: nine tenths of each side are enough. */
function covers(window: Rectangle, monitor: Rectangle): boolean {
  return window.width >= monitor.width * 0.9 && window.height >= monitor.height * 0.9;
}
