/**
 * The live map beside the way the best-known open peer feeds its map, in one run in a real Electron: CPU of the
 * renderer's threads for an update, time until it is shown, frames a second while panning. Prints a table and writes
 * the medians to out/bench/live-map.json. Run by `npm run bench -- live-map`.
 */
import { _electron } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { machineSwitches } from '../support/launch-electron.ts';
import prepareMachine from '../support/screen-and-runtime.ts';
import type { Bench } from './live-map/page.ts';
import type { WayName } from './live-map/ways.ts';

const fromRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const pageFolder = fromRoot('.cache/bench/live-map');
const asked = process.argv.slice(2).map(Number);
const sizes = asked.length > 0 ? asked : [5_000, 20_000, 100_000];
const updates = 7;
const panRounds = 8;
const panTime = 1_500;
const ways = ['empty', 'baseline', 'marks', 'auto'] as const;

const wayNames: Readonly<Record<WayName, string>> = {
  empty: 'empty map, one frame',
  baseline: 'GeoJSON setData, clustered, symbols (baseline)',
  marks: 'vehicle layer, every vehicle a mark',
  auto: 'vehicle layer, clusters by level of detail',
};

interface Update {
  /** Milliseconds of CPU of an update. */
  readonly main: number;
  readonly worker: number;
  /** Milliseconds until drawn. */
  readonly shown: number;
}

interface Panning {
  readonly framesPerSecond: number;
  /** CPU milliseconds of a frame while panning, of the renderer and of the GPU process; does not feel other load. */
  readonly frameCost: number;
}

interface Row extends Update, Panning {
  readonly size: number;
  readonly way: WayName;
}

interface Processes {
  readonly page: number;
  readonly gpu: number;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** CPU milliseconds of the main thread and of all workers of a process so far, by the kernel's own account. */
function threadTimes(pid: number): { readonly main: number; readonly worker: number } {
  let [main, worker] = [0, 0];
  for (const thread of fs.readdirSync(`/proc/${pid}/task`)) {
    const folder = `/proc/${pid}/task/${thread}`;
    try {
      const name = fs.readFileSync(`${folder}/comm`, 'utf8');
      const spent = Number(fs.readFileSync(`${folder}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
      if (Number(thread) === pid) main += spent;
      else if (name.startsWith('DedicatedWorker')) worker += spent;
    } catch {
      // A thread that has ended between the two reads has nothing more to tell.
    }
  }
  return { main, worker };
}

/** CPU milliseconds of all threads of processes so far. */
function processTimes(pids: readonly number[]): number {
  let sum = 0;
  for (const pid of pids) {
    for (const thread of fs.readdirSync(`/proc/${pid}/task`)) {
      try {
        sum += Number(fs.readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
      } catch {
        // Ended between the two reads.
      }
    }
  }
  return sum;
}

/** The renderer's process, and the GPU's, which does the drawing. */
async function processesOf(app: ElectronApplication): Promise<Processes> {
  return app.evaluate(({ app: electron, BrowserWindow }) => ({
    page: BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0,
    gpu: electron.getAppMetrics().find(({ type }) => type === 'GPU')?.pid ?? 0,
  }));
}

/** Calls a function of the page. */
function call<Name extends keyof Bench>(
  page: Page,
  name: Name,
  ...args: Parameters<Bench[Name]>
): Promise<Awaited<ReturnType<Bench[Name]>>> {
  return page.evaluate(`bench.${name}(...${JSON.stringify(args)})`);
}

async function measure(page: Page, pids: Processes, way: WayName, size: number): Promise<Update> {
  await call(page, 'begin', way, size);
  const main: number[] = [];
  const worker: number[] = [];
  const shown: number[] = [];
  for (let turn = 0; turn < updates; turn += 1) {
    await call(page, 'prepare');
    const before = threadTimes(pids.page);
    shown.push(await call(page, 'update'));
    const after = threadTimes(pids.page);
    main.push(after.main - before.main);
    worker.push(after.worker - before.worker);
  }
  await call(page, 'end');
  return {
    main: median(main),
    worker: median(worker),
    shown: median(shown),
  };
}

/** The ways take turns, so that whatever else the machine does falls on all of them. */
async function measurePanning(page: Page, pids: Processes, size: number): Promise<Panning[]> {
  await call(page, 'beginPanning', ways, size);
  const rounds = ways.map(() => ({ rates: [] as number[], costs: [] as number[] }));
  for (let round = 0; round < panRounds; round += 1) {
    for (const place of ways.keys()) {
      // Each round begins with another way: who comes first meets a colder machine.
      const nth = (place + round) % ways.length;
      const results = rounds[nth];
      if (results === undefined) continue;
      await call(page, 'turnTo', nth);
      const before = processTimes([pids.page, pids.gpu]);
      const { frames, took } = await call(page, 'pan', nth, panTime);
      results.rates.push(frames / (took / 1000));
      results.costs.push((processTimes([pids.page, pids.gpu]) - before) / frames);
    }
  }
  await call(page, 'endPanning');
  return rounds.map(({ rates, costs }) => ({ framesPerSecond: median(rates), frameCost: median(costs) }));
}

function show(rows: readonly Row[]): void {
  console.log(
    '\n  vehicles  way                                              main  worker     shown  panning   a frame   CPU /  shown /',
  );
  for (const row of rows) {
    const base = rows.find(({ size, way }) => size === row.size && way === 'baseline');
    const cpu = base === undefined ? NaN : (base.main + base.worker) / (row.main + row.worker);
    const sooner = base === undefined ? NaN : base.shown / row.shown;
    const cells = [
      String(row.size).padStart(10),
      `  ${wayNames[row.way].padEnd(46)}`,
      row.main.toFixed(1).padStart(7),
      row.worker.toFixed(1).padStart(8),
      row.shown.toFixed(1).padStart(10),
      row.framesPerSecond.toFixed(1).padStart(9),
      row.frameCost.toFixed(1).padStart(10),
      cpu.toFixed(0).padStart(8),
      sooner.toFixed(0).padStart(9),
    ];
    console.log(cells.join(''));
  }
  console.log(
    '  main, worker: CPU ms of an update; shown: ms; panning: frames/s; a frame: CPU ms with the GPU process; the last two: times better than baseline\n',
  );
}

const release = await prepareMachine();
await build({
  root: fromRoot('test/bench/live-map'),
  logLevel: 'warn',
  configFile: false,
  build: { outDir: pageFolder, emptyOutDir: true, target: 'chrome130', chunkSizeWarningLimit: 4000 },
});
const environment = Object.fromEntries(
  Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
);
const app = await _electron.launch({
  args: [...machineSwitches(), fromRoot('test/bench/live-map')],
  env: { ...environment, WATCHDESK_BENCH_PAGE: pageFolder },
});
try {
  const page = await app.firstWindow();
  page.on('console', (message) => {
    if (message.type() === 'error') console.log(message.text());
  });
  await page.waitForFunction('typeof bench === "object"');
  const pids = await processesOf(app);
  const rows: Row[] = [];
  for (const size of sizes) {
    const updatesOf: Update[] = [];
    for (const way of ways) updatesOf.push(await measure(page, pids, way, size));
    const panning = await measurePanning(page, pids, size);
    ways.forEach((way, nth) => {
      const [update, pan] = [updatesOf[nth], panning[nth]];
      if (update !== undefined && pan !== undefined) rows.push({ size, way, ...update, ...pan });
    });
  }
  show(rows);
  const parts = await call(page, 'pureParts');
  for (const [name, milliseconds] of Object.entries(parts)) {
    console.log(`  ${name.padEnd(34)} ${milliseconds.toFixed(3).padStart(8)} ms`);
  }
  fs.mkdirSync(fromRoot('out/bench'), { recursive: true });
  fs.writeFileSync(fromRoot('out/bench/live-map.json'), `${JSON.stringify({ rows, parts }, null, 2)}\n`);
} finally {
  await app.close();
  release();
}
