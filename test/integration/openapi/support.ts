import { afterEach } from 'vitest';
import { OpenApiClient, type ClientOptions } from '../../../electron/openapi/client.ts';
import { passwordDigest } from '../../../electron/openapi/digest.ts';
import type { Timing } from '../../../electron/openapi/timing.ts';
import type { Fetch } from '../../../electron/openapi/transport.ts';
import {
  startSimulator,
  type SimulatorHandle,
  type SimulatorOptions,
} from '../../../electron/simulator/server.ts';
import { NOON } from '../../support/habits.ts';

export const action = { lane: 'action' } as const;
export const sweep = { lane: 'sweep' } as const;

/** Time that runs `factor` times as fast for client and simulator alike, so that pauses of seconds take moments. */
export function hastyTiming(factor: number): Timing {
  const start = Date.now();
  const began = performance.now();
  const elapsed = (): number => (performance.now() - began) * factor;
  return {
    now: () => start + elapsed(),
    elapsed,
    after: (milliseconds, callback) => {
      const timer = setTimeout(callback, milliseconds / factor);
      return () => {
        clearTimeout(timer);
      };
    },
  };
}

/** A request as it left. */
interface Sent {
  readonly method: string;
  readonly url: string;
}

export interface Bed {
  readonly simulator: SimulatorHandle;
  readonly client: OpenApiClient;
  readonly timing: Timing;
  readonly sent: readonly Sent[];
  /** Another client of the same account. */
  another(options?: Partial<ClientOptions>): OpenApiClient;
}

const open: { readonly simulator: SimulatorHandle; readonly clients: OpenApiClient[] }[] = [];

afterEach(async () => {
  for (const { simulator, clients } of open.splice(0)) {
    for (const client of clients) client.close();
    await simulator.close();
  }
});

/** A simulator and a client that is not signed in yet, both closed after the test. */
export async function openBed(
  world: SimulatorOptions = {},
  options: Partial<ClientOptions> = {},
  timing: Timing = hastyTiming(20),
): Promise<Bed> {
  const simulator = await startSimulator(
    { habitsOf: NOON, vehicles: 300, accounts: 40, ...world },
    timing.now,
  );
  const clients: OpenApiClient[] = [];
  open.push({ simulator, clients });
  const sent: Sent[] = [];
  const recording: Fetch = (url, init) => {
    sent.push({ method: init.method, url });
    return fetch(url, init);
  };
  const another = (more: Partial<ClientOptions> = {}): OpenApiClient => {
    const client = new OpenApiClient({
      base: simulator.url,
      account: simulator.account,
      passwordDigest: passwordDigest(simulator.password),
      fetch: recording,
      timing,
      limits: { highestRate: 100, maxInFlight: 8 },
      timeout: 60_000,
      ...options,
      ...more,
    });
    clients.push(client);
    return client;
  };
  return { simulator, client: another(), timing, sent, another };
}

/** All IMEIs below the demo account. */
export function allImeis({ simulator }: Bed): string[] {
  return simulator.control.find({ limit: 100_000 }).map(({ imei }) => imei);
}
