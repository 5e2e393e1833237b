import type { SessionStatus } from '../../../electron/contract/session.ts';

export type Tone = 'good' | 'busy' | 'warning' | 'bad';

/** One thing to say about the connection; the first is its state, the others are remarks. */
export interface ConnectionNote {
  readonly id:
    'online' | 'signingIn' | 'signedOut' | 'offline' | 'paused' | 'takenOver' | 'clock' | 'plainHttp';
  readonly tone: Tone;
  readonly icon: string;
  /** Values for the texts `connection.<id>.label` and `.hint`: seconds, counts. */
  readonly seconds: number;
  readonly count: number;
}

const note = (
  id: ConnectionNote['id'],
  tone: Tone,
  icon: string,
  values: { seconds?: number; count?: number } = {},
): ConnectionNote => ({ id, tone, icon, seconds: values.seconds ?? 0, count: values.count ?? 0 });

/** Corrections of the clock below this many seconds are nobody's business. */
const CLOCK_WORTH_SAYING = 5;

/**
 * What to say about the connection, the state first.
 *
 * @param now Unix milliseconds of this computer
 */
export function connectionNotes(status: SessionStatus, now: number): ConnectionNote[] {
  const notes = [stateNote(status, now)];
  if (status.takenOver > 0) {
    notes.push(note('takenOver', 'warning', 'i-lucide-users', { count: status.takenOver }));
  }
  if (Math.abs(status.clockOffset) >= CLOCK_WORTH_SAYING) {
    notes.push(note('clock', 'warning', 'i-lucide-clock-alert', { seconds: status.clockOffset }));
  }
  if (status.plainHttp && !status.demo) notes.push(note('plainHttp', 'warning', 'i-lucide-lock-open'));
  return notes;
}

function stateNote(status: SessionStatus, now: number): ConnectionNote {
  const { connection, pace } = status;
  switch (connection.state) {
    case 'signedOut':
      return note('signedOut', 'bad', 'i-lucide-log-out');
    case 'signingIn':
      return note('signingIn', 'busy', 'i-lucide-loader');
    case 'offline':
      return note('offline', 'bad', 'i-lucide-cloud-off', { seconds: connection.since / 1_000 });
    case 'online':
      return pace.pausedUntil !== null && pace.pausedUntil > now
        ? note('paused', 'busy', 'i-lucide-hourglass', { seconds: (pace.pausedUntil - now) / 1_000 })
        : note('online', 'good', 'i-lucide-cloud');
  }
}
