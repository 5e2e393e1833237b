import { parseArgs } from 'node:util';
import { simulatorOptions } from './options.ts';
import type { SimulatorOptions } from './options.ts';

export const usage = `Usage: npm run simulator -- [options]

  --port N          port on the loopback address (default: a free one)
  --vehicles N      devices, up to 100000 (default 5000)
  --accounts N      accounts below the demo distributor, up to 20000 (default 1200)
  --seed N          another world (default 1)
  --speed N         seconds of the world per second (default 1)
  --start-at N      Unix seconds at which the world's time begins (default: now)
  --latency N       milliseconds added to every answer
  --tps N           requests a second allowed per account (default 200; 0: no limit)
  --odd-texts       plates that break careless software, on the first devices
  --faults JSON     any of the fault switches (see electron/simulator/README.md)
  --control-key K   key of the control address (default: random)
  --help`;

/** What a person types on the command line has the demo's habits: a rate limit, if a generous one. */
const DEMO_TPS = 200;

type Choice = { readonly help: true } | { readonly problem: string } | { readonly options: SimulatorOptions };

/** Reads command-line arguments; a problem is told in words for the terminal. */
export function readArguments(args: readonly string[]): Choice {
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        vehicles: { type: 'string' },
        accounts: { type: 'string' },
        seed: { type: 'string' },
        speed: { type: 'string' },
        'start-at': { type: 'string' },
        latency: { type: 'string' },
        tps: { type: 'string' },
        faults: { type: 'string' },
        'control-key': { type: 'string' },
        'odd-texts': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }));
  } catch (error) {
    return { problem: error instanceof Error ? error.message : 'arguments not understood' };
  }
  if (values['help'] === true) return { help: true };
  let faults: unknown;
  try {
    faults = JSON.parse(String(values['faults'] ?? '{}'));
  } catch {
    return { problem: '--faults is not JSON' };
  }
  const given = {
    port: numeric(values['port']),
    vehicles: numeric(values['vehicles']),
    accounts: numeric(values['accounts']),
    seed: numeric(values['seed']),
    speed: numeric(values['speed']),
    startAt: numeric(values['start-at']),
    oddTexts: values['odd-texts'] === true,
    ledgerDepth: 20,
    controlKey: values['control-key'],
    faults: {
      tps: numeric(values['tps']) ?? DEMO_TPS,
      ...(values['latency'] === undefined ? {} : { latencyMs: numeric(values['latency']) }),
      ...(typeof faults === 'object' ? faults : {}),
    },
  };
  const checked = simulatorOptions.safeParse(
    Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  );
  if (checked.success) return { options: checked.data };
  return {
    problem: checked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'),
  };
}

function numeric(value: string | boolean | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}
