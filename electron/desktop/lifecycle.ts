import { app } from 'electron';

export interface LifecycleOptions {
  /** First phase: may object. False keeps the console open. */
  readonly mayQuit: () => Promise<boolean>;
  /** Second phase: finish what is held; must settle. */
  readonly finish: () => Promise<void>;
  /** Longest time in milliseconds that finishing may take before the console leaves all the same. */
  readonly patience: number;
}

/** Asks to quit, as closing the last window does. */
export function quit(): void {
  app.quit();
}

/** Quitting in two phases: first everybody may object, then everybody finishes, then the process ends. */
export function quitInTwoPhases(options: LifecycleOptions): void {
  let phase: 'running' | 'asking' | 'finishing' | 'finished' = 'running';
  app.on('before-quit', (event) => {
    if (phase === 'finished') return;
    event.preventDefault();
    if (phase !== 'running') return;
    phase = 'asking';
    void options
      .mayQuit()
      .then(async (may) => {
        if (!may) {
          phase = 'running';
          return;
        }
        phase = 'finishing';
        const late = new Promise<void>((resolve) => setTimeout(resolve, options.patience));
        await Promise.race([options.finish(), late]);
      })
      .finally(() => {
        if (phase === 'running') return;
        phase = 'finished';
        app.quit();
      });
  });
  app.on('window-all-closed', () => {
    app.quit();
  });
}
