/**
 * Main's share of the live path, in CPU time: an answer of 100 devices into columns, a scan of the scheduler, a frame
 * of 20,000 vehicles on either side; and alarms into the archive. Prints a table and writes out/bench/frames.json.
 * Run by `npm run bench -- frames`.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AlarmStore } from '../../electron/archive/alarm-store.ts';
import { openArchive } from '../../electron/archive/database.ts';
import type { Alarm } from '../../electron/contract/alarm.ts';
import { applyFrame, createColumns, openFrame, packFrame } from '../../electron/contract/live.ts';
import { vehicleState } from '../../electron/fleet/status.ts';
import { PositionStore } from '../../electron/fleet/positions.ts';
import { LiveFeed } from '../../electron/fleet/frames.ts';
import { readAnswer } from '../../electron/openapi/answer.ts';
import { decodePosition } from '../../electron/openapi/decoders/position.ts';
import { readRows } from '../../electron/openapi/decode.ts';
import { aPosition } from '../support/open-api.ts';
import { lookingAt, range, ScheduledWorld } from '../unit/fleet/support.ts';

/** Median CPU milliseconds of `work` over `runs` runs after a warm-up; does not feel other load of the machine. */
function cost(
  runs: number,
  work: (run: number) => void,
  before: (run: number) => void = () => undefined,
): number {
  const times: number[] = [];
  for (let run = 0; run < runs + 20; run += 1) {
    before(run);
    const start = process.cpuUsage();
    work(run);
    const { user, system } = process.cpuUsage(start);
    if (run >= 20) times.push((user + system) / 1_000);
  }
  times.sort((a, b) => a - b);
  return Math.round((times[Math.floor(times.length / 2)] ?? NaN) * 1_000) / 1_000;
}

const SIZE = 20_000;
const figures: Record<string, Record<string, number | string>> = {};
const note = (what: string, figure: number, wanted: string): void => {
  figures[what] = { figure, wanted };
};

const body = JSON.stringify({
  code: 0,
  record: range(0, 100).map((row) => ({
    ...{ imei: String(358_899_051_025_000 + row), servertime: 1_760_000_000, gpstime: 1_759_999_990 },
    ...{ hearttime: 1_759_999_995, systemtime: 1_759_999_991, longitude: 113.909813, latitude: 22.583197 },
    ...{ course: 195, speed: row, acctime: 1_400, accstatus: 1, doorstatus: 0, chargestatus: 0, fuel: '' },
    ...{ oilpowerstatus: 1, defencestatus: 0, datastatus: 2, battery: 100, mileage: 51_654, odometer: -1 },
    ...{ todaymileage: 15_654, externalpower: '12.1', temperature: [], temperaturetime: 0, fueltime: 0 },
  })),
});
const store = new PositionStore();
note(
  'answer of 100 devices into columns, ms',
  cost(500, (run) => {
    const answer = readAnswer(body, 200);
    if ('failure' in answer) throw new Error('unreadable');
    (readRows(answer.record) ?? []).forEach((row, slot) => {
      const position = decodePosition(row);
      if (position !== null) store.write(slot, position, vehicleState(position, 0), run + 1);
    });
  }),
  'under 0.5',
);

for (const size of [SIZE, 100_000]) {
  const world = new ScheduledWorld(size, 300, (slot) => ({ longitude: slot % 180, latitude: slot % 80 }));
  world.attention.set(1, lookingAt({ viewports: [[0, 0, 60, 60]], followed: [1, 2, 3] }));
  note(
    `scan of ${size} devices and a request, ms`,
    cost(200, () => {
      world.now += 250;
      world.ask();
    }),
    '',
  );
}

const world = new ScheduledWorld(SIZE);
let buffer = new ArrayBuffer(0);
const feed = new LiveFeed({
  directory: world.directory,
  positions: world.positions,
  serverTime: () => 0,
  counts: () => ({ byState: [], devices: SIZE, oldestAsked: null }),
  send: (message) => {
    if (message.type === 'frame') buffer = message.buffer;
  },
});
feed.attend(lookingAt({ viewports: [[-180, -85, 180, 85]] }));
note(
  `frame of ${SIZE} vehicles in main, ms`,
  cost(
    100,
    (run) => {
      feed.tick((run + 1) * 100);
    },
    (run) => {
      for (const slot of range(0, SIZE)) {
        world.positions.write(slot, aPosition('', { heartTime: 1_000 + run }), 'moving', run + 1);
      }
    },
  ),
  'under 2',
);
const columns = createColumns(SIZE);
buffer = packFrame(world.positions.columns, Uint32Array.from(range(0, SIZE)));
note(
  `frame of ${SIZE} vehicles in a window, ms`,
  cost(100, () => {
    const frame = openFrame(buffer);
    if (frame !== null) applyFrame(columns, frame);
  }),
  'under 2',
);

const folder = mkdtempSync(join(tmpdir(), 'bench-archive-'));
const opened = openArchive(folder, 'bench', 'bench', 0);
if (!opened.ok) throw new Error(opened.failure.code);
const alarms = new AlarmStore(opened.value.archive);
const ROUNDS = 2_000;
const started = performance.now();
for (const round of range(0, ROUNDS)) {
  const imei = String(358_899_051_020_000 + ((round * 7_919) % 5_000));
  const page = range(0, 100).map((row): Alarm => ({
    ...{
      imei,
      type: (row % 44) + 1,
      longitude: 113.9 + row / 1e5,
      latitude: 22.5,
      gpsTime: 1_700_000_000 + row,
    },
    ...{ systemTime: 1_700_000_000 + round * 1_000 + row, speed: row, course: 90, geofenceId: '0' },
  }));
  const begin = 1_700_000_000 + round * 1_000;
  if (!alarms.putCovering(imei, page, { begin, end: begin + 1_000 }).ok) throw new Error('not kept');
}
note(
  'alarms into the archive, a second',
  Math.round((ROUNDS * 100_000) / (performance.now() - started)),
  'over 50000',
);
opened.value.archive.close();
rmSync(folder, { recursive: true, force: true });

console.table(figures);
const out = fileURLToPath(new URL('../../out/bench/', import.meta.url));
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'frames.json'), `${JSON.stringify({ node: process.version, figures }, null, 2)}\n`);
