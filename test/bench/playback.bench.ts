/**
 * The player over a track of 100,000 points in the real console: what a frame costs while it plays at 600x, with map,
 * mark, chart and figures. A frame's cost is the time from its begin until the page is free again, and the CPU the
 * renderer's main thread spent on it by the kernel's own account; drawing is the GPU process's, in software where
 * there is no GPU, and is told apart. Prints a table and writes out/bench/playback.json. Run by
 * `npm run bench -- playback`; a number as argument is how many days are loaded.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSimulator } from '../../electron/simulator/server.ts';
import { signIn } from '../support/console.ts';
import { launchElectron } from '../support/launch-electron.ts';
import prepareMachine from '../support/screen-and-runtime.ts';

const out = fileURLToPath(new URL('../../out/bench/', import.meta.url));
const days = Number(process.argv[2] ?? 90);
const PLAYED = 8_000;
const PATIENCE = 180_000;

/** CPU milliseconds of the main thread of a process so far. */
function mainThread(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
}

/** CPU milliseconds of all threads of a process so far. */
function wholeProcess(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).reduce(
    (sum, thread) =>
      sum + Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6,
    0,
  );
}

function share(sorted: readonly number[], part: number): number {
  return Math.round((sorted[Math.floor(sorted.length * part)] ?? 0) * 100) / 100;
}

const endScreen = await prepareMachine();
const profile = mkdtempSync(join(tmpdir(), 'playback-bench-'));
const server = await startSimulator({ vehicles: 60, accounts: 12 });
const app = await launchElectron({ userData: profile });
const page = await app.firstWindow();
page.setDefaultTimeout(PATIENCE);
await signIn(page, server);
await page.getByText('60 devices').first().waitFor();
await page.getByRole('link', { name: 'Playback' }).click();
await page.getByRole('option').first().click();
await page.getByRole('combobox', { name: 'Period' }).click();
await page.getByRole('option', { name: 'Custom' }).click();
const field = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 16);
await page.getByLabel('From', { exact: true }).fill(field(days));
await page.getByLabel('Until (not included)', { exact: true }).fill(field(0.1));
const began = performance.now();
await page.getByRole('button', { name: 'Load track' }).click();
const play = page.getByRole('button', { name: 'Play', exact: true });
await play.waitFor();
const loaded = performance.now() - began;
const points = Number(
  (await page.locator('dl > div', { hasText: 'Points' }).last().locator('dd').textContent())?.replaceAll(
    /\D/g,
    '',
  ),
);
const pids = await app.evaluate(({ app: electron, BrowserWindow }) => ({
  page: BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0,
  gpu: electron.getAppMetrics().find(({ type }) => type === 'GPU')?.pid ?? 0,
}));
for (let faster = 0; faster < 8; faster += 1) await page.keyboard.press('+');
await play.click();
const before = { page: mainThread(pids.page), gpu: wholeProcess(pids.gpu) };
const frames = await page.evaluate(
  (milliseconds) =>
    new Promise<number[]>((resolve) => {
      const costs: number[] = [];
      const free = new MessageChannel();
      const end = performance.now() + milliseconds;
      let frame = 0;
      free.port1.onmessage = () => {
        costs.push(performance.now() - frame);
      };
      const each = (): void => {
        frame = performance.now();
        free.port2.postMessage(null);
        if (frame < end) requestAnimationFrame(each);
        else resolve(costs);
      };
      requestAnimationFrame(each);
    }),
  PLAYED,
);
const spent = { page: mainThread(pids.page) - before.page, gpu: wholeProcess(pids.gpu) - before.gpu };
const costs = frames.sort((a, b) => a - b);
const each = (milliseconds: number): number => Math.round((milliseconds / costs.length) * 100) / 100;
const table = {
  points: { value: points, unit: '', asked: '100,000' },
  'first load, read page by page': { value: Math.round(loaded), unit: 'ms', asked: '' },
  'a frame, median': { value: share(costs, 0.5), unit: 'ms', asked: '' },
  'a frame, 95 %': { value: share(costs, 0.95), unit: 'ms', asked: 'under 16.7' },
  'CPU of the page for a frame': { value: each(spent.page), unit: 'ms', asked: 'under 16.7' },
  'CPU of drawing for a frame (no GPU)': { value: each(spent.gpu), unit: 'ms', asked: '' },
  'frames a second that were drawn': {
    value: Math.round((costs.length / PLAYED) * 10_000) / 10,
    unit: '',
    asked: '60 where there is a GPU',
  },
};
console.table(table);
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'playback.json'), `${JSON.stringify({ days, points, table }, null, 2)}\n`);
await app.close();
await server.close();
endScreen();
rmSync(profile, { recursive: true, force: true });
