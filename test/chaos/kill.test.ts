import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditStore } from '../../electron/archive/audit.ts';
import { openArchive } from '../../electron/archive/database.ts';
import { JobJournal } from '../../electron/archive/journal.ts';
import { passwordDigest } from '../../electron/openapi/digest.ts';
import { startSimulator, type SimulatorHandle } from '../../electron/simulator/server.ts';
import { value } from '../support/archive.ts';
import type { ChaosTask } from './console.ts';

const KILLS = 50;
const ACCOUNTS = 1_000;
const entry = fileURLToPath(new URL('./console.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'chaos-'));
let simulator: SimulatorHandle;
let child: ChildProcess | null = null;

beforeAll(async () => {
  simulator = await startSimulator({
    vehicles: 10,
    accounts: ACCOUNTS,
    faults: { latencyMs: 10, latencyJitterMs: 20 },
  });
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the console; resolves when it is about to look at its journal. */
async function start(task: ChaosTask): Promise<{ process: ChildProcess; end: Promise<unknown> }> {
  const process = fork(entry, [], {
    // The cache keeps what Node made of the sources, so that a start takes a fraction of the time.
    env: { CHAOS: JSON.stringify(task), NODE_COMPILE_CACHE: join(folder, 'cache') },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child = process;
  let said: unknown = null;
  const end = new Promise<unknown>((resolve) => {
    process.once('exit', () => {
      resolve(said);
    });
  });
  await new Promise<void>((resolve, reject) => {
    process.on('message', (message) => {
      if (message === 'ready') resolve();
      else said = message;
    });
    void end.then(() => {
      reject(new Error('the console ended before it was ready'));
    });
  });
  return { process, end };
}

/** Waits until something holds, looking every few milliseconds, or until the console has ended by itself. */
async function until(holds: () => boolean, end: Promise<unknown>): Promise<void> {
  const ended = new AbortController();
  void end.then(() => {
    ended.abort();
  });
  while (!holds() && !ended.signal.aborted) await wait(3);
  await wait(Math.random() * 15);
}

describe('a block job whose console is killed', () => {
  it(`at ${KILLS} random moments changes every account exactly once by the provider's own ledger`, async () => {
    const known = simulator.world.accounts;
    const top = known.find(simulator.account)?.index ?? -1;
    const targets = known.entries
      .filter(({ index }) => index !== top && known.isWithin(index, top) && !known.isBlocked(index))
      .map(({ account }) => account);
    expect(targets.length).toBeGreaterThan(ACCOUNTS * 0.8);
    const task: ChaosTask = {
      folder,
      server: simulator.url,
      account: simulator.account,
      digest: passwordDigest(simulator.password),
      targets,
      settleMs: 150,
      concurrency: 4,
    };
    let kills = 0;
    let whileRunning = 0;
    while (kills < KILLS) {
      const before = simulator.ledger.entries('block').length;
      const work = 1 + Math.floor(Math.random() * 20);
      const { process, end } = await start(task);
      // One time in three at any moment, the start included; else in the middle of the work.
      if (kills % 3 === 0) await wait(Math.random() * 200);
      else await until(() => simulator.ledger.entries('block').length >= before + work, end);
      process.kill('SIGKILL');
      await end;
      kills += 1;
      if (simulator.ledger.entries('block').length > before) whileRunning += 1;
      expect(simulator.ledger.entries('block').length).toBeLessThan(targets.length);
    }
    const { end } = await start(task);
    expect(await end).toMatchObject({
      state: 'done',
      failed: [],
      counts: { done: targets.length, unknown: 0, failed: 0 },
    });

    // The moments were worth something: most of them met the job at work.
    expect(whileRunning).toBeGreaterThan(KILLS / 2);
    const changed = simulator.ledger.entries('block').map((entry) => entry.target);
    expect(changed.toSorted()).toEqual(targets.toSorted());
    expect(targets.filter((name) => simulator.ledger.count('block', name) !== 1)).toEqual([]);

    const { archive } = value(openArchive(folder, simulator.url, simulator.account, 0));
    const audit = new AuditStore(archive);
    const journal = new JobJournal(archive, audit);
    const sure = value(journal.jobs()).filter((job) => job.state === 'done');
    expect(sure).toHaveLength(1);
    expect(value(await audit.verify()).flaws).toEqual([]);
    archive.close();
  }, 180_000);
});
