/**
 * Alarms in the archive: how many a second are taken in (into the archive and into lines of the inbox), how soon the
 * inbox over a million alarms opens, and how soon it is filtered. Prints a table and writes out/bench/alarms.json. Run
 * by `npm run bench -- alarms`; a number as argument is how many alarms.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AlarmHandlingStore } from '../../electron/archive/alarm-handling.ts';
import { AlarmInboxStore, type InboxQuery } from '../../electron/archive/alarm-inbox.ts';
import { AlarmIntakeStore, type AlarmIntake } from '../../electron/archive/alarm-intake.ts';
import { AlarmStore } from '../../electron/archive/alarm-store.ts';
import { keepLogShort } from '../../electron/archive/checkpointer.ts';
import { openArchive, type Archive } from '../../electron/archive/database.ts';
import { alarmPriorities, alarmTypes, type Alarm } from '../../electron/contract/alarm.ts';
import { alarmStates } from '../../electron/contract/alarm-desk.ts';
import type { Result } from '../../electron/contract/result.ts';

const out = fileURLToPath(new URL('../../out/bench/', import.meta.url));
const wanted = Number(process.argv[2] ?? 1_000_000);
const DEVICES = 20_000;
const PAGE = 100;
const START = 1_760_000_000;
const folder = mkdtempSync(join(tmpdir(), 'alarms-bench-'));

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.failure.detail ?? result.failure.code);
  return result.value;
}

function open(name: string): Archive {
  return value(openArchive(join(folder, name), 'bench', 'bench', 0)).archive;
}

/** Pages as the provider gives them: up to a hundred alarms of one device. */
function* pages(): Generator<AlarmIntake> {
  let made = 0;
  for (let page = 0; made < wanted; page += 1) {
    const device = (page * 7_919) % DEVICES;
    const imei = String(860_000_000_000_000 + device);
    const from = START + Math.floor(page / DEVICES) * 90_000;
    const alarms: Alarm[] = [];
    for (let k = 0; k < PAGE && made < wanted; k += 1, made += 1) {
      const systemTime = from + k * 900;
      alarms.push({
        imei,
        type: ((page + k * 5) % 44) + 1,
        longitude: 10 + (k % 50) / 100,
        latitude: 50 + (page % 50) / 100,
        gpsTime: systemTime - 3,
        systemTime,
        speed: k,
        course: k,
        geofenceId: '0',
      });
    }
    yield { imei, alarms, read: { begin: from, end: from + 90_000 }, cursor: from + 90_000 };
  }
}

function milliseconds(work: () => void, repeats = 9): number {
  const times = Array.from({ length: repeats }, () => {
    const begin = performance.now();
    work();
    return performance.now() - begin;
  }).sort((a, b) => a - b);
  return Math.round((times[Math.floor(repeats / 2)] ?? 0) * 100) / 100;
}

const rows: Record<string, { value: number; unit: string; asked: string }> = {};

const plain = open('plain');
const store = new AlarmStore(plain);
let began = performance.now();
let batch: Alarm[] = [];
for (const { alarms } of pages()) {
  batch.push(...alarms);
  if (batch.length < 5_000) continue;
  value(store.put(batch));
  batch = [];
}
value(store.put(batch));
rows['into the archive'] = {
  value: Math.round(wanted / ((performance.now() - began) / 1_000)),
  unit: 'alarms a second',
  asked: 'at least 50,000',
};
plain.close();

const archive = open('inbox');
// As in the console: a thread folds the log, and main has other things to do between two batches.
const checkpointer = keepLogShort(
  archive,
  new URL('../../electron/archive/checkpoint-thread.ts', import.meta.url),
);
const intake = new AlarmIntakeStore(archive);
// The thread keeps no program alive by itself.
const alive = setInterval(() => undefined, 1_000);
let longest = 0;
let waiting: AlarmIntake[] = [];
const flush = (): void => {
  const from = performance.now();
  value(intake.take(waiting, { quiet: () => 60, muted: () => false }, 0));
  longest = Math.max(longest, performance.now() - from);
  waiting = [];
};
began = performance.now();
for (const page of pages()) {
  waiting.push(page);
  if (waiting.length < 2) continue;
  flush();
  await new Promise((resolve) => setImmediate(resolve));
  await intake.room();
}
flush();
rows['into archive and inbox'] = {
  value: Math.round(wanted / ((performance.now() - began) / 1_000)),
  unit: 'alarms a second',
  asked: '',
};
rows['longest stall while taking in'] = { value: Math.round(longest), unit: 'ms', asked: 'under 50' };

clearInterval(alive);

// Most of a long history is closed; some thousand lines are open.
archive.quick.exec(`UPDATE alarm_entry SET state = 3, owner = 'mara' WHERE id % 50 <> 0`);
const inbox = new AlarmInboxStore(archive);
const handling = new AlarmHandlingStore(archive);
const byPriority = alarmPriorities.map((priority) =>
  alarmTypes.filter((type) => type.priority === priority).map(({ number }) => number),
);
const all: InboxQuery = {
  states: ['new', 'inProgress', 'onHold'],
  typeGroups: byPriority,
  imeis: null,
  owner: null,
};
const closed: InboxQuery = { ...all, states: alarmStates, typeGroups: [byPriority.flat()] };
const list = (query: InboxQuery, offset = 0) => {
  value(inbox.list(query, offset, 100));
};
const under = (name: string, work: () => void, asked: string): void => {
  rows[name] = { value: milliseconds(work), unit: 'ms', asked };
};
began = performance.now();
value(inbox.openCounts());
list(all);
rows['open the inbox, the first time'] = {
  value: Math.round((performance.now() - began) * 100) / 100,
  unit: 'ms',
  asked: 'under 300',
};
under(
  'open the inbox',
  () => {
    value(inbox.openCounts());
    list(all);
  },
  'under 300',
);
under(
  'filter: everything, newest first',
  () => {
    list(closed);
  },
  'under 100',
);
under(
  'filter: one type',
  () => {
    list({ ...closed, typeGroups: [[33]] });
  },
  'under 100',
);
under(
  'filter: a type that never came',
  () => {
    list({ ...closed, typeGroups: [[99]] });
  },
  'under 100',
);
under(
  'filter: one device',
  () => {
    list({ ...closed, imeis: ['860000000000007'] });
  },
  'under 100',
);
const account = Array.from({ length: 1_000 }, (_, at) => String(860_000_000_000_000 + at * 3));
under(
  'filter: an account of 1,000 devices',
  () => {
    list({ ...closed, imeis: account });
  },
  'under 100',
);
under(
  'filter: an owner',
  () => {
    list({ ...closed, owner: 'mara' });
  },
  'under 100',
);
under(
  'filter: an owner without alarms',
  () => {
    list({ ...closed, owner: 'nobody' });
  },
  'under 100',
);
under(
  'scroll to line 9,900',
  () => {
    list(closed, 9_900);
  },
  'under 100',
);
const ids = value(inbox.ids(all, 500));
under(
  'acknowledge 500',
  () => {
    value(handling.acknowledge(ids, { by: 'mara', at: 1 }));
  },
  '',
);
await checkpointer?.close();
archive.close();

console.table(rows);
mkdirSync(out, { recursive: true });
writeFileSync(
  join(out, 'alarms.json'),
  `${JSON.stringify({ node: process.version, alarms: wanted, rows }, null, 2)}\n`,
);
rmSync(folder, { recursive: true, force: true });
