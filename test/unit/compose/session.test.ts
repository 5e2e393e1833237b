import { describe, expect, it } from 'vitest';
import {
  SessionService,
  type Credentials,
  type LastSession,
  type SignedInServices,
  type StoredSignIn,
} from '../../../electron/compose/session.ts';
import type { Failure } from '../../../electron/contract/errors.ts';
import { fail, succeed, type Result } from '../../../electron/contract/result.ts';
import type { SessionStatus } from '../../../electron/contract/session.ts';
import { FakeTiming } from '../openapi/support/fake-timing.ts';

const pace = { allowedRate: 1, actualRate: 0, waiting: 0, inFlight: 0, pausedUntil: null, refusals: 0 };

class FakeServices implements SignedInServices {
  started = false;
  stopped = false;
  stops = 0;
  readonly answer: Result<null> | Promise<Result<null>>;
  constructor(answer: Result<null> | Promise<Result<null>>) {
    this.answer = answer;
  }
  signIn(): Promise<Result<null>> {
    return Promise.resolve(this.answer);
  }
  start(): void {
    this.started = true;
  }
  status() {
    return { connection: { state: 'online' as const }, clockOffset: 0, takenOver: 0, pace };
  }
  stop(): Promise<void> {
    this.stopped = true;
    this.stops += 1;
    return Promise.resolve();
  }
}

interface Memory {
  signIns: readonly StoredSignIn[];
  last: LastSession | null;
}

function world(
  options: { answer?: Result<null> | Promise<Result<null>>; keyring?: boolean; memory?: Memory } = {},
) {
  const opened: { credentials: Credentials; services: FakeServices }[] = [];
  const told: SessionStatus[] = [];
  const fed: (FakeServices | null)[] = [];
  const memory: Memory = options.memory ?? { signIns: [], last: null };
  const demo = { starts: 0, stops: 0 };
  const timing = new FakeTiming();
  const state = {
    answer: options.answer ?? succeed(null),
    demo: Promise.resolve<Result<{ url: string; account: string; password: string }>>(
      succeed({ url: 'http://127.0.0.1:9', account: 'demo', password: 'demo' }),
    ),
  };
  const session = new SessionService({
    open: (credentials) => {
      const services = new FakeServices(state.answer);
      opened.push({ credentials, services });
      return services;
    },
    normaliseServer: (typed) =>
      typed.startsWith('http')
        ? succeed({ base: typed, plainHttp: typed.startsWith('http:') })
        : fail({ code: 'input.server' }),
    digest: (password) => `digest-of-${password}`,
    secrets: {
      available: () => options.keyring ?? true,
      seal: (text) => ((options.keyring ?? true) ? `sealed:${text}` : null),
      open: (sealed) => sealed.replace('sealed:', ''),
    },
    memory: {
      signIns: () => memory.signIns,
      keepSignIns: (signIns) => {
        memory.signIns = signIns;
      },
      lastSession: () => memory.last,
      keepLastSession: (last) => {
        memory.last = last;
      },
    },
    demo: {
      start: () => {
        demo.starts += 1;
        return state.demo;
      },
      stop: () => {
        demo.stops += 1;
        return Promise.resolve();
      },
    },
    onChange: (status) => told.push(status),
    onServices: (services) => fed.push(services),
    audit: () => undefined,
    clock: { now: () => 1_000, after: timing.after },
  });
  return { session, opened, told, fed, memory, demo, state, timing };
}

const input = { server: 'https://api.example', account: 'north', password: 'secret', remember: true };

describe('signing in', () => {
  it('starts the services only after the provider let the account in', async () => {
    const { session, opened } = world();
    const answer = await session.signIn(input);
    expect(answer.ok && answer.value.connection.state).toBe('online');
    expect(opened[0]?.services.started).toBe(true);
    expect(session.services()).toBe(opened[0]?.services);
  });

  it('tells why it was refused, stops what it opened and stays out', async () => {
    const refusal: Failure = {
      code: 'provider.20001',
      provider: { code: 20001, message: 'account or password error' },
    };
    const { session, opened, told } = world({ answer: fail(refusal) });
    const answer = await session.signIn(input);
    expect(answer).toEqual(fail(refusal));
    expect(opened[0]?.services).toMatchObject({ started: false, stopped: true });
    expect(told.at(-1)?.connection).toEqual({ state: 'signedOut', reason: refusal });
    expect(session.services()).toBeNull();
  });

  it('ends the session before it', async () => {
    const { session, opened, fed } = world();
    await session.signIn(input);
    await session.signIn({ ...input, account: 'south' });
    expect(opened[0]?.services.stopped).toBe(true);
    expect(fed).toEqual([opened[0]?.services, null, opened[1]?.services]);
    expect(session.status().account).toBe('south');
  });

  it('refuses what is no server address without asking anybody', async () => {
    const { session, opened } = world();
    expect(await session.signIn({ ...input, server: 'nowhere' })).toMatchObject({
      failure: { code: 'input.server' },
    });
    expect(opened).toHaveLength(0);
  });

  it('marks plain http as not private', async () => {
    const { session } = world();
    await session.signIn({ ...input, server: 'http://api.example' });
    expect(session.status().plainHttp).toBe(true);
  });
});

describe('remembering', () => {
  it('keeps the digest sealed, never in clear, and signs in with it later', async () => {
    const { session, memory, opened } = world();
    await session.signIn(input);
    expect(memory.signIns[0]?.secret).toBe('sealed:digest-of-secret');
    await session.signIn({ ...input, password: null });
    expect(opened[1]?.credentials.digest).toBe('digest-of-secret');
  });

  it('keeps nothing secret unless it was asked to, or without a keyring', async () => {
    const asked = world();
    await asked.session.signIn({ ...input, remember: false });
    expect(asked.memory.signIns[0]?.secret).toBeNull();
    const noKeyring = world({ keyring: false });
    await noKeyring.session.signIn(input);
    expect(noKeyring.memory.signIns[0]?.secret).toBeNull();
    expect(await noKeyring.session.signIn({ ...input, password: null })).toMatchObject({
      failure: { code: 'session.noSecret' },
    });
  });

  it('forgets an account on request', async () => {
    const { session, memory } = world();
    await session.signIn(input);
    expect(session.forget('https://api.example', 'north')).toEqual([]);
    expect(memory.signIns).toEqual([]);
  });

  it('shows a window what was saved without the secret', async () => {
    const { session } = world();
    await session.signIn(input);
    expect(session.saved()).toEqual([
      { server: 'https://api.example', account: 'north', lastUsed: 1_000, remembered: true },
    ]);
    expect(JSON.stringify(session.status())).not.toContain('digest');
  });

  it('returns to the last session at the next start, and not after a sign-out', async () => {
    const { session, memory } = world();
    await session.signIn(input);
    await session.close();
    const second = world({ memory });
    await second.session.resume();
    expect(second.opened[0]?.credentials).toMatchObject({ account: 'north', digest: 'digest-of-secret' });
    await second.session.signOut();
    expect(memory.last).toBeNull();
    const third = world({ memory });
    await third.session.resume();
    expect(third.opened).toHaveLength(0);
  });

  it('returns to the last session as soon as its server can be reached, when the network comes up later', async () => {
    const first = world();
    await first.session.signIn(input);
    await first.session.close();
    const { session, opened, state, timing } = world({
      memory: first.memory,
      answer: fail({ code: 'network.unreachable' }),
    });
    const resumed = session.resume();
    await timing.advance(40_000);
    expect(opened.length).toBeGreaterThan(2);
    expect(session.status().connection).toMatchObject({ reason: { code: 'network.unreachable' } });
    state.answer = succeed(null);
    await timing.advance(60_000);
    await resumed;
    expect(session.status()).toMatchObject({ account: 'north', connection: { state: 'online' } });
    const tries = opened.length;
    await timing.advance(600_000);
    expect(opened).toHaveLength(tries);
  });

  it('gives up returning when somebody signs in, and tries no password twice', async () => {
    const first = world();
    await first.session.signIn(input);
    await first.session.close();
    const { memory } = first;
    const other = world({ memory, answer: fail({ code: 'network.unreachable' }) });
    const resumed = other.session.resume();
    await other.timing.advance(1_000);
    other.state.answer = succeed(null);
    await other.session.signIn({ ...input, account: 'south' });
    await resumed;
    await other.timing.advance(600_000);
    expect(other.opened.map(({ credentials }) => credentials.account)).toEqual(['north', 'south']);

    memory.last = { demo: false, server: 'https://api.example', account: 'north' };
    const wrong = world({ memory, answer: fail({ code: 'provider.20001' }) });
    await wrong.session.resume();
    await wrong.timing.advance(600_000);
    expect(wrong.opened).toHaveLength(1);
  });
});

describe('the demo', () => {
  it('runs its own provider and ends it with the session', async () => {
    const { session, demo, opened } = world();
    await session.enterDemo();
    expect(opened[0]?.credentials).toMatchObject({ server: 'http://127.0.0.1:9', demo: true });
    expect(session.status()).toMatchObject({ demo: true, plainHttp: false });
    await session.signOut();
    expect(demo).toEqual({ starts: 1, stops: 1 });
  });
});

/** A provider that answers when the test says so. */
function late(): { answer: Promise<Result<null>>; say: (answer: Result<null>) => void } {
  let say: (answer: Result<null>) => void = () => undefined;
  const answer = new Promise<Result<null>>((resolve) => {
    say = resolve;
  });
  return { answer, say };
}

describe('changes that cross each other', () => {
  it('does not sign in any more when somebody signed out before the provider answered', async () => {
    const provider = late();
    const { session, opened, memory, fed } = world({ answer: provider.answer });
    const entering = session.signIn(input);
    const leaving = session.signOut();
    provider.say(succeed(null));
    expect(await entering).toMatchObject({ failure: { code: 'cancelled' } });
    await leaving;
    expect(opened.every(({ services }) => !services.started)).toBe(true);
    expect(opened.every(({ services }) => services.stops === 1)).toBe(true);
    expect(memory).toEqual({ signIns: [], last: null });
    expect(fed).toEqual([]);
    expect(session.status().connection).toEqual({ state: 'signedOut', reason: null });
  });

  it('gives up a sign-in that hangs as soon as another is wanted, and leaves nothing of it behind', async () => {
    const { session, opened, state, fed } = world({ answer: late().answer });
    const first = session.signIn(input);
    await Promise.resolve();
    state.answer = succeed(null);
    const second = session.signIn({ ...input, account: 'south' });
    expect(await first).toMatchObject({ failure: { code: 'cancelled' } });
    expect((await second).ok).toBe(true);
    const running = opened.filter(({ services }) => !services.stopped);
    expect(running.map(({ credentials }) => credentials.account)).toEqual(['south']);
    expect(session.services()).toBe(running[0]?.services);
    expect(fed).toEqual([running[0]?.services]);
  });

  it('runs one session after any number of impatient presses, each service stopped at most once', async () => {
    const { session, opened } = world();
    await Promise.all([
      session.signIn(input),
      session.enterDemo(),
      session.enterDemo(),
      session.signIn({ ...input, account: 'south' }),
      session.enterDemo(),
    ]);
    const running = opened.filter(({ services }) => services.started && !services.stopped);
    expect(running).toHaveLength(1);
    expect(session.services()).toBe(running[0]?.services);
    expect(opened.every(({ services }) => services.stops <= 1)).toBe(true);
  });

  it('stays ended once the console quits', async () => {
    const provider = late();
    const { session, opened, demo } = world({ answer: provider.answer });
    const entering = session.enterDemo();
    const closed = session.close();
    provider.say(succeed(null));
    await Promise.all([entering, closed]);
    expect(await session.signIn(input)).toMatchObject({ failure: { code: 'cancelled' } });
    expect(opened.every(({ services }) => !services.started)).toBe(true);
    expect(demo.stops).toBeGreaterThan(0);
  });

  it('ends the session before it also when the demo then does not start', async () => {
    const { session, opened, state, fed } = world();
    await session.signIn(input);
    state.demo = Promise.resolve(fail({ code: 'internal', concerns: 'demo provider' }));
    expect((await session.enterDemo()).ok).toBe(false);
    expect(opened[0]?.services.stops).toBe(1);
    expect(fed.at(-1)).toBeNull();
    expect(session.status()).toMatchObject({ account: null, connection: { state: 'signedOut' } });
  });
});
