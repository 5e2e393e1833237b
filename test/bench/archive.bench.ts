/**
 * Recording 20,000 vehicles that all drive and all have a new fix every ten seconds (the most that 20 requests a
 * second can read), for a simulated hour: bytes a day, CPU of taking in, flushing, packing and writing as a share of
 * the recorded time, the longest time main is held up; then jumps of time travel to other seconds of that hour. Time
 * runs as fast as it can, so that only the work counts; bytes a day are those of the hour's blocks times 24. Prints a
 * table and writes out/bench/archive.json. Run by `npm run bench -- archive`; numbers as arguments are how many
 * vehicles and how many seconds.
 *
 * The write-ahead log is folded into the file by the thread that does it in the app; its CPU counts.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { keepLogShort } from '../../electron/archive/checkpointer.ts';
import { openArchive } from '../../electron/archive/database.ts';
import { BLOCK_SECONDS, PositionBlockStore } from '../../electron/archive/position-store.ts';
import type { Result } from '../../electron/contract/result.ts';
import { PositionRecorder } from '../../electron/playback/recorder.ts';
import { TimeTravel } from '../../electron/playback/time-travel.ts';
import { DrivingFleet, seeded } from './archive/driving-fleet.ts';

const out = fileURLToPath(new URL('../../out/bench/', import.meta.url));
const vehicles = Number(process.argv[2] ?? 20_000);
const seconds = Number(process.argv[3] ?? 3_600);
const BEGIN = 1_800_000_000;
const DAY = 86_400;
const JUMPS = 60;
const MEGABYTE = 1e6;
/** Milliseconds without a write after which the log has been folded: the thread begins after one second. */
const FOLDED_AFTER = 1_300;

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.failure.detail ?? result.failure.code);
  return result.value;
}

function at(sorted: readonly number[], share: number): number {
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;
}

/** CPU milliseconds of this process and its threads so far. */
function spent(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

const folder = mkdtempSync(join(tmpdir(), 'archive-bench-'));
const { archive } = value(openArchive(folder, 'bench', 'bench', 0));
const checkpointer = keepLogShort(
  archive,
  new URL('../../electron/archive/checkpoint-thread.ts', import.meta.url),
);
// The thread that folds keeps no process alive by itself.
const alive = setInterval(() => undefined, 1_000);
const store = new PositionBlockStore(archive);
const fleet = new DrivingFleet(vehicles);
let now = BEGIN;
const recorder = new PositionRecorder({
  fleet,
  store,
  serverTime: () => now,
  now: () => now * 1_000,
  offlineSince: () => null,
  limits: () => ({ days: 7, bytes: 1e12 }),
  onFailure: (failure) => {
    throw new Error(failure.detail ?? failure.code);
  },
});
recorder.start();
let cpu = 0;
let rows = 0;
const ticks: number[] = [];
let heldUp = 0;
for (let second = 0; second < seconds; second += 1) {
  now += 1;
  fleet.read(now);
  rows += Math.ceil(vehicles / 10);
  const before = spent();
  const began = performance.now();
  recorder.tick();
  ticks.push(performance.now() - began);
  // One for each write: what was enabled again counts the time between as held up.
  const writing = monitorEventLoopDelay({ resolution: 1 });
  writing.enable();
  await recorder.written();
  writing.disable();
  heldUp = Math.max(heldUp, writing.max / 1e6);
  // In the app a block is folded into the file long before the next comes; an hour within seconds has to wait for it.
  if (now % BLOCK_SECONDS === 0) await setTimeout(FOLDED_AFTER);
  cpu += spent() - before;
}
await recorder.stop();
const spans = value(store.spans());
const bytes = spans.reduce((sum, span) => sum + span.bytes, 0);
ticks.sort((a, b) => a - b);

let windowsGot = 0;
const travel = new TimeTravel({
  store,
  recorder,
  fleet,
  show: (messages) => {
    windowsGot += messages?.length ?? 0;
  },
  onChange: () => undefined,
  onTurn: () => undefined,
});

/** Milliseconds of jumps, sorted; the first ones, which also warm up the engine, are left out. */
async function jumps(next: () => number): Promise<number[]> {
  const times: number[] = [];
  for (let jump = 0; jump < JUMPS + 5; jump += 1) {
    const began = performance.now();
    value(await travel.go(next()));
    if (jump >= 5) times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b);
}

const random = seeded(7);
const anywhere = (): number => BEGIN + 1 + Math.floor(random() * (seconds - 1));
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const beforeJumps = spent();
const far = await jumps(anywhere);
const cpuOfJump = (spent() - beforeJumps) / (JUMPS + 5);
delay.disable();
const heldUpByJumps = delay.max / 1e6;
const block = BEGIN + Math.floor(seconds / 240) * 120;
const near = await jumps(() => block + Math.floor(random() * 100));
if (windowsGot === 0) throw new Error('the jumps showed nothing');

clearInterval(alive);
await checkpointer?.close();
archive.close();
const inFile = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

const perDay = (bytes / seconds) * DAY;
const table: Record<string, { value: number; unit: string; asked: string }> = {
  'a day': { value: Math.round(perDay / MEGABYTE), unit: 'MB', asked: 'under 1,500' },
  'a day, with the file around it': {
    value: Math.round(((inFile / seconds) * DAY) / MEGABYTE),
    unit: 'MB',
    asked: '',
  },
  'a row': { value: Math.round((bytes / rows) * 100) / 100, unit: 'bytes', asked: '' },
  'CPU of recording': {
    value: Math.round((cpu / (seconds * 1_000)) * 10_000) / 100,
    unit: '% of one core',
    asked: 'under 5',
  },
  'taking in a second, median': { value: at(ticks, 0.5), unit: 'ms', asked: '' },
  'taking in a second, longest': { value: at(ticks, 1), unit: 'ms', asked: 'under 50' },
  'main held up while writing, longest': { value: Math.round(heldUp), unit: 'ms', asked: 'under 50' },
  'jump to another block, median': { value: at(far, 0.5), unit: 'ms', asked: 'under 100' },
  'jump to another block, 95 %': { value: at(far, 0.95), unit: 'ms', asked: 'under 100' },
  'CPU of a jump to another block, all threads': { value: Math.round(cpuOfJump), unit: 'ms', asked: '' },
  'jump within a block, median': { value: at(near, 0.5), unit: 'ms', asked: 'under 100' },
  'main held up by a jump, longest': { value: Math.round(heldUpByJumps), unit: 'ms', asked: 'under 50' },
};
console.table(table);
mkdirSync(out, { recursive: true });
writeFileSync(
  join(out, 'archive.json'),
  `${JSON.stringify({ node: process.version, vehicles, seconds, rows, bytes, table }, null, 2)}\n`,
);
rmSync(folder, { recursive: true, force: true });
