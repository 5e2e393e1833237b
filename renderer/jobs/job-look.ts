import { placeholdersIn } from '../../electron/contract/message.ts';
import type { JobState, JobStatus, RowState, Verdict } from '../../electron/contract/job.ts';

type Tone = 'info' | 'warning' | 'success' | 'error' | 'neutral';

const icons: Readonly<Record<string, string>> = {
  block: 'i-lucide-ban',
  unblock: 'i-lucide-circle-check',
  password: 'i-lucide-key-round',
  message: 'i-lucide-mail',
};

export function jobIcon(kind: string): string {
  return icons[kind] ?? 'i-lucide-list-checks';
}

/** Kinds of job that know nothing of what was before. */
const withoutBefore: ReadonlySet<string> = new Set(['message', 'password']);

/** Whether rows of such a job tell what was before. */
export function tellsBefore(kind: string): boolean {
  return !withoutBefore.has(kind);
}

/** Whether each account gets a text, and so a request, of its own. */
export function isPersonal({ kind, parameters: { content } }: JobStatus): boolean {
  return kind === 'message' && typeof content === 'string' && placeholdersIn(content).length > 0;
}

export const stateTones: Readonly<Record<JobState, Tone>> = {
  scheduled: 'info',
  running: 'info',
  pausing: 'warning',
  paused: 'warning',
  checking: 'info',
  cancelling: 'warning',
  cancelled: 'neutral',
  done: 'success',
};

export const rowTones: Readonly<Record<RowState, Tone>> = {
  unchanged: 'neutral',
  refused: 'error',
  waiting: 'neutral',
  sent: 'info',
  done: 'success',
  failed: 'error',
  unknown: 'warning',
};

export const verdictTones: Readonly<Record<Verdict, Tone>> = {
  change: 'info',
  unchanged: 'neutral',
  error: 'error',
};

/** Whether a job has not come to its end. */
export function isOpen({ state }: JobStatus): boolean {
  return state !== 'done' && state !== 'cancelled';
}

/** Rows whose outcome is known, of those that are or were to be sent. */
export function settled({ counts }: JobStatus): number {
  return counts.done + counts.failed + counts.unknown;
}
