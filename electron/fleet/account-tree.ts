import type { Account, AccountNode } from '../contract/account.ts';
import type { Failure } from '../contract/errors.ts';

/** What the tree keeps of an account beside what windows see. */
interface Entry {
  node: AccountNode;
  children: readonly string[];
  /** The load that listed it last. */
  seenIn: number;
  /** The load in which its device list was read. */
  devicesIn: number;
  /** The load in which its sub-customers were read. */
  childrenIn: number;
  childrenFailure: Failure | null;
  devicesFailure: Failure | null;
}

/** An account of which only the name is known. */
export function namedAccount(account: string): Account {
  return {
    account,
    userName: '',
    role: null,
    blocked: null,
    email: '',
    mobile: '',
    telephone: '',
    createTime: null,
  };
}

/**
 * The accounts below the signed-in one, as far as they are known. Nodes are replaced, never changed. Each account
 * stands in the tree once, under the account that listed it first, so that a list that names itself, an ancestor or
 * somebody else's customer makes no circle.
 */
export class AccountTree {
  readonly root: string;
  readonly #entries = new Map<string, Entry>();
  #load = 0;

  constructor(root: string) {
    this.root = root;
    this.#add({ ...namedAccount(root), ...placed(null, 0) });
  }

  get size(): number {
    return this.#entries.size;
  }

  node(account: string): AccountNode | null {
    return this.#entries.get(account)?.node ?? null;
  }

  children(account: string): readonly string[] {
    return this.#entries.get(account)?.children ?? [];
  }

  /** All accounts, every parent before its children. */
  nodes(): AccountNode[] {
    const nodes: AccountNode[] = [];
    for (const account of this.belowOf(this.root)) {
      const node = this.node(account);
      if (node !== null) nodes.push(node);
    }
    return nodes;
  }

  /** An account with everything below it, itself first, level by level; empty when it is not known. */
  belowOf(account: string): string[] {
    if (!this.#entries.has(account)) return [];
    const found = [account];
    // The array grows while it is gone through: level by level.
    for (const name of found) found.push(...this.children(name));
    return found;
  }

  /** Begins a load; what is not listed in it is dropped by `dropUnseen`. */
  beginLoad(): void {
    this.#load += 1;
    this.#entry(this.root).seenIn = this.#load;
  }

  /** Puts nodes back from the archive; one whose parent is unknown is left out. */
  restore(nodes: readonly AccountNode[]): void {
    for (const node of [...nodes].sort((one, other) => one.depth - other.depth)) {
      if (node.account === this.root) {
        this.#entry(this.root).node = { ...node, parent: null, depth: 0 };
        continue;
      }
      const parent = node.parent === null ? undefined : this.#entries.get(node.parent);
      if (parent === undefined || this.#entries.has(node.account)) continue;
      this.#add({ ...node, depth: parent.node.depth + 1 });
      parent.children = [...parent.children, node.account];
    }
  }

  /** What the provider says of an account itself. */
  describe(account: Account): void {
    const entry = this.#entries.get(account.account);
    if (entry !== undefined) entry.node = { ...entry.node, ...account };
  }

  /**
   * The sub-customers of an account as just listed.
   *
   * @returns those that have their place under it, in the order of the list
   */
  setChildren(parent: string, rows: readonly Account[], mayBeCut: boolean): AccountNode[] {
    const owner = this.#entry(parent);
    const taken = new Map<string, AccountNode>();
    for (const row of rows) {
      if (taken.has(row.account) || this.#isAbove(row.account, parent)) continue;
      const known = this.#entries.get(row.account);
      if (known !== undefined && known.node.parent !== parent && known.seenIn === this.#load) continue;
      taken.set(row.account, this.#seat(row, owner.node, known));
    }
    // A cut list proves nothing about who is missing in it.
    if (mayBeCut) for (const kept of this.keepChildren(parent)) taken.set(kept.account, kept);
    owner.children = [...taken.keys()];
    owner.childrenIn = this.#load;
    owner.childrenFailure = null;
    owner.node = { ...owner.node, childrenMayBeCut: mayBeCut, failure: owner.devicesFailure };
    return [...taken.values()];
  }

  /** The known children of an account whose list could not be read wholly, those not found in this load yet. */
  keepChildren(account: string): AccountNode[] {
    const kept: AccountNode[] = [];
    for (const child of this.children(account)) {
      const entry = this.#entries.get(child);
      if (entry === undefined || entry.seenIn === this.#load) continue;
      entry.seenIn = this.#load;
      kept.push(entry.node);
    }
    return kept;
  }

  /** How many devices the account's list holds. */
  setDevices(account: string, count: number, mayBeCut: boolean): void {
    const entry = this.#entries.get(account);
    if (entry === undefined) return;
    entry.devicesIn = this.#load;
    entry.devicesFailure = null;
    entry.node = {
      ...entry.node,
      deviceCount: count,
      devicesMayBeCut: mayBeCut,
      failure: entry.childrenFailure,
    };
  }

  /** One of an account's two lists could not be read; what was known of it stays. */
  setFailure(account: string, list: 'children' | 'devices', failure: Failure): void {
    const entry = this.#entries.get(account);
    if (entry === undefined) return;
    if (list === 'children') entry.childrenFailure = failure;
    else entry.devicesFailure = failure;
    entry.node = { ...entry.node, failure };
  }

  /** Whether the running load has read the account's device list wholly, or the account is gone. */
  devicesKnown(account: string): boolean {
    const entry = this.#entries.get(account);
    return entry === undefined || (entry.devicesIn === this.#load && !entry.node.devicesMayBeCut);
  }

  /** Whether both lists of an account were read since the console signed in, and the last time without a failure. */
  listsRead(account: string): boolean {
    const entry = this.#entries.get(account);
    if (entry === undefined) return false;
    return entry.devicesIn > 0 && entry.childrenIn > 0 && entry.node.failure === null;
  }

  /**
   * Takes out the accounts that the running load has not found, unless an account above them could not be read.
   *
   * @returns their names
   */
  dropUnseen(): string[] {
    const kept = new Set(this.belowOf(this.root));
    const dropped: string[] = [];
    for (const account of this.#entries.keys()) {
      if (!kept.has(account)) dropped.push(account);
    }
    for (const account of dropped) this.#entries.delete(account);
    return dropped;
  }

  #isAbove(account: string, below: string): boolean {
    for (let at: string | null = below; at !== null; at = this.node(at)?.parent ?? null) {
      if (at === account) return true;
    }
    return false;
  }

  #seat(row: Account, owner: AccountNode, known: Entry | undefined): AccountNode {
    const depth = owner.depth + 1;
    if (known === undefined) {
      const node = { ...row, ...placed(owner.account, depth) };
      this.#add(node).seenIn = this.#load;
      return node;
    }
    this.#leaveParent(known.node, owner.account);
    known.node = { ...known.node, ...row, parent: owner.account, depth };
    known.seenIn = this.#load;
    return known.node;
  }

  /** An account that moved is taken from where an earlier load saw it. */
  #leaveParent({ account, parent }: AccountNode, next: string): void {
    const before = parent === null || parent === next ? undefined : this.#entries.get(parent);
    if (before !== undefined) before.children = before.children.filter((child) => child !== account);
  }

  #add(node: AccountNode): Entry {
    const entry: Entry = {
      node,
      children: [],
      seenIn: 0,
      devicesIn: 0,
      childrenIn: 0,
      childrenFailure: null,
      devicesFailure: null,
    };
    this.#entries.set(node.account, entry);
    return entry;
  }

  #entry(account: string): Entry {
    return this.#entries.get(account) ?? this.#add({ ...namedAccount(account), ...placed(null, 0) });
  }
}

function placed(parent: string | null, depth: number): Omit<AccountNode, keyof Account> {
  return {
    parent,
    depth,
    deviceCount: null,
    childrenMayBeCut: false,
    devicesMayBeCut: false,
    failure: null,
  };
}
