import { test as base, type ElectronApplication, type Page } from '@playwright/test';
import { readdir, readFile, rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alarmTypes } from '../../electron/contract/alarm.ts';
import type { WatchdeskBridge } from '../../electron/contract/bridge.ts';
import type { SettingsPatch } from '../../electron/contract/settings.ts';
import {
  startSimulator,
  type SimulatorHandle,
  type SimulatorOptions,
} from '../../electron/simulator/server.ts';
import { hasDisplay, startVirtualDisplay } from '../../scripts/lib/display.mjs';
import { NOON } from './habits.ts';
import { launchElectron } from './launch-electron.ts';

/** A console that runs, with its first window. */
export interface RunningConsole {
  readonly app: ElectronApplication;
  /** The console window. */
  readonly page: Page;
  /** Resolves with the next window that opens. */
  nextWindow(): Promise<Page>;
  /** Everything main and its helpers wrote to their output so far. */
  output(): string;
  close(): Promise<void>;
}

interface Fixtures {
  /** A folder of its own for everything the console keeps. */
  readonly profile: string;
  /** Starts the console on the profile; closed by itself at the end of the test. */
  readonly launch: () => Promise<RunningConsole>;
  /** Starts a provider in a box; closed by itself at the end of the test. */
  readonly provider: (options?: SimulatorOptions) => Promise<SimulatorHandle>;
}

interface WorkerFixtures {
  /**
   * The screen of the windows. Where there is none, each worker has its own: on one that two consoles share without a
   * window manager, the windows of one come between the other and its pointer.
   */
  readonly display: string;
}

/**
 * Alarms that ring, take panes and stand in the head of the window. Which hour of the day a provider's devices raise
 * them is none of a test's business, so they are left to tests that raise them by hand.
 */
export const criticalAlarms = alarmTypes
  .filter(({ priority }) => priority === 'critical')
  .map(({ number }) => number);

/** Playwright's `test` with a console, a profile and providers of its own for each test. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  display: [
    // Playwright reads the fixtures a fixture needs off this pattern.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const own = hasDisplay() ? null : await startVirtualDisplay();
      if (own) process.env['DISPLAY'] = own.display;
      await use(process.env['DISPLAY'] ?? '');
      own?.stop();
    },
    { scope: 'worker', auto: true },
  ],
  // eslint-disable-next-line no-empty-pattern
  profile: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'watchdesk-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  },
  launch: async ({ profile }, use, info) => {
    const running: RunningConsole[] = [];
    await use(async () => {
      const started = await run(profile);
      running.push(started);
      return started;
    });
    if (info.status !== info.expectedStatus) await info.attach('log', { body: await logOf(profile) });
    for (const each of running) await each.close();
  },
  // eslint-disable-next-line no-empty-pattern
  provider: async ({}, use) => {
    const started: SimulatorHandle[] = [];
    await use(async (options) => {
      const handle = await startSimulator({ habitsOf: NOON, quietAlarms: criticalAlarms, ...options });
      started.push(handle);
      return handle;
    });
    for (const handle of started) await handle.close();
  },
});

async function run(profile: string): Promise<RunningConsole> {
  const app = await launchElectron({ userData: profile });
  let output = '';
  const hear = (chunk: unknown): void => {
    output += String(chunk);
  };
  app.process().stdout?.on('data', hear);
  app.process().stderr?.on('data', hear);
  let closed = false;
  app.on('close', () => {
    closed = true;
  });
  return {
    app,
    page: await consoleWindow(app),
    nextWindow: () => app.waitForEvent('window'),
    output: () => output,
    close: async () => {
      if (!closed) {
        await quitWithoutWaiting(app);
        await app.close();
      }
      closed = true;
    },
  };
}

/** Lets the end of a test answer what quitting asks about work under way: nobody sits there to do it. */
async function quitWithoutWaiting(app: ElectronApplication): Promise<void> {
  await app
    .evaluate(({ dialog }) => {
      dialog.showMessageBox = (...args: unknown[]) => {
        const { buttons = [] } = (args.at(-1) ?? {}) as { buttons?: string[] };
        const quits = buttons.findIndex((label) => /quit/i.test(label) && !/finish/i.test(label));
        return Promise.resolve({ response: Math.max(0, quits), checkboxChecked: false });
      };
    })
    // A console that is gone already asks nothing.
    .catch(() => undefined);
}

async function consoleWindow(app: ElectronApplication): Promise<Page> {
  const isConsole = (page: Page): boolean => page.url().includes('/windows/console/');
  return app.windows().find(isConsole) ?? app.waitForEvent('window', isConsole);
}

/** All that the console wrote to its log. */
export async function logOf(profile: string): Promise<string> {
  const folder = join(profile, 'logs');
  const files = await readdir(folder).catch(() => []);
  return (await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))).join('\n');
}

/** Fills in the sign-in form and presses its button. */
export async function signIn(
  page: Page,
  { url, account, password }: { url: string; account: string; password: string },
): Promise<void> {
  await page.getByLabel('Server', { exact: true }).fill(url);
  await page.getByLabel('Account', { exact: true }).fill(account);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Changes settings of a running console, as its Settings screen would. */
export async function changeSettings(page: Page, patch: SettingsPatch): Promise<void> {
  await page.evaluate(
    (changes) =>
      (window as unknown as { readonly watchdesk: WatchdeskBridge }).watchdesk.call(
        'settings.change',
        changes,
      ),
    patch,
  );
}

/** Signs in to the built-in demo and waits for the live screen. */
export async function exploreDemo(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Explore the demo fleet' }).click();
  await page.getByRole('link', { name: 'Live' }).waitFor();
}

export { expect } from '@playwright/test';
