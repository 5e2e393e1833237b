// Takes what is too old out of an archive, a statement a transaction, to be killed while it does: as the app does it
// once an hour, without the rest of it.
import { openArchive } from '../../electron/archive/database.ts';
import { HistoryRemoval } from '../../electron/archive/history-removal.ts';

/** What the test hands over in the environment variable REMOVAL. */
export interface RemovalTask {
  readonly folder: string;
  /** Unix seconds: what is older goes. */
  readonly cutoff: number;
  /** Goes after which it waits to be killed; 0: it comes to its end. */
  readonly waitAfter: number;
}

const { folder, cutoff, waitAfter } = JSON.parse(process.env['REMOVAL'] ?? '') as RemovalTask;
const opened = openArchive(folder, 'https://api.example.com', 'demo', Date.now());
if (!opened.ok) throw new Error(opened.failure.code);
const { archive } = opened.value;
let goes = 0;
const removed = await new HistoryRemoval(archive, 0).remove(
  { tracks: cutoff, mileage: cutoff, alarms: cutoff },
  {
    spared: new Set(),
    goOn: () => true,
    turn: () => {
      process.send?.((goes += 1));
      return new Promise((resolve) => {
        if (goes !== waitAfter) setImmediate(resolve);
        // Whoever waits for nothing but its end would come to it.
        else setInterval(() => undefined, 1_000);
      });
    },
  },
);
if (!removed.ok) throw new Error(removed.failure.code);
archive.close();
