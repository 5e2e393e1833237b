import type { ArchiveSummary } from '../contract/archive.ts';
import type { Result } from '../contract/result.ts';
import type { MeasuredHistory } from './history-limits.ts';

/** What the thread that cares for archives is to do. `stop` becomes other than 0 when it is not wanted any more. */
export type CareTask = (
  | { readonly kind: 'check' | 'measure'; readonly path: string }
  | { readonly kind: 'backup' | 'restore'; readonly path: string; readonly target: string }
) & { readonly stop: Int32Array };

export type CareAnswer =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'ended'; readonly result: Result<ArchiveSummary> }
  | { readonly type: 'measured'; readonly result: Result<MeasuredHistory> };

/** The task a thread was started with; null for anything else. */
export function careTask(data: unknown): CareTask | null {
  if (typeof data !== 'object' || data === null) return null;
  const { kind, path, target, stop } = data as Readonly<Record<string, unknown>>;
  if (typeof path !== 'string' || !(stop instanceof Int32Array)) return null;
  if (kind === 'check' || kind === 'measure') return { kind, path, stop };
  if ((kind === 'backup' || kind === 'restore') && typeof target === 'string') {
    return { kind, path, target, stop };
  }
  return null;
}
