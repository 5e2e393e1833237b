import type { GeofenceStore } from '../archive/geofence-store.ts';
import type { AuditResult } from '../contract/audit.ts';
import type { Failure } from '../contract/errors.ts';
import type { GeofenceRequest } from '../contract/geofence.ts';
import type {
  GeofenceCircle,
  GeofencePage,
  GeofenceQuery,
  GeofenceRecord,
  GeofenceState,
} from '../contract/geofence-ledger.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { judge } from '../jobs/outcome.ts';
import type { OpenApi } from '../openapi/api.ts';
import type { Timing } from '../openapi/timing.ts';

export interface GeofenceParts {
  readonly api: Pick<OpenApi, 'createGeofence'>;
  readonly store: GeofenceStore;
  readonly timing: Timing;
  /** User of the operating system. */
  readonly user: () => string;
  readonly audit: (action: string, target: string, result: AuditResult, detail: string) => void;
  /** The archive could not keep what happened. */
  readonly onLost: (failure: Failure) => void;
}

/** Milliseconds between two tellings that the ledger changed. */
const TELL_EVERY = 300;

/**
 * Creates geofences and keeps the ledger of them: the API can neither list nor delete them (open-api.md 2.4). Every
 * circle stands in the ledger before its request leaves, and none is sent twice.
 */
export class GeofenceService {
  readonly #parts: GeofenceParts;
  readonly #listeners = new Set<() => void>();
  #cancelTell: (() => void) | null = null;
  #closed = false;

  constructor(parts: GeofenceParts) {
    this.#parts = parts;
  }

  /** What was on its way when the console ended is unknown now; it is not sent again. */
  start(): Result<number> {
    return this.#parts.store.forgetSending();
  }

  /** Creates one geofence; gives it as the ledger holds it, refused and unknown ones too. */
  async create(request: GeofenceRequest): Promise<Result<GeofenceRecord>> {
    const created = await this.#create(request, null, null);
    if (!created.ok) return created;
    const { id, outcome } = created.value;
    const failure = outcome.ok ? null : outcome.failure;
    const words = [request.name, `${request.radius} m`, failure?.provider?.message ?? failure?.code ?? ''];
    this.#parts.audit('geofence.create', request.imei, resultOf(outcome), words.filter(Boolean).join(': '));
    const record = this.#parts.store.get(id);
    if (!record.ok) return record;
    return record.value === null ? fail({ code: 'archive.damaged' }) : succeed(record.value);
  }

  /**
   * One geofence of a job, which audits its own rows.
   *
   * @param stopped aborted: it does not leave if it still waits for its turn (`cancelled`)
   */
  async createForJob(request: GeofenceRequest, job: string, stopped: AbortSignal): Promise<Result<null>> {
    const created = await this.#create(request, job, stopped);
    return created.ok ? created.value.outcome : created;
  }

  page(query: GeofenceQuery): Result<GeofencePage> {
    return this.#parts.store.page(query);
  }

  circles(): Result<GeofenceCircle[]> {
    return this.#parts.store.circles();
  }

  /** Which of these devices already have a geofence of this name, as far as this console created it. */
  named(name: string, imeis: readonly string[]): Result<Set<string>> {
    return this.#parts.store.named(name, imeis);
  }

  /** Tells that the ledger changed, at most a few times a second. Gives the way to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Writes nothing from now on; what is on its way is unknown at the next start. */
  close(): void {
    this.#closed = true;
    this.#cancelTell?.();
  }

  async #create(
    request: GeofenceRequest,
    job: string | null,
    stopped: AbortSignal | null,
  ): Promise<Result<{ readonly id: number; readonly outcome: Result<null> }>> {
    const { api, store, timing, user, onLost } = this.#parts;
    if (this.#isClosed()) return fail({ code: 'session.signedOut' });
    const intent = store.intend(request, user(), job, timing.now());
    if (!intent.ok) return intent;
    const id = intent.value;
    this.#tell();
    const outcome = await api.createGeofence(request, {
      lane: 'action',
      ...(stopped === null ? {} : { stopped }),
    });
    // Closed meanwhile: the row stays "sending" and becomes unknown at the next start.
    if (this.#isClosed()) return succeed({ id, outcome });
    const failure = outcome.ok ? null : outcome.failure;
    // Stopped before it left: there is no such circle, and nobody refused it.
    const never = failure?.code === 'cancelled';
    const settled = never ? store.withdraw(id) : store.settle(id, stateOf(outcome), failure);
    if (!settled.ok) onLost(settled.failure);
    this.#tell();
    return succeed({ id, outcome });
  }

  #isClosed(): boolean {
    return this.#closed;
  }

  #tell(): void {
    this.#cancelTell ??= this.#parts.timing.after(TELL_EVERY, () => {
      this.#cancelTell = null;
      for (const listener of this.#listeners) listener();
    });
  }
}

function stateOf(outcome: Result<null>): Exclude<GeofenceState, 'sending'> {
  if (outcome.ok) return 'created';
  return judge(outcome).state === 'unknown' ? 'unknown' : 'refused';
}

function resultOf(outcome: Result<null>): AuditResult {
  const state = stateOf(outcome);
  return state === 'created' ? 'done' : state === 'unknown' ? 'unknown' : 'failed';
}
