import { _electron } from '@playwright/test';
import type { ElectronApplication } from '@playwright/test';
import { fileURLToPath } from 'node:url';

export interface LaunchOptions {
  /** Folder for everything the app keeps; a fresh one makes a first start, the same one a restart. */
  readonly userData: string;
  /** More of the command line. */
  readonly args?: readonly string[];
  /** More of the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

const checkout = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Switches that only machines for tests need: root cannot have Chromium's sandbox, and where there is no GPU
 * WebGL is drawn in software.
 */
export function machineSwitches(): string[] {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return [...asRoot, '--enable-unsafe-swiftshader'];
}

/**
 * Starts the built app (out/) in a real Electron. Needs `npm run build`, a display, and the runtime that the
 * bootstrap found in the environment; `npm test` and the Playwright set-up see to all three.
 */
export async function launchElectron(options: LaunchOptions): Promise<ElectronApplication> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return _electron.launch({
    cwd: checkout,
    args: [...machineSwitches(), `--user-data-dir=${options.userData}`, ...(options.args ?? []), '.'],
    env: { ...Object.fromEntries(inherited), ...options.env },
  });
}
