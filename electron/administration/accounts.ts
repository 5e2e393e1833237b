import type { AccountNode } from '../contract/account.ts';
import type { Device } from '../contract/device.ts';

/** The accounts at and below the signed-in one, as far as the console knows them. */
export interface Accounts {
  /** The signed-in account; null before the tree is known. */
  root(): string | null;
  find(account: string): AccountNode | null;
  all(): readonly AccountNode[];
  /** Devices that the account owns itself. */
  devicesOf(account: string): readonly Device[];
  /** Whether every list was read and none may be cut: only then an unknown name means "outside". */
  isComplete(): boolean;
}

/** The account of the tree that is written almost like a name: other case or surrounding spaces. */
export class NearNames {
  readonly #byFolded = new Map<string, string>();

  constructor(accounts: readonly AccountNode[]) {
    for (const { account } of accounts) this.#byFolded.set(fold(account), account);
  }

  find(name: string): string | null {
    return this.#byFolded.get(fold(name)) ?? null;
  }
}

function fold(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
}

/**
 * How many accounts stand below any of these without being one of them.
 *
 * @param targets names; unknown ones count nothing
 */
export function accountsBelow(all: readonly AccountNode[], targets: readonly string[]): number {
  const chosen = new Set(targets);
  const parents = new Map(all.map((node) => [node.account, node.parent]));
  const below = new Map<string, boolean>();
  const isBelow = (account: string): boolean => {
    // Walks up once per account; a circle in the provider's data ends at the mark set before going on.
    const known = below.get(account);
    if (known !== undefined) return known;
    below.set(account, false);
    const parent = parents.get(account) ?? null;
    const answer = parent !== null && (chosen.has(parent) || isBelow(parent));
    below.set(account, answer);
    return answer;
  };
  return all.filter(({ account }) => !chosen.has(account) && isBelow(account)).length;
}
