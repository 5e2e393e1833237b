import type { DirectoryStore, ListedDevice, Page } from '../archive/directory-store.ts';
import type { AccountNode } from '../contract/account.ts';
import type { Failure } from '../contract/errors.ts';
import type { Result } from '../contract/result.ts';
import type { Timing } from '../openapi/timing.ts';

/** Rows read or written in one piece, so that main never stalls for long. */
const PIECE = 1_000;
/** Milliseconds that changes are gathered before they are written, and between two pieces. */
const GATHER = 500;
const BREATHE = 20;

/**
 * The archive's copy of accounts and devices: read at a start, written behind while the tree loads. The console works
 * without it; a failure is told once and ends the writing.
 */
export class DirectoryCache {
  readonly #store: DirectoryStore;
  readonly #timing: Timing;
  readonly #onFailure: (failure: Failure) => void;
  readonly #accounts = new Map<string, AccountNode>();
  readonly #devices = new Map<string, ListedDevice>();
  readonly #goneAccounts = new Set<string>();
  readonly #goneDevices = new Set<string>();
  #cancelTimer: (() => void) | null = null;
  #failed = false;
  #closed = false;

  constructor(store: DirectoryStore, timing: Timing, onFailure: (failure: Failure) => void) {
    this.#store = store;
    this.#timing = timing;
    this.#onFailure = onFailure;
  }

  /** The accounts as last known; their order says nothing. */
  async restoreAccounts(): Promise<AccountNode[]> {
    const accounts: AccountNode[] = [];
    await this.#pages(
      (from) => this.#store.accounts(from, PIECE),
      (rows) => accounts.push(...rows),
    );
    return accounts;
  }

  /** Hands the devices out as last known, a piece at a time. */
  async restoreDevices(take: (devices: readonly ListedDevice[]) => void): Promise<void> {
    await this.#pages((from) => this.#store.devices(from, PIECE), take);
  }

  /** When the last complete load ended, in Unix milliseconds; null when none ever did. */
  loadedAt(): number | null {
    const at = this.#store.loadedAt();
    return at.ok ? at.value : null;
  }

  putAccounts(nodes: readonly AccountNode[]): void {
    for (const node of nodes) {
      this.#goneAccounts.delete(node.account);
      this.#accounts.set(node.account, node);
    }
    this.#schedule(GATHER);
  }

  putDevice(listed: ListedDevice): void {
    this.#goneDevices.delete(listed.device.imei);
    this.#devices.set(listed.device.imei, listed);
    this.#schedule(GATHER);
  }

  drop(accounts: readonly string[], imeis: readonly string[]): void {
    for (const account of accounts) {
      this.#accounts.delete(account);
      this.#goneAccounts.add(account);
    }
    for (const imei of imeis) {
      this.#devices.delete(imei);
      this.#goneDevices.add(imei);
    }
    this.#schedule(GATHER);
  }

  /** Writes that a load ended completely, after what it brought. */
  noteLoaded(at: number): void {
    this.flush();
    if (!this.#failed) this.#check(this.#store.noteLoaded(at));
  }

  /** Writes all that waits, at once. */
  flush(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    while (this.#waiting > 0 && !this.#failed) this.#writePiece();
  }

  /** Writes what waits and touches the archive no more. */
  close(): void {
    this.flush();
    this.#closed = true;
  }

  get #waiting(): number {
    return this.#accounts.size + this.#devices.size + this.#goneAccounts.size + this.#goneDevices.size;
  }

  #writePiece(): void {
    const accounts = takeFrom(this.#accounts);
    const devices = takeFrom(this.#devices);
    const goneAccounts = takeFrom(new Map([...this.#goneAccounts].map((name) => [name, name])));
    const goneDevices = takeFrom(new Map([...this.#goneDevices].map((imei) => [imei, imei])));
    for (const name of goneAccounts) this.#goneAccounts.delete(name);
    for (const imei of goneDevices) this.#goneDevices.delete(imei);
    if (accounts.length > 0) this.#check(this.#store.putAccounts(accounts));
    if (devices.length > 0) this.#check(this.#store.putDevices(devices));
    if (goneAccounts.length + goneDevices.length > 0)
      this.#check(this.#store.remove(goneAccounts, goneDevices));
  }

  #schedule(milliseconds: number): void {
    if (this.#failed || this.#closed || this.#cancelTimer !== null) return;
    this.#cancelTimer = this.#timing.after(milliseconds, () => {
      this.#cancelTimer = null;
      this.#writePiece();
      if (this.#waiting > 0) this.#schedule(BREATHE);
    });
  }

  #check(result: Result<null>): void {
    if (result.ok || this.#failed) return;
    this.#failed = true;
    this.#onFailure(result.failure);
  }

  async #pages<T>(
    read: (from: number) => Result<Page<T>>,
    take: (rows: readonly T[]) => void,
  ): Promise<void> {
    let from: number | null = 0;
    while (from !== null && !this.#closed) {
      const page: Result<Page<T>> = read(from);
      if (!page.ok) {
        this.#onFailure(page.failure);
        return;
      }
      take(page.value.rows);
      from = page.value.next;
      if (from !== null) await this.#breathe();
    }
  }

  #breathe(): Promise<void> {
    return new Promise((resolve) => {
      this.#timing.after(0, resolve);
    });
  }
}

/** Takes at most a piece out of a map, oldest first. */
function takeFrom<T>(waiting: Map<string, T>): T[] {
  const taken: T[] = [];
  for (const [key, value] of waiting) {
    if (taken.length >= PIECE) break;
    taken.push(value);
    waiting.delete(key);
  }
  return taken;
}
