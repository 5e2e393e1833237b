/**
 * The fleet table at 50,000 rows (frames while scrolling, sorting, filtering) and the search in 100,000 devices while
 * typing, in the real console. Prints a table and writes out/bench/fleet-table.json. Run by
 * `npm run bench -- fleet-table`; two numbers as arguments are rows of the table and devices to search.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ElectronApplication, Page } from '@playwright/test';
import { startSimulator, type SimulatorHandle } from '../../electron/simulator/server.ts';
import { changeSettings, signIn } from '../support/console.ts';
import { launchElectron } from '../support/launch-electron.ts';

const [rows = 50_000, devices = 100_000] = process.argv.slice(2).map(Number);
const LOADING = 240_000;
const ROUNDS = 7;

interface Running {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly server: SimulatorHandle;
  readonly end: () => Promise<void>;
}

/** A console signed in to a fleet of this size, with its directory loaded. */
async function open(vehicles: number): Promise<Running> {
  const userData = mkdtempSync(join(tmpdir(), 'watchdesk-bench-'));
  const server = await startSimulator({ vehicles, accounts: Math.ceil(vehicles / 200), ledgerDepth: 0 });
  const app = await launchElectron({ userData });
  const page = await app.firstWindow();
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  await changeSettings(page, { highestRate: 100 });
  await signIn(page, server);
  const all = `${vehicles.toLocaleString('en')} devices`;
  await page.getByText(all).first().waitFor({ timeout: LOADING });
  const end = async (): Promise<void> => {
    await app.close();
    await server.close();
    rmSync(userData, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  return { app, page, server, end };
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round((sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN) * 10) / 10;
}

/** Milliseconds of every frame while the table is scrolled by ten rows a frame. */
function scroll(page: Page): Promise<number[]> {
  return page.getByRole('grid', { name: 'Fleet table' }).evaluate(
    (grid) =>
      new Promise<number[]>((resolve) => {
        const frames: number[] = [];
        let last = performance.now();
        const step = (): void => {
          const now = performance.now();
          frames.push(now - last);
          last = now;
          grid.scrollTop += 300;
          if (frames.length < 150) requestAnimationFrame(step);
          else resolve(frames.slice(1));
        };
        requestAnimationFrame(step);
      }),
  );
}

/**
 * Milliseconds from `act` until what `seen` reads differs and is painted; both run in the page.
 *
 * @param act and `seen` are bodies of functions
 */
function timeTo(page: Page, act: string, seen: string): Promise<number> {
  return page.evaluate(`new Promise((resolve) => {
    const seen = () => { ${seen} };
    const before = seen();
    const began = performance.now();
    ${act}
    const look = () => {
      if (seen() === before && performance.now() - began < 10_000) requestAnimationFrame(look);
      else requestAnimationFrame(() => resolve(performance.now() - began));
    };
    requestAnimationFrame(look);
  })`);
}

const firstRow = `return document.querySelector('[role=grid] [role=row][aria-selected]')?.textContent ?? '';`;
const rowCount = `return document.querySelector('[role=grid]')?.getAttribute('aria-rowcount') ?? '';`;
const press = (label: string): string => `document.querySelector('[aria-label="${label}"]').click();`;
const type = (label: string, text: string): string =>
  `const field = document.querySelector('input[aria-label="${label}"], input[placeholder="${label}"]');
   field.focus();
   Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, ${JSON.stringify(text)});
   field.dispatchEvent(new Event('input', { bubbles: true }));`;

async function table(): Promise<Record<string, number[]>> {
  const { page, end } = await open(rows);
  await page.getByRole('radio', { name: 'Table' }).click();
  await page.getByText(`${rows.toLocaleString('en')} rows`).waitFor();
  await page.getByRole('button', { name: 'Filter columns' }).click();
  const frames = await scroll(page);
  await page.getByRole('grid', { name: 'Fleet table' }).evaluate((grid) => {
    grid.scrollTop = 0;
  });
  const text: number[] = [];
  const number: number[] = [];
  const filter: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    text.push(await timeTo(page, press('Sort by Name'), firstRow));
    number.push(await timeTo(page, press('Sort by Last heard'), firstRow));
    filter.push(await timeTo(page, type('Filter Account', `a${round}`), rowCount));
    await timeTo(page, type('Filter Account', ''), rowCount);
  }
  await end();
  return {
    'scroll, a frame': frames,
    'sort by a text, shown': text,
    'sort by a number, shown': number,
    'filter a column, shown': filter,
  };
}

async function search(): Promise<Record<string, number[]>> {
  const { page, server, end } = await open(devices);
  const label = 'Search plate, name, IMEI, SIM, account';
  const shown = `return document.querySelector('[role=listbox] [role=option]')?.getAttribute('aria-setsize') ?? '';`;
  const imeis = Array.from({ length: devices }, (_, index) => server.world.vehicles.imeiAt(index));
  const keys: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const imei = server.world.vehicles.imeiAt(1 + round * 997);
    let before = devices;
    for (let length = 1; length <= imei.length; length += 1) {
      // A digit that narrows nothing down changes nothing that could be seen.
      const found = imeis.filter((other) => other.includes(imei.slice(0, length))).length;
      if (found < before) keys.push(await timeTo(page, type(label, imei.slice(0, length)), shown));
      before = found;
    }
    await timeTo(page, type(label, ''), shown);
  }
  await end();
  return { 'search, a key until shown': keys };
}

const measured = { ...(await table()), ...(await search()) };
const results = Object.fromEntries(
  Object.entries(measured).map(([name, values]) => [
    `${name}, ms`,
    {
      median: quantile(values, 0.5),
      'of 20, the worst': quantile(values, 0.95),
      longest: quantile(values, 1),
    },
  ]),
);
console.log(`fleet table with ${rows} rows, search in ${devices} devices`);
console.table(results);
const out = fileURLToPath(new URL('../../out/bench/', import.meta.url));
mkdirSync(out, { recursive: true });
writeFileSync(
  join(out, 'fleet-table.json'),
  `${JSON.stringify({ node: process.version, rows, devices, results }, null, 2)}\n`,
);
