import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { launchElectron } from '../../test/support/launch-electron.ts';
import { inRoot } from '../lib/paths.mjs';
import { runScript, say, secondsSince } from '../lib/say.mjs';
import { Tour } from './tour.ts';

// Plays the tour in the built app, in a profile of its own, and leaves screenshots and workbooks in out/tour/.
await runScript(async () => {
  const started = performance.now();
  const folder = inRoot('out', 'tour');
  await fs.rm(folder, { recursive: true, force: true });
  await fs.mkdir(folder, { recursive: true });
  const userData = await fs.mkdtemp(path.join(os.tmpdir(), 'watchdesk-tour-'));
  const app = await launchElectron({ userData });
  try {
    const tour = new Tour(app, folder, say);
    await tour.signIn();
    await tour.lookAtTheFleet();
    await tour.lookAtOneVehicle();
    await tour.openWalls(2);
    await tour.exportMileage();
    await tour.exportAlarms();
  } finally {
    await app.close();
    await fs.rm(userData, { recursive: true, force: true, maxRetries: 5 });
  }
  say(`the tour took ${secondsSince(started)}; everything it left is in ${folder}`);
});
