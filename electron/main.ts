import { app, dialog } from 'electron';
import { Console } from './compose.ts';
import { registerScheme } from './desktop/scheme.ts';
import { limitTileCache } from './desktop/web-tiles.ts';

registerScheme();
limitTileCache();

if (app.requestSingleInstanceLock()) {
  // Not awaited at the top level: Electron waits for this module before it becomes ready.
  void app
    .whenReady()
    .then(() => {
      const console = new Console();
      app.on('second-instance', () => {
        console.bringToFront();
      });
      console.start();
    })
    .catch((error: unknown) => {
      // Without a folder for its data, say, there is no console that could tell.
      dialog.showErrorBox('Watchdesk cannot start', error instanceof Error ? error.message : String(error));
      app.exit(1);
    });
} else {
  app.quit();
}
