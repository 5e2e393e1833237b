/**
 * From starting the process to the first usable screen in real Electron: on a fresh profile, on one used before, and
 * on to the first devices of a fleet of 5,000. Prints a table and writes out/bench/start.json. Run by `npm run bench -- start`;
 * a number as argument is how many starts are measured.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { startSimulator } from '../../electron/simulator/server.ts';
import { signIn } from '../support/console.ts';
import { launchElectron } from '../support/launch-electron.ts';

const runs = Number(process.argv[2] ?? 7);

const server = await startSimulator({ vehicles: 5_000, accounts: 1_200 });
const profiles = mkdtempSync(join(tmpdir(), 'watchdesk-bench-'));

interface Start {
  /** Process started to a sign-in form that takes input, milliseconds. */
  readonly usable: number;
  /** "Sign in" pressed to the first devices on the live screen, milliseconds. */
  readonly fleet: number;
}

async function start(userData: string): Promise<Start> {
  const begun = performance.now();
  const app = await launchElectron({ userData });
  const page: Page = await app.firstWindow();
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  const usable = performance.now() - begun;
  const pressed = performance.now();
  await signIn(page, server);
  await page
    .getByText(/^[1-9][\d,]* devices/)
    .first()
    .waitFor();
  const fleet = performance.now() - pressed;
  await app.close();
  return { usable, fleet };
}

const median = (values: readonly number[]): number =>
  Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN);

const fresh: Start[] = [];
const again: Start[] = [];
for (let run = 0; run < runs; run += 1) {
  const userData = join(profiles, String(run));
  fresh.push(await start(userData));
  again.push(await start(userData));
}
await server.close();
rmSync(profiles, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });

const results = {
  'first start to the sign-in form, ms': {
    median: median(fresh.map(({ usable }) => usable)),
    wanted: 'under 2000',
  },
  'later start to the sign-in form, ms': {
    median: median(again.map(({ usable }) => usable)),
    wanted: 'under 2000',
  },
  'sign-in to the first devices, first time, ms': {
    median: median(fresh.map(({ fleet }) => fleet)),
    wanted: '',
  },
  'sign-in to the first devices, again, ms': {
    median: median(again.map(({ fleet }) => fleet)),
    wanted: '',
  },
};
console.table(results);
const out = fileURLToPath(new URL('../../out/bench/', import.meta.url));
mkdirSync(out, { recursive: true });
writeFileSync(
  join(out, 'start.json'),
  `${JSON.stringify({ node: process.version, runs, results }, null, 2)}\n`,
);
