import type { DirectoryStore } from '../archive/directory-store.ts';
import type { AccountNode, AccountOverview, LoadProgress } from '../contract/account.ts';
import type { Device } from '../contract/device.ts';
import type { Failure } from '../contract/errors.ts';
import type { AskedColumn, AskedRow } from '../contract/fleet-table.ts';
import type { DeviceDetails } from '../contract/fleet.ts';
import type { LiveMessage } from '../contract/live.ts';
import type { ReportScope } from '../contract/report.ts';
import type { VehicleState } from '../contract/position.ts';
import type { Result } from '../contract/result.ts';
import type { PaceStatus } from '../contract/session.ts';
import { attentionLevels, type AttentionLevel, type SweepStatus } from '../contract/sweep.ts';
import type { OpenApi } from '../openapi/api.ts';
import type { Timing } from '../openapi/timing.ts';
import { AccountLoader } from './account-loader.ts';
import { AccountTree } from './account-tree.ts';
import { AttentionMap } from './attention.ts';
import { deviceDetails } from './details.ts';
import { findDevices } from './device-search.ts';
import { DirectoryCache } from './directory-cache.ts';
import { Directory } from './directory.ts';
import { LiveWindows, type FleetSubscription } from './live-windows.ts';
import { accountOverview, beats, movingAmong } from './overview.ts';
import { PositionStore } from './positions.ts';
import { ProviderClock } from './provider-clock.ts';
import { recordedFleet } from './recorded.ts';
import { Scheduler } from './scheduler.ts';
import { askedColumn, askedRow, type FleetRow } from './table.ts';
import { accountsOf, slotsOf } from './scope.ts';
import { sweepStatus, type FleetParts } from './sweep-status.ts';
import { Sweep } from './sweep.ts';

export interface FleetDependencies {
  readonly api: Pick<OpenApi, 'account' | 'subAccounts' | 'devices' | 'track'>;
  /** The signed-in account. */
  readonly account: string;
  readonly timing: Timing;
  readonly pace: () => PaceStatus;
  /** The provider's clock in Unix seconds as the session knows it, until a record tells it. */
  readonly serverTime: () => number;
  /** Seconds (`Settings.longestAge`). */
  readonly longestAge: number;
  /** Null when there is no archive: the console works without. */
  readonly store: DirectoryStore | null;
  /** The archive failed; told once, the fleet goes on without it. */
  readonly onArchiveFailure: (failure: Failure) => void;
}

/** Milliseconds until a load is begun anew that ended because the provider could not be reached. */
const RELOAD_AFTER = 30_000;

/** The fleet of one signed-in account: tree, directory, positions, sweep, and what windows are sent of it. */
export class FleetService {
  readonly #needs: FleetDependencies;
  readonly #directory = new Directory();
  readonly #positions = new PositionStore();
  /** For whoever records positions. */
  readonly recorded = recordedFleet(this.#positions, this.#directory);
  readonly #attention = new AttentionMap();
  readonly #clock: ProviderClock;
  readonly #tree: AccountTree;
  readonly #scheduler: Scheduler;
  readonly #sweep: Sweep;
  readonly #loader: AccountLoader;
  readonly #cache: DirectoryCache | null;
  readonly #windows: LiveWindows;
  readonly #listeners = new Set<(progress: LoadProgress) => void>();
  #running = false;
  #listsSettled = false;
  #cancelReload: (() => void) | null = null;

  constructor(needs: FleetDependencies) {
    this.#needs = needs;
    const { api, timing } = needs;
    this.#clock = new ProviderClock(needs.serverTime);
    this.#tree = new AccountTree(needs.account);
    this.#cache =
      needs.store === null ? null : new DirectoryCache(needs.store, timing, needs.onArchiveFailure);
    this.#scheduler = new Scheduler(this.#directory, this.#positions, this.#attention, needs.longestAge);
    this.#windows = new LiveWindows({
      timing,
      parts: this.#parts(),
      serverTime: () => this.serverTime(),
      onAttention: () => {
        this.#sweep.poke();
      },
    });
    this.#sweep = new Sweep({
      api,
      timing,
      pace: needs.pace,
      clock: this.#clock,
      directory: this.#directory,
      positions: this.#positions,
      scheduler: this.#scheduler,
    });
    this.#loader = new AccountLoader({
      api,
      timing,
      tree: this.#tree,
      onAccounts: (nodes) => this.#cache?.putAccounts(nodes),
      onDevices: (devices, node) => {
        this.#takeDevices(devices, node);
      },
      deviceCount: () => this.#directory.present,
      onProgress: (progress) => {
        for (const listener of this.#listeners) listener(progress);
      },
    });
  }

  /** Shows the last known fleet out of the archive, then loads it anew and sweeps; nobody needs to wait for it. */
  async start(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    this.#windows.start();
    await this.#restore();
    if (!this.#isRunning()) return;
    this.#sweep.start();
    await this.#load();
  }

  /** Ends everything; what has to be kept is written when it returns. */
  async stop(): Promise<void> {
    this.#running = false;
    this.#windows.stop();
    this.#cancelReload?.();
    this.#sweep.stop();
    await this.#loader.cancel();
    this.#cache?.close();
    this.#windows.end();
  }

  /** All known accounts, every parent before its children. */
  tree(): AccountNode[] {
    return this.#tree.nodes();
  }

  progress(): LoadProgress {
    return this.#loader.progress;
  }

  /** Whether a load has ended since the start: what could be read is read, and what is gone is taken out. */
  get listsSettled(): boolean {
    return this.#listsSettled;
  }

  /** Whether both lists of an account were read since the start, the last time without a failure. */
  listsRead(account: string): boolean {
    return this.#tree.listsRead(account);
  }

  /** Loads tree and directory again; lists that failed are tried again too. Gives how it stands at once. */
  reload(): LoadProgress {
    if (this.#isRunning()) void this.#load();
    return this.progress();
  }

  /** Calls back with the progress of loading, at most five times a second. Gives the way to stop. */
  onProgress(listener: (progress: LoadProgress) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Everything known of one device; `provider.20005` when the directory does not hold it. */
  details(imei: string): Result<DeviceDetails> {
    return deviceDetails(this.#directory, this.#positions, imei, this.serverTime());
  }

  /** What is known of a slot, for tables; null where the directory holds no device. */
  row(slot: number): FleetRow | null {
    const device = this.#directory.device(slot);
    return device && { device, position: this.#positions.record(slot), state: this.#positions.state(slot) };
  }

  /** The fields of devices that windows are not sent with every position; unknown IMEIs are left out. */
  askedRows(imeis: readonly string[]): AskedRow[] {
    return imeis
      .flatMap((imei) => this.#directory.slotOf(imei) ?? [])
      .map((slot) => askedRow(this.#directory.imei(slot), this.#positions.record(slot)));
  }

  /** One such field of every device, by slot; NaN where unknown. */
  askedColumn(column: AskedColumn): Float64Array {
    return askedColumn(column, this.#positions);
  }

  /** Accounts with everything below them, each once, in the order given; unknown ones are left out. */
  accountsOf(accounts: readonly string[], withBelow: boolean): AccountNode[] {
    return accountsOf(this.#tree, accounts, withBelow);
  }

  /** Slots of the devices that a scope covers, each once, ascending. */
  slotsOf(scope: ReportScope): Uint32Array {
    return slotsOf(this.#tree, this.#directory, scope);
  }

  /** The devices of a scope in the order of their slots. */
  devicesOf(scope: ReportScope): Device[] {
    return Array.from(this.slotsOf(scope), (slot) => this.#directory.device(slot)).filter(
      (device) => device !== null,
    );
  }

  /** Devices, devices online and nearest due time by account. */
  overview(): AccountOverview[] {
    return accountOverview(this.#directory, this.#positions);
  }

  /** How many of these slots' devices move now. */
  movingAmong(slots: Iterable<number>): number {
    return movingAmong(this.#positions, slots);
  }

  /** Whether a device beats now; null when that is not known. */
  beats(imei: string): boolean | null {
    const slot = this.#directory.slotOf(imei);
    if (slot === null) return null;
    const heart = this.#positions.record(slot)?.heartTime ?? null;
    return beats(this.#positions.state(slot), heart, this.serverTime());
  }

  /** The provider has confirmed a block state: the tree shows it from now on. */
  noteBlocked(account: string, blocked: boolean): void {
    const node = this.#tree.node(account);
    if (node === null || node.blocked === blocked) return;
    this.#tree.describe({ ...node, blocked });
    this.#cache?.putAccounts([{ ...node, blocked }]);
  }

  /** The provider's clock in Unix seconds. */
  serverTime(): number {
    return this.#clock.seconds(this.#needs.timing.now());
  }

  /** Whether `serverTime` is what the provider told, not a guess. */
  get serverTimeTold(): boolean {
    return this.#clock.told;
  }

  /** Every device with how closely it is looked at and what it does, without making an object for each. */
  visitDevices(
    visit: (imei: string, level: AttentionLevel, state: VehicleState, flags: number) => void,
  ): void {
    const { columns } = this.#positions;
    for (let slot = 0; slot < this.#directory.size; slot += 1) {
      if (!this.#directory.has(slot)) continue;
      const level = attentionLevels[this.#attention.level(slot)] ?? 'none';
      visit(this.#directory.imei(slot), level, this.#positions.state(slot), columns.flags[slot] ?? 0);
    }
  }

  /** Who a device is; null when the directory does not hold it. */
  device(imei: string): Device | null {
    const slot = this.#directory.slotOf(imei);
    return slot === null ? null : this.#directory.device(slot);
  }

  /** Devices whose plate, name, IMEI or account hold all words of a text; all of them for "". */
  search(text: string): Device[] {
    return findDevices(this.#directory, text);
  }

  /**
   * Sends a window what it needs from now on, beginning with everything known. It is to be reset first. `ready`: whether
   * it has taken in what it was sent.
   */
  subscribe(send: (message: LiveMessage) => void, ready?: () => boolean): FleetSubscription {
    return this.#windows.subscribe(send, ready);
  }

  /** Devices with an open alarm; these are asked more often. */
  setAlarmed(imeis: Iterable<string>): void {
    const slots = Array.from(imeis, (imei) => this.#directory.slotOf(imei)).filter((slot) => slot !== null);
    this.#scheduler.setAlarmed(slots);
  }

  setLongestAge(seconds: number): void {
    this.#scheduler.setLongestAge(seconds);
    this.#sweep.poke();
  }

  pauseSweep(): void {
    this.#sweep.pause();
  }

  resumeSweep(): void {
    this.#sweep.resume();
  }

  sweepStatus(): SweepStatus {
    return sweepStatus(this.#parts(), this.#sweep, this.#needs.timing.now());
  }

  async #restore(): Promise<void> {
    if (this.#cache === null) return;
    this.#tree.restore(await this.#cache.restoreAccounts());
    await this.#cache.restoreDevices((rows) => {
      for (const { device, listedIn } of rows) {
        this.#directory.put(device, listedIn, this.#tree.node(listedIn)?.depth ?? 0);
      }
    });
    this.#loader.restore(this.#cache.loadedAt());
    for (const listener of this.#listeners) listener(this.progress());
  }

  async #load(): Promise<void> {
    if (this.#loader.running) return;
    this.#cancelReload?.();
    this.#directory.beginLoad();
    const end = await this.#loader.load();
    if (end === 'cancelled' || !this.#isRunning()) return;
    // Nobody may stand before a wall to press a button.
    if (end === 'lost') this.#cancelReload = this.#needs.timing.after(RELOAD_AFTER, () => void this.#load());
    this.#dropGone();
    this.#listsSettled = true;
    if (end === 'complete') this.#cache?.noteLoaded(this.#needs.timing.now());
    for (const listener of this.#listeners) listener(this.progress());
  }

  #takeDevices(devices: readonly Device[], node: AccountNode): void {
    for (const device of devices) {
      const { slot, change } = this.#directory.put(device, node.account, node.depth);
      if (change === 'same') continue;
      const listedIn = this.#directory.listedIn(slot);
      this.#cache?.putDevice({ listedIn, device: this.#directory.device(slot) ?? device });
    }
    this.#positions.fit(this.#directory.size);
    this.#sweep.poke();
  }

  /** Takes out what the provider no longer lists. */
  #dropGone(): void {
    const accounts = this.#tree.dropUnseen();
    const slots = this.#directory.dropUnseen((account) => this.#tree.devicesKnown(account));
    for (const slot of slots) this.#positions.clear(slot);
    this.#scheduler.forget(slots);
    const imeis = slots.map((slot) => this.#directory.imei(slot));
    if (accounts.length + imeis.length > 0) this.#cache?.drop(accounts, imeis);
  }

  #parts(): FleetParts {
    return {
      directory: this.#directory,
      positions: this.#positions,
      attention: this.#attention,
      scheduler: this.#scheduler,
    };
  }

  #isRunning(): boolean {
    return this.#running;
  }
}
