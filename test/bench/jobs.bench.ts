/**
 * Jobs against a provider that adds 20 ms: 10,000 blocks beside the same requests without a journal and beside what
 * the concurrency allows, the journal's cost a row, the preview of 20,000 rows, 10,000 recipients of one message.
 * Prints a table and writes out/bench/jobs.json. Run by `npm run bench -- jobs`; a number as argument is how many
 * accounts are blocked.
 */
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Administration } from '../../electron/administration/administration.ts';
import { AuditStore } from '../../electron/archive/audit.ts';
import { openArchive } from '../../electron/archive/database.ts';
import { JobJournal } from '../../electron/archive/journal.ts';
import { jobOptions, type JobStatus, type Plan } from '../../electron/contract/job.ts';
import { fail } from '../../electron/contract/result.ts';
import { systemClock } from '../../electron/jobs/clock.ts';
import { JobEngine } from '../../electron/jobs/engine.ts';
import type { Journal } from '../../electron/jobs/journal.ts';
import { OpenApiClient } from '../../electron/openapi/client.ts';
import { passwordDigest } from '../../electron/openapi/digest.ts';
import { accountsOf, aNode } from '../support/accounts.ts';
import { value } from '../support/archive.ts';

const fromRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const blocks = Number(process.argv[2] ?? 10_000);
const LATENCY = 20;
const CONCURRENCY = 8;
const WORLD = 20_000;

const ready = z.object({
  type: z.literal('simulator-ready'),
  url: z.string(),
  account: z.string(),
  password: z.string(),
});

async function startProvider(): Promise<{ provider: ReturnType<typeof fork>; at: z.infer<typeof ready> }> {
  const provider = fork(fromRoot('electron/simulator/main.ts'), [
    ...['--vehicles', '10', '--accounts', String(WORLD), '--latency', String(LATENCY), '--tps', '0'],
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

/** The names of the whole tree, as the console reads them. */
async function namesBelow(client: OpenApiClient, top: string): Promise<string[]> {
  const names: string[] = [];
  let level = [top];
  while (level.length > 0) {
    const listed = await Promise.all(level.map((account) => client.subAccounts(account, { lane: 'sweep' })));
    const found = listed.flatMap((list, place) =>
      value(list).rows.filter((row) => row.account !== level[place]),
    );
    names.push(...found.map((row) => row.account));
    level = found.filter((row) => row.role === 'distributor').map((row) => row.account);
  }
  return names;
}

/** A journal that tells how long it kept main busy. */
function timed(journal: Journal): { journal: Journal; spent: () => number; commits: () => number[] } {
  let spent = 0;
  const commits: number[] = [];
  const clocked = <T>(work: () => T): T => {
    const begun = performance.now();
    const result = work();
    spent += performance.now() - begun;
    return result;
  };
  return {
    journal: {
      create: (job) => clocked(() => journal.create(job)),
      addRows: (job, rows) => clocked(() => journal.addRows(job, rows)),
      commit: (change) => {
        const before = spent;
        const written = clocked(() => journal.commit(change));
        commits.push(spent - before);
        return written;
      },
      jobs: () => journal.jobs(),
      counts: (job) => journal.counts(job),
      rows: (job, query) => journal.rows(job, query),
      slice: (job, index, limit) => journal.slice(job, index, limit),
      targets: (job, states) => journal.targets(job, states),
      tell: (job, targets) => journal.tell(job, targets),
      ofTarget: (target, limit) => journal.ofTarget(target, limit),
    },
    spent: () => spent,
    commits: () => commits,
  };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

const { provider, at } = await startProvider();
const folder = mkdtempSync(join(tmpdir(), 'jobs-bench-'));
let requests = 0;
const client = new OpenApiClient({
  base: at.url,
  account: at.account,
  passwordDigest: passwordDigest(at.password),
  fetch: (url, init) => {
    requests += 1;
    return fetch(url, init);
  },
  limits: { highestRate: 100_000, maxInFlight: 64 },
});
value(await client.signIn());
const names = await namesBelow(client, at.account);
const targets = names.slice(0, blocks);

const { archive } = value(openArchive(folder, at.url, at.account, Date.now()));
const audit = new AuditStore(archive);
const meter = timed(new JobJournal(archive, audit));
const session = { server: at.url, account: at.account };
const accounts = accountsOf(names.map((name) => aNode(name)));
let ids = 0;
const common = { session: () => session, who: () => 'bench', newId: () => `id-${(ids += 1)}` };
const administration = new Administration({
  ...common,
  api: client,
  accounts,
  now: () => Date.now(),
  onBlocked: () => undefined,
  readTable: () => Promise.resolve(fail({ code: 'file.unreadable' })),
  formatDate: String,
  trySignIn: () => Promise.resolve(fail({ code: 'session.signedOut' })),
  audit: (entry) => audit.append(entry),
  deedsOn: (account) => audit.deedsOn(account),
});
let ended: (status: JobStatus) => void = () => undefined;
const engine = new JobEngine({
  ...common,
  journal: meter.journal,
  kinds: administration.kinds,
  clock: systemClock(),
  pace: () => null,
  blast: (_kind, some) => ({
    accountsBelow: administration.accountsBelow(some),
    vehicles: null,
    vehiclesMoving: null,
    openAlarms: null,
  }),
  settleMs: 1_000,
  onChange: (status) => {
    if (status.state === 'done' || status.state === 'paused') ended(status);
  },
});

async function run(plan: Plan): Promise<number> {
  const preview = value(await engine.preview(plan));
  const end = new Promise<JobStatus>((resolve) => {
    ended = resolve;
  });
  const options = jobOptions.parse({ concurrency: CONCURRENCY });
  const typed = String(preview.counts.change);
  const begun = performance.now();
  value(await engine.start({ hash: preview.hash, typed, reason: 'bench', options, scheduledFor: null }));
  const status = await end;
  if (status.state !== 'done' || status.counts.done !== plan.rows.length) {
    throw new Error(`the job did not end well: ${JSON.stringify(status.counts)}`);
  }
  return performance.now() - begun;
}

/** The same requests by the same client at the same concurrency, without plan, journal or audit. */
async function bare(some: readonly string[]): Promise<number> {
  let next = 0;
  const begun = performance.now();
  const worker = async (): Promise<void> => {
    for (let name = some[next]; name !== undefined; name = some[next]) {
      next += 1;
      value(await client.unblock(name, { lane: 'action' }));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return performance.now() - begun;
}

const planOf = async (kind: 'block' | 'message', some: readonly string[]): Promise<Plan> =>
  value(
    await administration.plan(
      kind === 'block'
        ? { kind, targets: { from: 'accounts', accounts: [...some] } }
        : { kind, targets: { from: 'accounts', accounts: [...some] }, content: 'Maintenance tonight' },
    ),
  ).plan;

const big = await planOf('block', names);
const previews: number[] = [];
for (let turn = 0; turn < 5; turn += 1) {
  const begun = performance.now();
  value(await engine.preview(big));
  previews.push(performance.now() - begun);
}

await bare(targets.slice(0, 500));
const without = await bare(targets);
globalThis.gc?.();
const heapBefore = process.memoryUsage().heapUsed;
const stall = monitorEventLoopDelay({ resolution: 5 });
stall.enable();
const spentBefore = meter.spent();
const commitsBefore = meter.commits().length;
const took = await run(await planOf('block', targets));
stall.disable();
const journal = meter.spent() - spentBefore;
const commits = meter.commits().slice(commitsBefore);
globalThis.gc?.();
const heapAfter = process.memoryUsage().heapUsed;

const requestsBefore = requests;
const messages = await run(await planOf('message', names.slice(0, 10_000)));
const messageRequests = requests - requestsBefore;

const allowed = (CONCURRENCY * 1_000) / LATENCY;
const rate = (targets.length * 1_000) / took;
const result = {
  blocks: targets.length,
  concurrency: CONCURRENCY,
  latencyMs: LATENCY,
  seconds: took / 1_000,
  rowsPerSecond: rate,
  ofWhatLatencyAllows: rate / allowed,
  bareRowsPerSecond: (targets.length * 1_000) / without,
  ofTheSameRequestsBare: without / took,
  journalMsPerRow: journal / targets.length,
  journalMsPerRowByMedian: (median(commits) * commits.length) / targets.length,
  rowsPerTransaction: targets.length / commits.length,
  longestStallMs: stall.max / 1e6,
  stall99Ms: stall.percentile(99) / 1e6,
  heapGrowthMB: (heapAfter - heapBefore) / 1e6,
  previewRows: big.rows.length,
  previewMs: median(previews),
  messageRecipients: Math.min(10_000, names.length),
  messageRequests,
  messageSeconds: messages / 1_000,
};
console.table(
  Object.fromEntries(
    Object.entries(result).map(([name, figure]) => [name, Math.round(figure * 1_000) / 1_000]),
  ),
);
mkdirSync(fromRoot('out/bench'), { recursive: true });
writeFileSync(fromRoot('out/bench/jobs.json'), `${JSON.stringify(result, null, 2)}\n`);

await engine.close();
client.close();
archive.close();
rmSync(folder, { recursive: true, force: true });
provider.kill();
