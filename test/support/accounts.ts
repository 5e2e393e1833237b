import type { Accounts } from '../../electron/administration/accounts.ts';
import type { AccountNode } from '../../electron/contract/account.ts';
import type { Device } from '../../electron/contract/device.ts';
import { anAccount } from './open-api.ts';

/** A node of the tree; what matters to a test is said by the test. */
export function aNode(account: string, change: Partial<AccountNode> = {}): AccountNode {
  return {
    ...anAccount(account),
    parent: 'demo',
    depth: 1,
    deviceCount: 0,
    childrenMayBeCut: false,
    devicesMayBeCut: false,
    failure: null,
    ...change,
  };
}

/** A tree below `demo` with these nodes. */
export function accountsOf(
  nodes: readonly AccountNode[],
  { devices = {}, complete = true }: { devices?: Record<string, readonly Device[]>; complete?: boolean } = {},
): Accounts {
  const all = [aNode('demo', { parent: null, depth: 0 }), ...nodes];
  const byName = new Map(all.map((node) => [node.account, node]));
  return {
    root: () => 'demo',
    find: (account) => byName.get(account) ?? null,
    all: () => all,
    devicesOf: (account) => devices[account] ?? [],
    isComplete: () => complete,
  };
}
