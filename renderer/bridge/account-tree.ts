import type { AccountNode } from '../../electron/contract/account.ts';

/** The accounts as a tree, computed once per load; plain data, never reactive inside. */
export interface AccountTree {
  readonly nodes: ReadonlyMap<string, AccountNode>;
  /** Accounts whose parent is not in the list, usually the signed-in one alone. */
  readonly roots: readonly string[];
  readonly children: ReadonlyMap<string, readonly string[]>;
  /** Devices under an account and everything below it. */
  readonly devices: ReadonlyMap<string, number>;
  /** Accounts below an account, at any depth. */
  readonly below: ReadonlyMap<string, number>;
}

/** One visible row of the tree. */
export interface AccountRow {
  readonly node: AccountNode;
  /** Distance from the root of what is shown. */
  readonly level: number;
  readonly devices: number;
  readonly hasChildren: boolean;
  readonly expanded: boolean;
  /** Place among its siblings, counted from 1, and how many they are (for screen readers). */
  readonly place: number;
  readonly siblings: number;
}

export const emptyTree: AccountTree = {
  nodes: new Map(),
  roots: [],
  children: new Map(),
  devices: new Map(),
  below: new Map(),
};

/** Builds the tree of a flat list; an account whose parent is missing becomes a root, a circle is cut. */
export function buildTree(list: readonly AccountNode[]): AccountTree {
  const nodes = new Map(list.map((node) => [node.account, node]));
  const children = new Map<string, string[]>();
  const roots: string[] = [];
  for (const node of nodes.values()) {
    const parent = node.parent;
    if (parent === null || parent === node.account || !nodes.has(parent)) roots.push(node.account);
    else {
      const siblings = children.get(parent);
      if (siblings) siblings.push(node.account);
      else children.set(parent, [node.account]);
    }
  }
  const order = walk(roots, children);
  if (order.length < nodes.size) {
    // A circle of parents hangs on no root; its first account is made one, so that nobody is lost.
    const reached = new Set(order);
    for (const account of nodes.keys()) {
      if (reached.has(account)) continue;
      roots.push(account);
      for (const below of walk([account], children)) reached.add(below);
    }
    return buildTree(
      [...nodes.values()].map((node) => (roots.includes(node.account) ? { ...node, parent: null } : node)),
    );
  }
  const devices = new Map<string, number>();
  const below = new Map<string, number>();
  for (const account of order.reverse()) {
    let sum = nodes.get(account)?.deviceCount ?? 0;
    let accounts = 0;
    for (const child of children.get(account) ?? []) {
      sum += devices.get(child) ?? 0;
      accounts += 1 + (below.get(child) ?? 0);
    }
    devices.set(account, sum);
    below.set(account, accounts);
  }
  return { nodes, roots, children, devices, below };
}

function walk(roots: readonly string[], children: ReadonlyMap<string, readonly string[]>): string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  const stack = roots.toReversed();
  for (let account = stack.pop(); account !== undefined; account = stack.pop()) {
    if (seen.has(account)) continue;
    seen.add(account);
    order.push(account);
    stack.push(...(children.get(account) ?? []).toReversed());
  }
  return order;
}

/** An account and everything below it. */
export function withBelow(tree: AccountTree, accounts: Iterable<string>): Set<string> {
  return new Set(walk([...accounts], tree.children));
}

/**
 * Rows to show, in order. Without a query: the roots and the children of expanded accounts. With one: every account
 * whose name or user name holds it, and the way from the root to it, all expanded.
 */
export function visibleRows(tree: AccountTree, expanded: ReadonlySet<string>, query: string): AccountRow[] {
  const wanted = query.trim().toLowerCase();
  const kept = wanted === '' ? null : matching(tree, wanted);
  const rows: AccountRow[] = [];
  const stack: { account: string; level: number; place: number; siblings: number }[] = [];
  const push = (accounts: readonly string[], level: number): void => {
    const shown = kept ? accounts.filter((account) => kept.has(account)) : accounts;
    for (let index = shown.length - 1; index >= 0; index -= 1) {
      stack.push({ account: shown[index] ?? '', level, place: index + 1, siblings: shown.length });
    }
  };
  push(tree.roots, 0);
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const node = tree.nodes.get(next.account);
    if (!node) continue;
    const children = tree.children.get(next.account) ?? [];
    const open =
      children.length > 0 && (kept ? children.some((child) => kept.has(child)) : expanded.has(next.account));
    rows.push({
      node,
      level: next.level,
      devices: tree.devices.get(next.account) ?? 0,
      hasChildren: children.length > 0,
      expanded: open,
      place: next.place,
      siblings: next.siblings,
    });
    if (open) push(children, next.level + 1);
  }
  return rows;
}

function matching(tree: AccountTree, wanted: string): Set<string> {
  const kept = new Set<string>();
  for (const node of tree.nodes.values()) {
    if (!`${node.account}\n${node.userName}`.toLowerCase().includes(wanted)) continue;
    let account: string | null = node.account;
    while (account !== null && !kept.has(account)) {
      kept.add(account);
      account = tree.nodes.get(account)?.parent ?? null;
    }
  }
  return kept;
}
