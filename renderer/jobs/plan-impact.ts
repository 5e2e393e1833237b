import type { AccountTree } from '../bridge/account-tree.ts';

/** An account that stands for many: what it takes along. */
export interface Impact {
  readonly account: string;
  /** Accounts below it, at any depth. */
  readonly below: number;
  /** Devices of it and of everybody below. */
  readonly devices: number;
}

/** What a target takes along; null for one that is no account of the tree (a device, say). */
export function impactOf(tree: AccountTree, target: string): Impact | null {
  if (!tree.nodes.has(target)) return null;
  return { account: target, below: tree.below.get(target) ?? 0, devices: tree.devices.get(target) ?? 0 };
}

/** The targets that have accounts below them, those with the most devices first. */
export function heaviest(tree: AccountTree, targets: readonly string[]): Impact[] {
  return targets
    .flatMap((target) => impactOf(tree, target) ?? [])
    .filter(({ below }) => below > 0)
    .sort((a, b) => b.devices - a.devices || b.below - a.below);
}

/** Kinds of jobs whose rows are sent out, and change nothing that could be looked up before. */
const sendingKinds = new Set(['message', 'command']);

/** Kinds of jobs whose targets are devices; of all others they are accounts. */
const deviceKinds = new Set(['command', 'geofence']);

/** Whether the targets of a kind of job are IMEIs. */
export function isForDevices(kind: string): boolean {
  return deviceKinds.has(kind);
}

/** i18n key of what a row that will be carried out is called. */
export function changeWord(kind: string): string {
  if (kind === 'geofence') return 'jobs.verdict.create';
  return sendingKinds.has(kind) ? 'jobs.verdict.send' : 'jobs.verdict.change';
}
