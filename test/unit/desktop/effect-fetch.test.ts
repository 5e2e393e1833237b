import { describe, expect, it } from 'vitest';
import { effectFetch, type NetworkSession } from '../../../electron/desktop/effect-fetch.ts';

interface Watched extends NetworkSession {
  readonly events: string[];
}

/** A session that answers when told to. */
function watched(answers: (() => void)[], fail = false): Watched {
  const events: string[] = [];
  return {
    events,
    closeAllConnections: () => {
      events.push('close');
      return Promise.resolve();
    },
    fetch: (url) => {
      events.push(url);
      if (fail) return Promise.reject(new Error('net::ERR_CONNECTION_RESET'));
      return new Promise((resolve) => {
        answers.push(() => {
          resolve(new Response('{"code":0}', { status: 200 }));
        });
      });
    },
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the fetch for requests that must not be sent twice', () => {
  it('closes all connections of a session before each request', async () => {
    const answers: (() => void)[] = [];
    const session = watched(answers);
    const send = effectFetch(() => session);
    for (const url of ['first', 'second']) {
      const answer = send(url, {});
      await settled();
      answers.pop()?.();
      expect(await (await answer).text()).toBe('{"code":0}');
    }
    expect(session.events).toEqual(['close', 'first', 'close', 'second']);
  });

  it('never closes the connection of a request that is under way', async () => {
    const answers: (() => void)[] = [];
    const sessions: Watched[] = [];
    const send = effectFetch(() => {
      const session = watched(answers);
      sessions.push(session);
      return session;
    });
    const both = [send('first', {}), send('second', {})];
    await settled();
    for (const answer of answers.splice(0)) answer();
    await Promise.all(both);
    const third = send('third', {});
    await settled();
    for (const answer of answers.splice(0)) answer();
    await third;
    expect(sessions).toHaveLength(2);
    for (const { events } of sessions)
      expect(events.filter((event) => event === 'close')).toHaveLength(events.length / 2);
  });

  it('hands on a failure and uses the session again', async () => {
    let opened = 0;
    const send = effectFetch(() => {
      opened += 1;
      return watched([], true);
    });
    await expect(send('first', {})).rejects.toThrow('ERR_CONNECTION_RESET');
    await expect(send('second', {})).rejects.toThrow('ERR_CONNECTION_RESET');
    expect(opened).toBe(1);
  });
});
