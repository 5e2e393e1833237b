/**
 * A flood in the real console: ten thousand alarms arrive at once at a provider while the inbox is open. How long main
 * and the window stand still at most, and how soon all are in the inbox. Prints a table and writes
 * out/bench/alarms-storm.json. Run by `npm run bench -- alarms-storm`.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ElectronApplication, Page } from '@playwright/test';
import type { WatchdeskBridge } from '../../electron/contract/bridge.ts';
import { startSimulator } from '../../electron/simulator/server.ts';
import { launchElectron } from '../support/launch-electron.ts';
import prepareMachine from '../support/screen-and-runtime.ts';

const out = fileURLToPath(new URL('../../out/bench/', import.meta.url));
const DEVICES = 200;
const EACH = 50;

interface Stalls {
  /** Milliseconds. */
  readonly longest: number;
  readonly over50: number;
}

/** Begins to watch main's event loop; the answer is what it stood still at most until `read`. */
async function watchMain(app: ElectronApplication): Promise<() => Promise<Stalls>> {
  await app.evaluate(() => {
    const spans: number[] = [];
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      spans.push(now - last - 5);
      last = now;
    }, 5);
    Object.assign(globalThis, { stallsOfBench: { spans, timer } });
  });
  return () =>
    app.evaluate(() => {
      const { spans, timer } = (
        globalThis as unknown as { stallsOfBench: { spans: number[]; timer: NodeJS.Timeout } }
      ).stallsOfBench;
      clearInterval(timer);
      return { longest: Math.max(...spans), over50: spans.filter((span) => span > 50).length };
    });
}

/** Begins to watch the window's long tasks (those over 50 ms are told by the browser) and the gaps between timers. */
async function watchWindow(page: Page): Promise<() => Promise<Stalls>> {
  await page.evaluate(() => {
    const spans: number[] = [];
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      spans.push(now - last - 5);
      last = now;
    }, 5);
    const tasks: number[] = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    }).observe({ entryTypes: ['longtask'] });
    Object.assign(globalThis, { stallsOfBench: { spans, timer, tasks } });
  });
  return () =>
    page.evaluate(() => {
      const { spans, timer, tasks } = (
        globalThis as unknown as { stallsOfBench: { spans: number[]; timer: number; tasks: number[] } }
      ).stallsOfBench;
      clearInterval(timer);
      return { longest: Math.max(...spans, ...tasks), over50: tasks.length };
    });
}

function openCount(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const bridge = (window as unknown as { readonly watchdesk: WatchdeskBridge }).watchdesk;
    const status = (await bridge.call('alarms.status', undefined)) as {
      value: { counts: Record<string, { new: number; inProgress: number; onHold: number }> };
    };
    return Object.values(status.value.counts).reduce((sum, each) => sum + each.new, 0);
  });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const closeScreen = await prepareMachine();
const profile = mkdtempSync(join(tmpdir(), 'alarms-storm-'));
const provider = await startSimulator({ vehicles: 400, accounts: 20 });
const app = await launchElectron({ userData: profile });
const page = await app.firstWindow();
try {
  await page.evaluate(() =>
    (window as unknown as { readonly watchdesk: WatchdeskBridge }).watchdesk.call('settings.change', {
      highestRate: 100,
    }),
  );
  await page.getByLabel('Server', { exact: true }).fill(provider.url);
  await page.getByLabel('Account', { exact: true }).fill(provider.account);
  await page.getByLabel('Password', { exact: true }).fill(provider.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('link', { name: 'Alarms' }).first().click();
  await page.getByText(/All devices asked within/u).waitFor({ timeout: 60_000 });
  await pause(3_000);
  const before = await openCount(page);

  const quietMain = await watchMain(app);
  const quietWindow = await watchWindow(page);
  await pause(5_000);
  const quiet = { main: await quietMain(), window: await quietWindow() };

  const stallsOfMain = await watchMain(app);
  const stallsOfWindow = await watchWindow(page);
  const devices = provider.control.find({ limit: DEVICES, status: 2 });
  const began = performance.now();
  for (const { imei } of devices) {
    for (let type = 100; type < 100 + EACH; type += 1) {
      provider.control.raiseAlarm(imei, type % 7 === 0 ? 1 + (type % 44) : type);
    }
  }
  const raised = devices.length * EACH;
  const wanted = before + raised * 0.95;
  while ((await openCount(page)) < wanted && performance.now() - began < 120_000) await pause(200);
  const seconds = (performance.now() - began) / 1_000;
  await pause(1_500);
  const storm = { main: await stallsOfMain(), window: await stallsOfWindow() };
  const round = (value: number): number => Math.round(value * 10) / 10;
  const rows = {
    'alarms raised at once': { value: raised, unit: '', asked: '10,000' },
    'new lines in the inbox': { value: (await openCount(page)) - before, unit: '', asked: '' },
    'until they are in the inbox': { value: round(seconds), unit: 's', asked: '' },
    'longest stall of main, quiet': { value: round(quiet.main.longest), unit: 'ms', asked: '' },
    'longest stall of main, flood': { value: round(storm.main.longest), unit: 'ms', asked: 'under 50' },
    'longest stall of the window, quiet': { value: round(quiet.window.longest), unit: 'ms', asked: '' },
    'longest stall of the window, flood': {
      value: round(storm.window.longest),
      unit: 'ms',
      asked: 'under 50',
    },
    'stalls of the window over 50 ms, flood': { value: storm.window.over50, unit: '', asked: '0' },
  };
  console.table(rows);
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'alarms-storm.json'), `${JSON.stringify({ rows }, null, 2)}\n`);
} finally {
  await app.close();
  await provider.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  closeScreen();
}
