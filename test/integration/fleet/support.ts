import { afterEach } from 'vitest';
import type { DirectoryStore } from '../../../electron/archive/directory-store.ts';
import { FleetService } from '../../../electron/fleet/service.ts';
import type { Bed } from '../openapi/support.ts';

const running: FleetService[] = [];

afterEach(async () => {
  for (const fleet of running.splice(0)) await fleet.stop();
});

/** A fleet over the client of a test bed, stopped after the test. */
export function openFleet(bed: Bed, store: DirectoryStore | null = null): FleetService {
  const fleet = new FleetService({
    api: bed.client,
    account: bed.simulator.account,
    timing: bed.timing,
    pace: () => bed.client.status().pace,
    serverTime: () => Math.round(bed.timing.now() / 1_000) + bed.client.status().clockOffset,
    longestAge: 300,
    store,
    onArchiveFailure: () => undefined,
  });
  running.push(fleet);
  return fleet;
}

/** Looks again until it holds; the test's own time limit ends a wait in vain. */
export async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** The IMEIs of every track request that left, in order. */
export function trackRequests(bed: Bed): string[][] {
  return bed.sent
    .map(({ url }) => new URL(url))
    .filter(({ pathname }) => pathname.endsWith('/api/track'))
    .map(({ searchParams }) => (searchParams.get('imeis') ?? '').split(','));
}
