// A console without windows that blocks accounts, to be killed: archive, client, engine and kinds as the app has them.
import { AuditStore } from '../../electron/archive/audit.ts';
import { openArchive } from '../../electron/archive/database.ts';
import { JobJournal } from '../../electron/archive/journal.ts';
import { Administration } from '../../electron/administration/administration.ts';
import type { Accounts } from '../../electron/administration/accounts.ts';
import { jobOptions, type JobStatus } from '../../electron/contract/job.ts';
import type { Result } from '../../electron/contract/result.ts';
import { systemClock } from '../../electron/jobs/clock.ts';
import { JobEngine } from '../../electron/jobs/engine.ts';
import { OpenApiClient } from '../../electron/openapi/client.ts';

/** What the test hands over in the environment variable CHAOS. */
export interface ChaosTask {
  readonly folder: string;
  readonly server: string;
  readonly account: string;
  readonly digest: string;
  readonly targets: readonly string[];
  readonly settleMs: number;
  readonly concurrency: number;
}

const task = JSON.parse(process.env['CHAOS'] ?? '') as ChaosTask;
const session = { server: task.server, account: task.account };

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.code} ${result.failure.detail ?? ''}`);
  return result.value;
}

const accounts: Accounts = {
  root: () => task.account,
  find: () => null,
  all: () => [],
  devicesOf: () => [],
  isComplete: () => false,
};

const { archive } = must(openArchive(task.folder, task.server, task.account, Date.now()));
const audit = new AuditStore(archive);
const api = new OpenApiClient({
  base: task.server,
  account: task.account,
  passwordDigest: task.digest,
  fetch,
  limits: { highestRate: 10_000, maxInFlight: 64 },
});
let jobs = 0;
const parts = {
  session: () => session,
  who: () => 'chaos',
  newId: () => `job-${Date.now()}-${(jobs += 1)}`,
  now: () => Date.now(),
};
const administration = new Administration({
  ...parts,
  api,
  accounts,
  onBlocked: () => undefined,
  readTable: () => Promise.reject(new Error('no file is read here')),
  formatDate: String,
  trySignIn: () => Promise.reject(new Error('nobody signs in here')),
  audit: (entry) => audit.append(entry),
  deedsOn: (account) => audit.deedsOn(account),
});

let finished: (status: JobStatus) => void = () => undefined;
const done = new Promise<JobStatus>((resolve) => {
  finished = resolve;
});
const engine = new JobEngine({
  ...parts,
  journal: new JobJournal(archive, audit),
  kinds: administration.kinds,
  clock: systemClock(),
  pace: () => null,
  blast: () => ({ accountsBelow: null, vehicles: null, vehiclesMoving: null, openAlarms: null }),
  settleMs: task.settleMs,
  onChange: (status) => {
    if (status.state === 'done' || (status.state === 'paused' && status.pausedBecause !== 'restart'))
      finished(status);
  },
});
administration.attach(engine);

must(await api.signIn());
process.send?.('ready');
must(engine.recover());
// A job whose rows were not all written when the process was killed is cancelled: nothing of it was sent.
const last = engine.list().find((job) => job.state !== 'cancelled');
if (last === undefined) {
  const drafted = must(
    await administration.plan({ kind: 'block', targets: { from: 'accounts', accounts: [...task.targets] } }),
  );
  const preview = must(await engine.preview(drafted.plan));
  must(
    await engine.start({
      hash: preview.hash,
      typed: String(preview.counts.change),
      reason: 'chaos',
      options: jobOptions.parse({ concurrency: task.concurrency }),
      scheduledFor: null,
    }),
  );
} else if (last.state === 'paused') {
  must(await engine.resume(last.id));
} else {
  finished(last);
}
const status = await done;
const failed = must(engine.rows(status.id, { state: 'failed', text: '', offset: 0, limit: 20 })).rows;
await engine.close();
api.close();
archive.close();
process.send?.({ state: status.state, counts: status.counts, failure: status.failure, failed });
process.disconnect();
