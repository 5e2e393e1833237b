import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the checkout; every other path hangs on it. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A path inside the checkout. @param {...string} parts */
export const inRoot = (...parts) => path.join(root, ...parts);

/** What the scripts make and may throw away again: runtimes, stamps. */
export const cacheFolder = inRoot('.cache');
