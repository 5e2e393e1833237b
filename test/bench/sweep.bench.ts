/**
 * A whole sweep of 20,000 devices over HTTP with a provider that adds 50 ms, beside the bound that the pacer's rate
 * sets; and how many devices were asked twice. Prints a table and writes out/bench/sweep.json. Run by
 * `npm run bench -- sweep`; a number as argument is the size of the fleet.
 */
import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { FleetService } from '../../electron/fleet/service.ts';
import { OpenApiClient } from '../../electron/openapi/client.ts';
import { passwordDigest } from '../../electron/openapi/digest.ts';
import { systemTiming } from '../../electron/openapi/timing.ts';

const fromRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const vehicles = Number(process.argv[2] ?? 20_000);
const LATENCY = 50;
/** Requests a second while the tree loads, and the rates that are measured. */
const LOAD_RATE = 100;
const rates = [10, 20, 40];

const ready = z.object({
  type: z.literal('simulator-ready'),
  url: z.string(),
  account: z.string(),
  password: z.string(),
});

async function startProvider(): Promise<{ provider: ReturnType<typeof fork>; at: z.infer<typeof ready> }> {
  const provider = fork(fromRoot('electron/simulator/main.ts'), [
    ...['--vehicles', String(vehicles), '--accounts', '600', '--latency', String(LATENCY), '--tps', '0'],
  ]);
  const at = await new Promise<z.infer<typeof ready>>((resolve, reject) => {
    provider.on('message', (message) => {
      const parsed = ready.safeParse(message);
      if (parsed.success) resolve(parsed.data);
    });
    provider.once('exit', () => {
      reject(new Error('the provider did not start'));
    });
  });
  return { provider, at };
}

const { provider, at } = await startProvider();
const asked: string[] = [];
let measuring = false;
const rows: Record<string, Record<string, number>> = {};
const timing = systemTiming();

for (const rate of rates) {
  asked.length = 0;
  measuring = false;
  const client = new OpenApiClient({
    base: at.url,
    account: at.account,
    passwordDigest: passwordDigest(at.password),
    limits: { highestRate: LOAD_RATE, maxInFlight: 16 },
    fetch: (url, init) => {
      if (measuring && url.includes('/api/track')) {
        asked.push(...(new URL(url).searchParams.get('imeis') ?? '').split(','));
      }
      return fetch(url, init);
    },
  });
  const fleet = new FleetService({
    api: client,
    account: at.account,
    timing,
    pace: () => client.status().pace,
    serverTime: () => Date.now() / 1_000,
    longestAge: 86_400,
    store: null,
    onArchiveFailure: () => undefined,
  });
  await client.signIn();
  const loaded = fleet.start();
  fleet.pauseSweep();
  await loaded;
  const devices = fleet.progress().devicesKnown;
  client.limitTo({ highestRate: rate });
  await pause(2_000);

  measuring = true;
  const cpu = process.cpuUsage();
  const started = performance.now();
  fleet.resumeSweep();
  for (
    let status = fleet.sweepStatus();
    status.neverAsked + status.underWay > 0;
    status = fleet.sweepStatus()
  ) {
    if (status.neverAsked === 0) fleet.pauseSweep();
    await pause(20);
  }
  const seconds = (performance.now() - started) / 1_000;
  const bound = Math.ceil(devices / 100) / rate;
  const { user, system } = process.cpuUsage(cpu);
  rows[`${rate} requests a second`] = {
    devices,
    seconds: Math.round(seconds * 100) / 100,
    bound,
    'times the bound': Math.round((seconds / bound) * 1_000) / 1_000,
    'asked twice': asked.length - new Set(asked).size,
    'CPU %': Math.round((user + system) / 1e4 / seconds),
  };
  await fleet.stop();
  client.close();
}

provider.send({ type: 'close' });
console.table(rows);
mkdirSync(fromRoot('out/bench'), { recursive: true });
writeFileSync(
  fromRoot('out/bench/sweep.json'),
  `${JSON.stringify({ node: process.version, rows }, null, 2)}\n`,
);
