import { app } from 'electron';
import { Console } from './compose.ts';
import { registerScheme } from './desktop/scheme.ts';
import { limitTileCache } from './desktop/web-tiles.ts';

registerScheme();
limitTileCache();

if (app.requestSingleInstanceLock()) {
  // Not awaited at the top level: Electron waits for this module before it becomes ready.
  void app.whenReady().then(() => {
    const console = new Console();
    app.on('second-instance', () => {
      console.bringToFront();
    });
    console.start();
  });
} else {
  app.quit();
}
