import type { AccountNode } from '../contract/account.ts';
import type { ReportScope } from '../contract/report.ts';
import type { AccountTree } from './account-tree.ts';
import type { Directory } from './directory.ts';

/** Accounts with everything below them when asked, each once, in the order given; unknown ones are left out. */
export function accountsOf(
  tree: AccountTree,
  accounts: readonly string[],
  withBelow: boolean,
): AccountNode[] {
  const names = new Set(accounts.flatMap((account) => (withBelow ? tree.belowOf(account) : [account])));
  return [...names].map((name) => tree.node(name)).filter((node) => node !== null);
}

/** Slots of the devices that a scope covers, each once, ascending. */
export function slotsOf(tree: AccountTree, directory: Directory, scope: ReportScope): Uint32Array {
  const slots = new Set<number>();
  for (const { account } of accountsOf(tree, scope.accounts, scope.withBelow)) {
    for (const slot of directory.slotsOf(account)) slots.add(slot);
  }
  for (const imei of scope.devices) {
    const slot = directory.slotOf(imei);
    if (slot !== null && directory.has(slot)) slots.add(slot);
  }
  return Uint32Array.from(slots).sort();
}
