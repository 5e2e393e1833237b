import { findElectron } from '../../scripts/electron-runtime/find.mjs';

/** Playwright's set-up, so that a single end-to-end test can be run by hand too: an Electron. */
export default async function prepare(): Promise<void> {
  Object.assign(process.env, (await findElectron()).env);
}
