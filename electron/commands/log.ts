import type { CommandStore } from '../archive/command-store.ts';
import type { AuditResult } from '../contract/audit.ts';
import type { CommandRecord } from '../contract/command-desk.ts';
import { isSettled } from '../contract/command-desk.ts';
import type { Failure } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';

export type CommandPatch = Partial<Omit<CommandRecord, 'id'>>;

export interface CommandLogParts {
  readonly store: CommandStore;
  /** Writes an operator's action into the chain. */
  readonly audit: (action: string, target: string, result: AuditResult, detail: string) => void;
  /** The archive refused to keep something that had happened already. */
  readonly onLost: (failure: Failure) => void;
}

/** Commands in their present state: those that go on are held here, all of them are in the archive. */
export class CommandLog {
  readonly #parts: CommandLogParts;
  readonly #live = new Map<string, CommandRecord>();
  readonly #listeners = new Set<(record: CommandRecord) => void>();
  #closed = false;

  constructor(parts: CommandLogParts) {
    this.#parts = parts;
  }

  /** Takes in what an earlier run of the console left. */
  adopt(record: CommandRecord): void {
    this.#live.set(record.id, record);
  }

  /** Commands that go on: under way, held, or with an effect still watched. */
  live(): readonly CommandRecord[] {
    return [...this.#live.values()];
  }

  find(id: string): Result<CommandRecord> {
    const live = this.#live.get(id);
    if (live !== undefined) return succeed(live);
    const stored = this.#parts.store.get(id);
    if (!stored.ok) return stored;
    return stored.value === null ? fail({ code: 'command.state', concerns: id }) : succeed(stored.value);
  }

  /** Writes a new command; nothing may be sent when this fails. */
  begin(record: CommandRecord): Result<CommandRecord> {
    if (this.#closed) return fail({ code: 'session.signedOut' });
    const written = this.#parts.store.put(record);
    if (!written.ok) return written;
    this.#tell(record);
    return succeed(record);
  }

  /** Writes an intent before it acts on it; nothing may be sent when this fails. */
  intend(id: string, patch: CommandPatch): Result<CommandRecord> {
    const found = this.find(id);
    return found.ok ? this.begin({ ...found.value, ...patch }) : found;
  }

  /** Notes what has happened. When the archive cannot keep it, it still holds for this run and is told. */
  note(id: string, patch: CommandPatch): CommandRecord | null {
    if (this.#closed) return null;
    const found = this.find(id);
    if (!found.ok) {
      this.#parts.onLost(found.failure);
      return null;
    }
    const record = { ...found.value, ...patch };
    const written = this.#parts.store.put(record);
    if (!written.ok) this.#parts.onLost(written.failure);
    this.#tell(record);
    return record;
  }

  audit(record: CommandRecord, action: string, result: AuditResult, detail: string): void {
    if (this.#closed) return;
    const { id, imei, label, job } = record;
    const words = [label, detail, job === null ? '' : `job ${job}`, `command ${id}`]
      .filter(Boolean)
      .join(': ');
    this.#parts.audit(action, imei, result, words);
  }

  /** Tells every change of every command. Gives the way to stop. */
  onChange(listener: (record: CommandRecord) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Writes nothing from now on: what is still on its way is "unknown" at the next start. */
  close(): void {
    this.#closed = true;
  }

  #tell(record: CommandRecord): void {
    if (isSettled(record.state) && record.effect !== 'waiting') this.#live.delete(record.id);
    else this.#live.set(record.id, record);
    for (const listener of this.#listeners) listener(record);
  }
}
