import type { AccountNode, LoadProgress } from '../contract/account.ts';
import type { Device } from '../contract/device.ts';
import type { Failure } from '../contract/errors.ts';
import type { Lane, OpenApi } from '../openapi/api.ts';
import { pause, type Timing } from '../openapi/timing.ts';
import type { AccountTree } from './account-tree.ts';

export interface LoaderDependencies {
  readonly api: Pick<OpenApi, 'account' | 'subAccounts' | 'devices'>;
  readonly tree: AccountTree;
  readonly timing: Timing;
  /** Accounts that came or were listed anew. */
  readonly onAccounts: (nodes: readonly AccountNode[]) => void;
  /** The devices of one account's list. */
  readonly onDevices: (devices: readonly Device[], node: AccountNode) => void;
  /** Devices known so far, for progress. */
  readonly deviceCount: () => number;
  /** At most five times a second while it loads, and at the end. */
  readonly onProgress: (progress: LoadProgress) => void;
}

/** How a load ended; `lost`: the provider could not be reached any more. */
export type LoadEnd = 'complete' | 'partial' | 'lost' | 'cancelled';

type List = 'children' | 'devices';

interface Task {
  readonly account: string;
  readonly list: List;
  readonly again: boolean;
}

/** Requests at once; the pacer decides when each leaves. */
const AT_ONCE = 8;
/**
 * This often in a row nothing came through for a reason that concerns no account, and the load ends: the rest would
 * only fail, too. What was under way together counts once.
 */
const HOPELESS = 5;
/** Milliseconds of rest after the first of these times; twice as long after each further one. */
const FIRST_REST = 500;
/** Milliseconds between two tidings of progress. */
const TELL_EVERY = 200;

/**
 * Reads the account tree and the device list of every account, from the top down. Whom a distributor lists comes
 * first; whether an end user has sub-customers is asked last, because hardly any has.
 */
export class AccountLoader {
  readonly #needs: LoaderDependencies;
  #running: { readonly done: Promise<LoadEnd>; readonly ending: AbortController } | null = null;
  #state: LoadProgress['state'] = 'idle';
  #finishedAt: number | null = null;
  #queues: Record<'first' | 'last' | 'again', Queue> = emptyQueues();
  #open = 0;
  /** Of children and of devices, each account has one. */
  #listsRead = 0;
  #failed = new Set<string>();
  #hopeless = 0;
  /** Of `Timing.elapsed`: when that was counted last. */
  #hopelessAt = -Infinity;
  #lastFailure: Failure | null = null;
  /** Of `Timing.elapsed`. */
  #toldAt = -Infinity;
  /** Workers that wait for a task. */
  readonly #idle: (() => void)[] = [];

  constructor(needs: LoaderDependencies) {
    this.#needs = needs;
  }

  get progress(): LoadProgress {
    const known = this.#needs.tree.size;
    return {
      state: this.#state,
      accountsKnown: known,
      accountsLoaded: this.#state === 'idle' ? 0 : Math.min(Math.floor(this.#listsRead / 2), known),
      devicesKnown: this.#needs.deviceCount(),
      failures: this.#failed.size,
      finishedAt: this.#finishedAt,
    };
  }

  get running(): boolean {
    return this.#running !== null;
  }

  /** A first load is what somebody sits and waits for; a later one refreshes what is already on screen. */
  get #lane(): Lane {
    return this.#finishedAt === null ? 'watched' : 'sweep';
  }

  /** When the archive's copy was complete (Unix milliseconds). */
  restore(finishedAt: number | null): void {
    this.#finishedAt = finishedAt;
  }

  /** Loads everything; while a load runs, gives that one. Lists that failed before are read again like all others. */
  load(): Promise<LoadEnd> {
    if (this.#running !== null) return this.#running.done;
    const ending = new AbortController();
    const done = this.#run(ending.signal).finally(() => {
      this.#running = null;
    });
    this.#running = { done, ending };
    return done;
  }

  /** Ends a running load and waits until it has. */
  async cancel(): Promise<void> {
    this.#running?.ending.abort();
    await this.#running?.done;
  }

  async #run(signal: AbortSignal): Promise<LoadEnd> {
    const { tree, api, onAccounts } = this.#needs;
    this.#reset();
    tree.beginLoad();
    this.#tell(true);
    this.#enqueue(tree.root);
    const self = api.account(tree.root, { lane: this.#lane, signal }).then((answer) => {
      if (!answer.ok || signal.aborted) return;
      tree.describe({ ...answer.value, account: tree.root });
      const root = tree.node(tree.root);
      if (root !== null) onAccounts([root]);
    });
    await Promise.all([self, ...Array.from({ length: AT_ONCE }, () => this.#work(signal))]);
    if (signal.aborted) {
      this.#state = 'idle';
      return 'cancelled';
    }
    const complete = this.#failed.size === 0;
    const { code = null } = tree.node(tree.root)?.failure ?? {};
    const lost = this.#hopeless >= HOPELESS || (code !== null && isHopeless(code));
    this.#state = lost || this.#failed.has(tree.root) ? 'failed' : 'done';
    if (complete) this.#finishedAt = this.#needs.timing.now();
    this.#tell(true);
    return complete ? 'complete' : lost ? 'lost' : 'partial';
  }

  async #work(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#open > 0) {
      const task = this.#next();
      if (task === null) {
        // Others are under way and may bring more.
        await new Promise<void>((resolve) => {
          this.#idle.push(resolve);
        });
        continue;
      }
      await this.#do(task, signal);
      this.#open -= 1;
      this.#wake();
      this.#tell(false);
    }
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #do(task: Task, signal: AbortSignal): Promise<void> {
    if (this.#hopeless >= HOPELESS) {
      this.#fail(task, this.#lastFailure ?? { code: 'network.unreachable' });
      return;
    }
    const { timing } = this.#needs;
    const rest =
      this.#hopeless === 0 ? 0 : this.#hopelessAt + FIRST_REST * 2 ** (this.#hopeless - 1) - timing.elapsed();
    if (!(await pause(timing, rest, signal))) return;
    const began = timing.elapsed();
    const failure =
      task.list === 'children' ? await this.#children(task, signal) : await this.#devices(task, signal);
    if (signal.aborted) return;
    if (failure === null) {
      this.#hopeless = 0;
      this.#listsRead += 1;
      return;
    }
    this.#lastFailure = failure;
    this.#countHopeless(failure, began);
    if (!task.again && isPassing(failure)) {
      this.#queues.again.add({ ...task, again: true });
      this.#open += 1;
      return;
    }
    this.#fail(task, failure);
  }

  #countHopeless({ code }: Failure, began: number): void {
    if (!isHopeless(code)) {
      this.#hopeless = 0;
    } else if (this.#hopeless === 0 || began > this.#hopelessAt) {
      this.#hopeless += 1;
      this.#hopelessAt = this.#needs.timing.elapsed();
    }
  }

  async #children(task: Task, signal: AbortSignal): Promise<Failure | null> {
    const { api, tree, onAccounts } = this.#needs;
    const answer = await api.subAccounts(this.#asked(task.account), { lane: this.#lane, signal });
    if (signal.aborted) return null;
    const list = answer.ok ? answer.value : emptyList(answer.failure);
    if (list === null) return answer.ok ? null : answer.failure;
    const nodes = tree.setChildren(task.account, list.rows, list.mayBeCut);
    const self = tree.node(task.account);
    onAccounts(self === null ? nodes : [self, ...nodes]);
    for (const node of nodes) this.#enqueue(node.account, node);
    return null;
  }

  async #devices(task: Task, signal: AbortSignal): Promise<Failure | null> {
    const { api, tree, onAccounts, onDevices } = this.#needs;
    const answer = await api.devices(this.#asked(task.account), { lane: this.#lane, signal });
    if (signal.aborted) return null;
    const list = answer.ok ? answer.value : emptyList(answer.failure);
    if (list === null) return answer.ok ? null : answer.failure;
    tree.setDevices(task.account, list.rows.length, list.mayBeCut);
    const node = tree.node(task.account);
    if (node === null) return null;
    onDevices(list.rows, node);
    onAccounts([node]);
    return null;
  }

  /** The signed-in account asks for its own lists without naming itself. */
  #asked(account: string): string | null {
    return account === this.#needs.tree.root ? null : account;
  }

  #enqueue(account: string, node: AccountNode | null = null): void {
    const hardlyAny = node !== null && (node.role === 'endUser' || node.role === 'virtual');
    this.#queues[hardlyAny ? 'last' : 'first'].add({ account, list: 'children', again: false });
    this.#queues.first.add({ account, list: 'devices', again: false });
    this.#open += 2;
    this.#wake();
  }

  #next(): Task | null {
    return this.#queues.first.take() ?? this.#queues.last.take() ?? this.#queues.again.take();
  }

  #fail(task: Task, failure: Failure): void {
    const { tree, onAccounts } = this.#needs;
    tree.setFailure(task.account, task.list, failure);
    this.#failed.add(task.account);
    if (task.list === 'children') {
      for (const child of tree.keepChildren(task.account)) this.#enqueue(child.account, child);
    }
    const node = tree.node(task.account);
    if (node !== null) onAccounts([node]);
    this.#listsRead += 1;
  }

  #reset(): void {
    this.#state = 'loading';
    this.#queues = emptyQueues();
    this.#open = 0;
    this.#listsRead = 0;
    this.#failed = new Set();
    this.#hopeless = 0;
    this.#hopelessAt = -Infinity;
    this.#lastFailure = null;
  }

  #tell(always: boolean): void {
    const now = this.#needs.timing.elapsed();
    if (!always && now - this.#toldAt < TELL_EVERY) return;
    this.#toldAt = now;
    this.#needs.onProgress(this.progress);
  }
}

/** First in, first out, without moving what waits. */
class Queue {
  readonly #tasks: Task[] = [];
  #at = 0;

  add(task: Task): void {
    this.#tasks.push(task);
  }

  take(): Task | null {
    const task = this.#tasks[this.#at];
    if (task === undefined) return null;
    this.#at += 1;
    return task;
  }
}

function emptyQueues(): Record<'first' | 'last' | 'again', Queue> {
  return { first: new Queue(), last: new Queue(), again: new Queue() };
}

/** "No data" (20023) is one of the ways to say that a list is empty; null for any other failure. */
function emptyList({ code }: Failure): { readonly rows: readonly never[]; readonly mayBeCut: false } | null {
  return code === 'provider.20023' ? { rows: [], mayBeCut: false } : null;
}

/** Failures that may be over in a moment. */
function isPassing({ code }: Failure): boolean {
  return (
    isHopeless(code) || code === 'provider.10000' || code === 'provider.10009' || code.startsWith('answer.')
  );
}

/** Failures that have nothing to do with the account asked for. */
function isHopeless(code: Failure['code']): boolean {
  return code.startsWith('network.') || code.startsWith('session.');
}
