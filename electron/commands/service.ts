import type { CommandStore } from '../archive/command-store.ts';
import type { AuditResult } from '../contract/audit.ts';
import { changesSince, guardCommand } from '../contract/command-guard.ts';
import type {
  CommandPage,
  CommandQuery,
  CommandRecord,
  CommandSituation,
  CommandState,
  ConfirmHeldInput,
  MeantCommand,
  SendCommandInput,
  Signature,
} from '../contract/command-desk.ts';
import type { Failure } from '../contract/errors.ts';
import type { Position } from '../contract/position.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { OpenApi } from '../openapi/api.ts';
import type { Timing } from '../openapi/timing.ts';
import { actionOf, Flight } from './flight.ts';
import { guardFailure } from './guard-words.ts';
import { CommandLog } from './log.ts';
import { Signers } from './signers.ts';
import { isReachable, readSituation, situationOf, type Vehicles } from './situation.ts';
import { EFFECT_WINDOW, TelemetryWatch } from './watch.ts';

export interface CommandParts {
  readonly api: Pick<OpenApi, 'track' | 'sendCommand' | 'queryCommand'>;
  readonly vehicles: Vehicles;
  readonly store: CommandStore;
  readonly timing: Timing;
  /** Who works here now, and the user of the computer behind that name. */
  readonly user: () => string;
  readonly systemUser: string;
  readonly newId: () => string;
  readonly audit: (action: string, target: string, result: AuditResult, detail: string) => void;
  /** The archive could not keep what happened. */
  readonly onLost: (failure: Failure) => void;
}

/** Commands that are not at their end: held for their device, and sent without an answer yet. */
export interface PendingCommands {
  readonly held: number;
  readonly underWay: number;
}

/** What a job says of every one of its commands. */
export interface JobOrder {
  readonly job: string;
  readonly reason: string;
  readonly override: string;
  readonly signedBy: string;
}

/** States of a command that has left or is about to, and those in which it has no end yet. */
const onTheWay: ReadonlySet<CommandState> = new Set(['sending', 'waiting']);
const undecided: ReadonlySet<CommandState> = new Set([...onTheWay, 'held', 'asks']);
const HOUR = 3_600_000;
/** Milliseconds after which a command that the provider took before a restart is not asked for any more. */
const STILL_ASKED = 60_000;
/** Milliseconds that requests under way have to end when the console closes. */
const GRACE = 3_000;

/** Commands to vehicles: guarded, signed, written down before they leave, followed to their end and to their effect. */
export class CommandService {
  readonly signers: Signers;
  readonly #parts: CommandParts;
  readonly #log: CommandLog;
  readonly #flight: Flight;
  readonly #watch: TelemetryWatch;
  readonly #ending = new AbortController();
  readonly #flying = new Set<Promise<CommandRecord>>();
  /** Held commands whose device is being read, so that none fires twice. */
  readonly #firing = new Set<string>();

  constructor(parts: CommandParts) {
    this.#parts = parts;
    const { api, timing, store, audit, onLost } = parts;
    this.signers = new Signers(store, () => [parts.user(), parts.systemUser], timing.now);
    this.#log = new CommandLog({ store, audit, onLost });
    const { signal } = this.#ending;
    this.#flight = new Flight({ api, timing, log: this.#log, signal });
    this.#watch = new TelemetryWatch({
      api,
      timing,
      log: this.#log,
      signal,
      onHeldRead: (record, position) => {
        this.#heldRead(record, position);
      },
    });
    this.#log.onChange(() => {
      this.#watch.poke();
    });
  }

  /**
   * Takes up what an earlier run left: an intent without an outcome is unknown and is not sent again, an answer that
   * is still due is asked for, held commands go on waiting.
   */
  start(): Result<null> {
    const { store, timing } = this.#parts;
    const open = store.inStates(['sending', 'waiting', 'held', 'asks']);
    if (!open.ok) return open;
    const watched = store.watched(timing.now() - EFFECT_WINDOW * 2);
    if (!watched.ok) return watched;
    for (const record of [...open.value, ...watched.value]) this.#log.adopt(record);
    for (const record of open.value) {
      if (record.state === 'sending') {
        const failure: Failure = { code: 'outcome.unknown', detail: 'The console ended while it was sent.' };
        this.#log.note(record.id, { state: 'unknown', failure, settledAt: timing.now() });
        this.#log.audit(record, actionOf(record), 'unknown', 'the console ended while it was sent');
      } else if (record.state === 'waiting') {
        const late = timing.now() - (record.sentAt ?? 0) > STILL_ASKED;
        if (late) this.#log.note(record.id, { state: 'timedOut', settledAt: timing.now() });
        else void this.#follow(this.#flight.follow(record));
      }
    }
    this.#watch.poke();
    return succeed(null);
  }

  /** Tells every change of every command. Gives the way to stop. */
  onChange(listener: (record: CommandRecord) => void): () => void {
    return this.#log.onChange(listener);
  }

  /** How a vehicle is right now (2.2). */
  situation(imei: string): Promise<Result<CommandSituation>> {
    return readSituation(this.#parts.api, this.#parts.vehicles, imei);
  }

  /**
   * Sends a command, or holds it for a device that is offline. Returns when the intent is on disk; what becomes of
   * it is told by `onChange`.
   *
   * @returns `command.guard`, `command.signature`, `command.state` (the same is on its way) or the archive's failure:
   *   nothing was sent then
   */
  async send(input: SendCommandInput): Promise<Result<CommandRecord>> {
    const { imei, command, reason } = input;
    const now = await this.situation(imei);
    if (!now.ok) return now;
    const hold = input.holdHours !== null && !isReachable(now.value);
    const allowed = await this.#allow(command, now.value, input.override, input.signature, hold);
    if (!allowed.ok) return allowed;
    const busy = this.#onItsWay(imei, command);
    if (busy !== null) return fail(busy);
    const order = { job: null, reason, override: input.override ?? '', signedBy: allowed.value };
    const record = this.#record(command, now.value, order);
    if (hold) {
      const expiresAt = record.createdAt + (input.holdHours ?? 0) * HOUR;
      const held = this.#log.begin({ ...record, state: 'held', expiresAt });
      if (held.ok) this.#log.audit(record, 'command.hold', 'started', whyOf(record));
      return held;
    }
    const begun = this.#log.begin(record);
    if (begun.ok) void this.#launch(begun.value);
    return begun;
  }

  /** Sends a held command that asks again, in the situation as it is now. */
  async confirmHeld({ id, override, signature }: ConfirmHeldInput): Promise<Result<CommandRecord>> {
    const found = this.#log.find(id);
    if (!found.ok) return found;
    if (found.value.state !== 'asks') return fail({ code: 'command.state', concerns: id });
    const now = await this.situation(found.value.imei);
    if (!now.ok) return now;
    const allowed = await this.#allow(found.value.command, now.value, override, signature, false);
    if (!allowed.ok) return allowed;
    // Somebody else may have cancelled it, or sent it, or its time may have ended while this was read.
    const again = this.#log.find(id);
    if (!again.ok || again.value.state !== 'asks' || this.#isOver(again.value)) {
      return fail({ code: 'command.state', concerns: id });
    }
    const busy = this.#onItsWay(again.value.imei, again.value.command, onTheWay);
    if (busy !== null) return fail(busy);
    const intent = this.#log.intend(id, {
      state: 'sending',
      situation: now.value,
      override: override ?? '',
      signedBy: allowed.value,
    });
    if (intent.ok) void this.#launch(intent.value);
    return intent;
  }

  /** Takes back a command that waits for its device. What left cannot be taken back. */
  cancel(id: string): Result<CommandRecord> {
    const found = this.#log.find(id);
    if (!found.ok) return found;
    const { state } = found.value;
    if (state !== 'held' && state !== 'asks') return fail({ code: 'command.state', concerns: id });
    const cancelled = this.#log.intend(id, { state: 'cancelled', settledAt: this.#parts.timing.now() });
    if (cancelled.ok) this.#log.audit(found.value, 'command.cancel', 'done', '');
    return cancelled;
  }

  /** Asks once more for the answer of a command that timed out; the device may have answered late. */
  async askAgain(id: string): Promise<Result<CommandRecord>> {
    const found = this.#log.find(id);
    if (!found.ok) return found;
    if (found.value.state !== 'timedOut') return fail({ code: 'command.state', concerns: id });
    return succeed(await this.#flight.ask(found.value));
  }

  /** How many commands are not at their end. */
  get pending(): PendingCommands {
    const states = this.#log.live().map(({ state }) => state);
    const among = (...wanted: readonly CommandState[]): number =>
      states.filter((state) => wanted.includes(state)).length;
    return { held: among('held', 'asks'), underWay: among('sending', 'waiting') };
  }

  page(query: CommandQuery): Result<CommandPage> {
    return this.#parts.store.page(query);
  }

  find(id: string): Result<CommandRecord> {
    return this.#log.find(id);
  }

  /**
   * One command of a job, to its end. The guard holds for each of them.
   *
   * @param stopped aborted: what has not left does not leave any more (`cancelled`)
   */
  async runForJob(
    imei: string,
    command: MeantCommand,
    order: JobOrder,
    stopped: AbortSignal,
  ): Promise<Result<CommandRecord>> {
    const now = await readSituation(this.#parts.api, this.#parts.vehicles, imei, stopped);
    // Reading takes its time, and the job may have been stopped in it.
    if (stopped.aborted) return fail({ code: 'cancelled', concerns: imei });
    if (!now.ok) return now;
    const policy = this.#parts.store.policy();
    if (!policy.ok) return policy;
    const guard = guardCommand(command.request.kind, now.value, policy.value);
    const refused = guardFailure(guard.refusals, now.value, policy.value);
    if (refused !== null && !(guard.overridable && order.override !== '')) return fail(refused);
    const busy = this.#onItsWay(imei, command);
    if (busy !== null) return fail(busy);
    const begun = this.#log.begin(this.#record(command, now.value, order));
    return begun.ok ? succeed(await this.#launch(begun.value, stopped)) : begun;
  }

  /** Ends everything; what is under way has a moment to end, the rest is told at the next start. */
  async close(): Promise<void> {
    this.#ending.abort();
    this.#watch.close();
    let stop = (): void => undefined;
    const patience = new Promise<void>((resolve) => {
      stop = this.#parts.timing.after(GRACE, resolve);
    });
    await Promise.race([Promise.allSettled(this.#flying), patience]);
    stop();
    this.#log.close();
  }

  async #allow(
    command: MeantCommand,
    now: CommandSituation,
    override: string | null,
    signature: Signature | null,
    hold: boolean,
  ): Promise<Result<string>> {
    const policy = this.#parts.store.policy();
    if (!policy.ok) return policy;
    const guard = guardCommand(command.request.kind, now, policy.value);
    // A held command is judged when its device is back: now its fix is old for certain.
    const refused = hold ? null : guardFailure(guard.refusals, now, policy.value);
    if (refused !== null && !(guard.overridable && override !== null)) {
      this.#parts.audit(`command.${command.request.kind}`, now.imei, 'refused', guard.refusals.join(', '));
      return fail(refused);
    }
    return guard.needsSecond ? this.signers.check(signature) : succeed('');
  }

  #record(
    command: MeantCommand,
    situation: CommandSituation,
    order: Omit<JobOrder, 'job'> & { readonly job: string | null },
  ): CommandRecord {
    return {
      ...order,
      id: this.#parts.newId(),
      imei: situation.imei,
      label: situation.label,
      account: situation.account,
      command,
      state: 'sending',
      verdict: null,
      answer: '',
      commandId: null,
      failure: null,
      effect: 'none',
      effectAt: null,
      by: this.#parts.user(),
      situation,
      changes: [],
      createdAt: this.#parts.timing.now(),
      sentAt: null,
      settledAt: null,
      expiresAt: null,
      heldSince: situation.heartTime ?? 0,
      queries: 0,
    };
  }

  #launch(record: CommandRecord, stopped: AbortSignal | null = null): Promise<CommandRecord> {
    this.#log.audit(record, actionOf(record), 'started', whyOf(record));
    return this.#follow(this.#flight.send(record, stopped));
  }

  #follow(flight: Promise<CommandRecord>): Promise<CommandRecord> {
    this.#flying.add(flight);
    const done = flight.then((record) => this.#landed(record));
    void done.finally(() => this.#flying.delete(flight));
    return done;
  }

  /** A held command that met its device offline again was not sent: it goes on waiting for the next beat. */
  #landed(record: CommandRecord): CommandRecord {
    const offline = record.state === 'refused' && record.failure?.code === 'provider.20017';
    if (!offline || record.expiresAt === null || this.#isOver(record)) return record;
    const heldSince = record.situation.heartTime ?? record.heldSince;
    return this.#log.note(record.id, { state: 'held', settledAt: null, sentAt: null, heldSince }) ?? record;
  }

  /** Why a command must not be sent beside another: the same is in one of these states for the same device. */
  #onItsWay(
    imei: string,
    { request }: MeantCommand,
    states: ReadonlySet<CommandState> = undecided,
  ): Failure | null {
    const same = this.#log
      .live()
      .find(
        (record) =>
          record.imei === imei && states.has(record.state) && record.command.request.kind === request.kind,
      );
    if (same === undefined) return null;
    const detail = onTheWay.has(same.state)
      ? 'The same command is still on its way to this device.'
      : 'The same command is held for this device already. Send or cancel that one in the log.';
    return { code: 'command.state', concerns: imei, detail };
  }

  /** Whether the time of a held command has ended, noted or not. */
  #isOver({ expiresAt }: CommandRecord): boolean {
    return expiresAt !== null && this.#parts.timing.now() >= expiresAt;
  }

  #heldRead(record: CommandRecord, position: Position): void {
    const { vehicles, store } = this.#parts;
    if (this.#firing.has(record.id) || (position.heartTime ?? 0) <= record.heldSince) return;
    // Its time may have ended while its device was read.
    if (this.#isOver(record)) return;
    const known = vehicles.details(record.imei);
    const policy = store.policy();
    if (!known.ok || !policy.ok) return;
    const now = situationOf(known.value.device, position, known.value.serverTime);
    if (!isReachable(now)) return;
    const { kind } = record.command.request;
    const changes = changesSince(kind, record.situation, now, policy.value);
    // The rule of two may be newer than the command.
    const unsigned = guardCommand(kind, now, policy.value).needsSecond && record.signedBy === '';
    if (changes.length > 0 || unsigned || this.#onItsWay(record.imei, record.command, onTheWay) !== null) {
      this.#log.note(record.id, { state: 'asks', changes });
      return;
    }
    this.#firing.add(record.id);
    const intent = this.#log.intend(record.id, { state: 'sending', situation: now, changes: [] });
    if (intent.ok) void this.#launch(intent.value).finally(() => this.#firing.delete(record.id));
    else this.#firing.delete(record.id);
  }
}

function whyOf({ reason, override, signedBy, command }: CommandRecord): string {
  const { request, unit } = command;
  return [
    request.kind === 'setMileage' ? `${request.mileage} ${unit ?? ''}` : '',
    reason,
    override === '' ? '' : `guard overridden: ${override}`,
    signedBy === '' ? '' : `signed by ${signedBy}`,
  ]
    .filter(Boolean)
    .join('; ');
}
