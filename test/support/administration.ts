import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Administration } from '../../electron/administration/administration.ts';
import { AuditStore } from '../../electron/archive/audit.ts';
import { openArchive, type Archive } from '../../electron/archive/database.ts';
import { JobJournal } from '../../electron/archive/journal.ts';
import type { PlanRequest } from '../../electron/contract/administration.ts';
import { jobOptions, type JobOptions, type JobStatus, type Plan } from '../../electron/contract/job.ts';

import { systemClock } from '../../electron/jobs/clock.ts';
import { JobEngine } from '../../electron/jobs/engine.ts';
import type { Journal } from '../../electron/jobs/journal.ts';
import { OpenApiClient } from '../../electron/openapi/client.ts';
import { passwordDigest } from '../../electron/openapi/digest.ts';
import { readTable } from '../../electron/reports/read-table.ts';
import {
  startSimulator,
  type SimulatorHandle,
  type SimulatorOptions,
} from '../../electron/simulator/server.ts';
import { accountsOf, aNode } from './accounts.ts';
import { value } from './archive.ts';
import { NOON } from './habits.ts';

export interface OfficeOptions {
  readonly world?: SimulatorOptions;
  readonly settleMs?: number;
  /** Milliseconds after which the client gives a request up. */
  readonly timeout?: number;
  /** Wraps the journal, to measure it. */
  readonly journal?: (journal: Journal) => Journal;
}

/** Everything that administers accounts, against a simulator over HTTP, as the app composes it. */
export class Office {
  readonly simulator: SimulatorHandle;
  readonly folder = mkdtempSync(join(tmpdir(), 'office-'));
  readonly client: OpenApiClient;
  readonly #options: OfficeOptions;
  #archive!: Archive;
  administration!: Administration;
  engine!: JobEngine;
  audit!: AuditStore;
  readonly blocked = new Map<string, boolean>();
  #waiting: { id: string; states: readonly string[]; resolve: (status: JobStatus) => void }[] = [];
  #jobs = 0;

  private constructor(simulator: SimulatorHandle, options: OfficeOptions) {
    this.simulator = simulator;
    this.#options = options;
    this.client = this.#clientFor(simulator.account, passwordDigest(simulator.password));
  }

  static async open(options: OfficeOptions = {}): Promise<Office> {
    const office = new Office(
      await startSimulator({ habitsOf: NOON, vehicles: 20, accounts: 60, ...options.world }),
      options,
    );
    value(await office.client.signIn());
    office.start();
    return office;
  }

  /** Names of all accounts below the signed-in one. */
  get below(): string[] {
    const { accounts } = this.simulator.world;
    const top = accounts.find(this.simulator.account)?.index ?? -1;
    return accounts.entries
      .filter(({ index }) => index !== top && accounts.isWithin(index, top))
      .map((entry) => entry.account);
  }

  isBlocked(name: string): boolean {
    const { accounts } = this.simulator.world;
    return accounts.isBlocked(accounts.find(name)?.index ?? -1);
  }

  /** Opens the archive and everything on it, as a start of the program does. */
  start(): void {
    const { simulator, client } = this;
    this.#archive = value(openArchive(this.folder, simulator.url, simulator.account, Date.now())).archive;
    this.audit = new AuditStore(this.#archive);
    const session = { server: simulator.url, account: simulator.account };
    const common = { session: () => session, who: () => 'olga' };
    this.administration = new Administration({
      ...common,
      api: client,
      accounts: accountsOf(
        this.below.map((name) => aNode(name, { blocked: this.blocked.get(name) ?? this.isBlocked(name) })),
      ),
      now: () => Date.now(),
      newId: () => `draft-${(this.#jobs += 1)}`,
      onBlocked: (account, blocked) => this.blocked.set(account, blocked),
      readTable,
      formatDate: (time) => new Date(time * 1_000).toISOString().slice(0, 10),
      trySignIn: async (account, digest) => {
        const other = this.#clientFor(account, digest);
        const tried = await other.signIn();
        other.close();
        return tried;
      },
      audit: (entry) => this.audit.append(entry),
      deedsOn: (account) => this.audit.deedsOn(account),
    });
    const journal = new JobJournal(this.#archive, this.audit);
    this.engine = new JobEngine({
      ...common,
      journal: this.#options.journal?.(journal) ?? journal,
      kinds: this.administration.kinds,
      clock: systemClock(),
      newId: () => `job-${Date.now()}-${(this.#jobs += 1)}`,
      pace: () => client.status().pace.allowedRate,
      blast: (_kind, targets) => ({
        accountsBelow: this.administration.accountsBelow(targets),
        vehicles: null,
        vehiclesMoving: null,
        openAlarms: null,
      }),
      settleMs: this.#options.settleMs ?? 100,
      onChange: (status) => {
        for (const one of this.#waiting.filter(
          ({ id, states }) => id === status.id && states.includes(status.state),
        )) {
          this.#waiting = this.#waiting.filter((other) => other !== one);
          one.resolve(status);
        }
      },
    });
    this.administration.attach(this.engine);
    value(this.engine.recover());
  }

  async plan(request: PlanRequest): Promise<Plan> {
    return value(await this.administration.plan(request)).plan;
  }

  /** Previews, confirms and starts a plan. */
  async run(
    plan: Plan,
    options: Partial<JobOptions> = {},
    inverseOf: string | null = null,
  ): Promise<JobStatus> {
    const preview = value(await this.engine.preview(plan, inverseOf));
    return value(
      await this.engine.start({
        hash: preview.hash,
        typed: preview.confirmation.type === 'count' ? String(preview.confirmation.count) : '',
        reason: 'a test',
        options: { ...jobOptions.parse({}), ...options },
        scheduledFor: null,
      }),
    );
  }

  /** Resolves when a job is in one of these states. */
  async until(id: string, ...states: readonly JobStatus['state'][]): Promise<JobStatus> {
    const now = value(this.engine.status(id));
    if (states.includes(now.state)) return now;
    return new Promise((resolve) => {
      this.#waiting.push({ id, states, resolve });
    });
  }

  /** Ends the program in an orderly way and starts it again on the same archive. */
  async restart(): Promise<void> {
    await this.engine.close();
    this.administration.close();
    this.#archive.close();
    this.start();
  }

  async close(): Promise<void> {
    await this.engine.close();
    this.client.close();
    this.#archive.close();
    await this.simulator.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #clientFor(account: string, digest: string): OpenApiClient {
    return new OpenApiClient({
      base: this.simulator.url,
      account,
      passwordDigest: digest,
      fetch,
      limits: { highestRate: 100_000, maxInFlight: 64 },
      timeout: this.#options.timeout ?? 5_000,
    });
  }
}
