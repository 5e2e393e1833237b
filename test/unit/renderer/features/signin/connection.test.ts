import { describe, expect, it } from 'vitest';
import type { SessionStatus } from '../../../../../electron/contract/session.ts';
import { connectionNotes } from '../../../../../renderer/features/signin/connection.ts';
import { sessionStatus } from '../../fake-bridge.ts';

const now = 1_000_000;
const idsOf = (over: Partial<SessionStatus>): string[] =>
  connectionNotes(sessionStatus(over), now).map((note) => note.id);

describe('What is said about the connection', () => {
  it('is only its state when all is well', () => {
    expect(idsOf({})).toEqual(['online']);
  });

  it('is that it paces, with the seconds left, while the provider wants a pause', () => {
    const { pace } = sessionStatus();
    const [note] = connectionNotes(sessionStatus({ pace: { ...pace, pausedUntil: now + 2_500 } }), now);
    expect([note?.id, note?.seconds]).toEqual(['paused', 2.5]);
    expect(idsOf({ pace: { ...pace, pausedUntil: now - 1 } })).toEqual(['online']);
  });

  it('is since when it is offline, in Unix seconds', () => {
    const failure = { code: 'network.unreachable' } as const;
    const [note] = connectionNotes(
      sessionStatus({ connection: { state: 'offline', since: 500_000, failure } }),
      now,
    );
    expect([note?.id, note?.seconds, note?.tone]).toEqual(['offline', 500, 'bad']);
  });

  it('adds that somebody else signs in with the account, how often', () => {
    const notes = connectionNotes(sessionStatus({ takenOver: 3 }), now);
    expect(notes.map((note) => [note.id, note.count])).toEqual([
      ['online', 0],
      ['takenOver', 3],
    ]);
  });

  it('adds a corrected clock in either direction, but not the jitter of a network', () => {
    expect(idsOf({ clockOffset: -42 })).toEqual(['online', 'clock']);
    expect(idsOf({ clockOffset: 42 })).toEqual(['online', 'clock']);
    expect(idsOf({ clockOffset: 2 })).toEqual(['online']);
  });

  it('adds that plain http is not private, except for the demo on this very computer', () => {
    expect(idsOf({ plainHttp: true })).toEqual(['online', 'plainHttp']);
    expect(idsOf({ plainHttp: true, demo: true })).toEqual(['online']);
  });
});
