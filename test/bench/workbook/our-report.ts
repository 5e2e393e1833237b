import { fileURLToPath } from 'node:url';
import { succeed } from '../../../electron/contract/result.ts';
import type { ReportRequest } from '../../../electron/contract/report.ts';
import type { MileageRow, OpenApi } from '../../../electron/openapi/api.ts';
import { forkWorker } from '../../../electron/reports/forked-worker.ts';
import { ReportService } from '../../../electron/reports/service.ts';
import { ALARMS_PER_DEVICE, alarmOf, BEGIN, DAY, deviceAt, indexOf, kmOf } from './data.ts';

/**
 * Ours, as the app does it: a whole report (data, summaries, cover, hash) by `ReportService` with a worker process,
 * on a provider that answers at once. A process of its own, whose event loop stands for main's.
 */
const [, , kind = 'alarms', count = '1000', path = 'out.xlsx'] = process.argv;
const workerEntry = fileURLToPath(new URL('../../../electron/reports/worker.ts', import.meta.url));
const PAGE = 100;

const provider: Pick<OpenApi, 'mileage' | 'alarms'> = {
  mileage: (imeis, begin, end) => {
    const day = (begin - BEGIN) / DAY;
    const found = new Map<string, MileageRow>();
    for (const imei of imeis) found.set(imei, { imei, begin, end, km: kmOf(indexOf(imei), day) });
    return Promise.resolve(succeed({ found, missing: new Map() }));
  },
  alarms: async (imei, _begin, _end, _options, onPage) => {
    const device = indexOf(imei);
    for (let from = 0; from < ALARMS_PER_DEVICE; from += PAGE) {
      await onPage(Array.from({ length: PAGE }, (_, index) => alarmOf(device, from + index)));
    }
    return { complete: true, failure: null, malformed: 0, requests: ALARMS_PER_DEVICE / PAGE + 1 };
  },
};

const period = { begin: BEGIN, end: BEGIN + 31 * DAY, timeZone: 'Europe/Berlin', target: path };
const scope = { accounts: ['demo'], withBelow: true, devices: [] };
const request: ReportRequest =
  kind === 'mileage'
    ? { kind: 'mileage', scope, ...period, timeZone: 'UTC', per: 'day' }
    : { kind: 'alarms', scope, ...period, types: [] };
const deviceCount = kind === 'mileage' ? Number(count) : Number(count) / ALARMS_PER_DEVICE;
const devices = Array.from({ length: deviceCount }, (_, index) => deviceAt(index));

const service = new ReportService({
  // The reports ask for nothing else.
  api: () => provider as OpenApi,
  directory: {
    resolve: () => ({ devices, doubts: [], listedAt: null }),
    waitsFor: () => null,
    onChange: () => () => undefined,
  },
  spawnWorker: () => forkWorker(workerEntry),
  now: () => (BEGIN + 60 * DAY) * 1_000,
  exportsFolder: () => '.',
  who: () => ({ account: 'demo', systemUser: 'bench', server: 'http://127.0.0.1' }),
});

/** The longest turn of the event loop: by the clock, and in CPU time, which other programs do not stretch. */
const longest = { clock: 0, cpu: 0 };
let before = { clock: performance.now(), cpu: process.threadCpuUsage() };
function look(): void {
  const now = { clock: performance.now(), cpu: process.threadCpuUsage() };
  const used = (now.cpu.user + now.cpu.system - before.cpu.user - before.cpu.system) / 1_000;
  longest.clock = Math.max(longest.clock, now.clock - before.clock);
  longest.cpu = Math.max(longest.cpu, used);
  before = now;
}

// Let the loading of this program pass first.
await new Promise((resolve) => setTimeout(resolve, 100));
look();
longest.clock = longest.cpu = 0;
const probe = setInterval(look, 1);
const began = performance.now();
const started = await service.start(request);
if (!started.ok) throw new Error(started.failure.code);
await service.close('wait');
const milliseconds = performance.now() - began;
clearInterval(probe);
const [run] = service.runs();
if (run?.state !== 'done' || run.gaps > 0) throw new Error(JSON.stringify(run));
process.stdout.write(
  JSON.stringify({
    milliseconds,
    memory: service.proof(run.id)?.peakMemory ?? 0,
    stall: longest.clock,
    stallCpu: longest.cpu,
    rows: run.rows,
  }),
);
