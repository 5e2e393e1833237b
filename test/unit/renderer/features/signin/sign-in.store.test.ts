import { createPinia, setActivePinia } from 'pinia';
import { nextTick } from 'vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fail, succeed } from '../../../../../electron/contract/result.ts';
import { useSessionStore } from '../../../../../renderer/bridge/session.store.ts';
import { useSignInStore } from '../../../../../renderer/features/signin/sign-in.store.ts';
import { FakeBridge, sessionStatus } from '../../fake-bridge.ts';

const kept = { server: 'https://b.example', account: 'beta', remembered: true, lastUsed: 9 };
const older = { server: 'https://a.example', account: 'alpha', remembered: false, lastUsed: 3 };
let bridge: FakeBridge;

beforeEach(async () => {
  setActivePinia(createPinia());
  bridge = new FakeBridge().install();
  const out = sessionStatus({ connection: { state: 'signedOut', reason: null } });
  bridge
    .answer('session.status', () => succeed(out))
    .answer('session.saved', () => succeed([older, kept]))
    .answer('session.signIn', () => succeed(sessionStatus()));
  await useSessionStore().load();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function fill(): ReturnType<typeof useSignInStore> {
  const store = useSignInStore();
  Object.assign(store.form, {
    server: ' https://c.example ',
    account: ' gamma ',
    password: ' pw ',
    remember: true,
  });
  return store;
}

describe('Signing in', () => {
  it('sends server and account without spaces and the password as it is', async () => {
    await fill().signIn();
    expect(bridge.inputsOf('session.signIn')).toEqual([
      { server: 'https://c.example', account: 'gamma', password: ' pw ', remember: true },
    ]);
  });

  it('says nothing of the last try while it asks again', async () => {
    const store = fill();
    bridge.answer('session.signIn', () => fail({ code: 'provider.10016' }));
    await store.signIn();
    expect(store.failure).not.toBeNull();
    const asking = store.signIn();
    expect([store.busy, store.failure]).toEqual(['signIn', null]);
    await asking;
    expect(store.failure).not.toBeNull();
  });

  it('tells why the demo did not start, whatever was typed since the last try', async () => {
    const store = fill();
    bridge
      .answer('session.signIn', () => fail({ code: 'network.timeout' }))
      .answer('session.demo', () => fail({ code: 'network.unreachable' }));
    await store.signIn();
    store.form.account = 'somebody else';
    await store.exploreDemo();
    expect([store.movedOn, store.failure]).toEqual([false, { code: 'network.unreachable' }]);
  });

  it('names the first field to be put right, in the order of the form', () => {
    const store = useSignInStore();
    expect(store.firstProblem()).toBe('server');
    Object.assign(store.form, { server: 'https://c.example', account: 'a,b', password: 'x' });
    expect(store.firstProblem()).toBe('account');
    store.form.account = 'a';
    expect(store.firstProblem()).toBeNull();
  });

  it('forgets the password once it worked', async () => {
    const store = fill();
    await store.signIn();
    expect([store.form.password, store.failure, store.busy]).toEqual(['', null, null]);
  });

  it('asks for nothing in red when somebody comes back to the form after a session', async () => {
    const store = fill();
    await store.signIn();
    expect([store.problemOf('server'), store.problemOf('password')]).toEqual([null, null]);
  });

  it('can be taken back while a server does not answer, and says nothing more of it', async () => {
    let give: (answer: unknown) => void = () => undefined;
    bridge
      .answer('session.signIn', () => new Promise((resolve) => (give = resolve)))
      .answer('session.signOut', () => {
        give(fail({ code: 'cancelled' }));
        return succeed(sessionStatus());
      });
    const store = fill();
    const asked = store.signIn();
    await store.cancel();
    await asked;
    expect([store.busy, store.failure, store.form.password]).toEqual([null, null, ' pw ']);
  });

  it('keeps everything that was typed when it failed, and the failure', async () => {
    const failure = { code: 'network.timeout' } as const;
    bridge.answer('session.signIn', () => fail(failure));
    const store = fill();
    await store.signIn();
    expect(store.failure).toEqual(failure);
    expect(store.form).toEqual({
      server: ' https://c.example ',
      account: ' gamma ',
      password: ' pw ',
      remember: true,
    });
  });

  it('does not lay the failure of one server at the door of the next', async () => {
    bridge.answer('session.signIn', () => fail({ code: 'network.timeout' }));
    const store = fill();
    await store.signIn();
    expect(store.movedOn).toBe(false);
    store.form.server = 'https://d.example';
    expect(store.movedOn).toBe(true);
    store.form.server = 'https://c.example';
    expect(store.movedOn).toBe(false);
  });

  it('sends nothing while a field is wrong, and says which', async () => {
    const store = useSignInStore();
    store.form.server = 'ftp://files.example';
    await store.signIn();
    expect(bridge.inputsOf('session.signIn')).toEqual([]);
    expect([store.problemOf('server'), store.problemOf('account'), store.problemOf('password')]).toEqual([
      'signin.problem.serverScheme',
      'signin.problem.accountMissing',
      'signin.problem.passwordMissing',
    ]);
  });

  it('sends one request however often it is pressed', async () => {
    const store = fill();
    await Promise.all([store.signIn(), store.signIn()]);
    expect(bridge.inputsOf('session.signIn')).toHaveLength(1);
  });

  it('asks for nothing to be remembered where the system cannot', async () => {
    bridge.broadcast(
      'session.changed',
      sessionStatus({ connection: { state: 'signingIn' }, canRemember: false }),
    );
    await fill().signIn();
    expect(bridge.inputsOf('session.signIn')).toMatchObject([{ remember: false }]);
  });
});

describe('A saved sign-in', () => {
  it('that was used last fills an untouched form', () => {
    const store = useSignInStore();
    store.suggest();
    expect(store.form).toMatchObject({ server: kept.server, account: kept.account, password: '' });
  });

  it('does not overwrite what somebody has typed', () => {
    const store = useSignInStore();
    store.form.account = 'mine';
    store.suggest();
    expect(store.form.account).toBe('mine');
  });

  it('signs in with the secret the system keeps when no password is typed', async () => {
    const store = useSignInStore();
    store.choose(kept);
    await store.signIn();
    expect(bridge.inputsOf('session.signIn')).toMatchObject([{ account: 'beta', password: null }]);
  });

  it('without a kept secret wants the password', async () => {
    const store = useSignInStore();
    store.choose(older);
    await store.signIn();
    expect([bridge.inputsOf('session.signIn'), store.problemOf('password')]).toEqual([
      [],
      'signin.problem.passwordMissing',
    ]);
  });

  it('can be forgotten', async () => {
    bridge.answer('session.forget', () => succeed([older]));
    await useSignInStore().forget(kept);
    expect(useSessionStore().saved).toEqual([older]);
  });
});

describe('Typing', () => {
  it('is judged when one pauses, not in the middle of a word', async () => {
    vi.useFakeTimers();
    const store = useSignInStore();
    store.form.server = 'ftp://f';
    await nextTick();
    expect(store.problemOf('server')).toBeNull();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(store.problemOf('server')).toBe('signin.problem.serverScheme');
  });
});
