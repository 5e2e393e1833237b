import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LoadProgress } from '../../../../electron/contract/account.ts';
import { fail, succeed } from '../../../../electron/contract/result.ts';
import { settingsSchema } from '../../../../electron/contract/settings.ts';
import { useAccountsStore } from '../../../../renderer/bridge/accounts.store.ts';
import { call } from '../../../../renderer/bridge/calls.ts';
import { useSessionStore } from '../../../../renderer/bridge/session.store.ts';
import { useSettingsStore } from '../../../../renderer/bridge/settings.store.ts';
import { accountNode } from '../builders.ts';
import { FakeBridge, sessionStatus } from '../fake-bridge.ts';

let bridge: FakeBridge;
const signedOut = sessionStatus({
  connection: { state: 'signedOut', reason: null },
  server: null,
  account: null,
});

beforeEach(() => {
  setActivePinia(createPinia());
  bridge = new FakeBridge().install();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('A call', () => {
  it('turns a rejection into a failure, so that nobody has to catch', async () => {
    bridge.answer('accounts.progress', () => {
      throw new Error('the channel is gone');
    });
    expect(await call('accounts.progress')).toEqual(
      fail({ code: 'internal', detail: 'the channel is gone' }),
    );
  });
});

describe('The session store', () => {
  beforeEach(() => {
    bridge.answer('session.saved', () => succeed([]));
  });

  it('enters with the first online status and stays through a renewal of the sign-in', () => {
    const store = useSessionStore();
    bridge.broadcast('session.changed', sessionStatus({ connection: { state: 'signingIn' } }));
    expect(store.entered).toBe(false);
    bridge.broadcast('session.changed', sessionStatus());
    bridge.broadcast('session.changed', sessionStatus({ connection: { state: 'signingIn' } }));
    expect(store.entered).toBe(true);
  });

  it('stays in while the provider cannot be reached, and leaves when signed out', () => {
    const store = useSessionStore();
    const failure = { code: 'network.unreachable' } as const;
    bridge.broadcast(
      'session.changed',
      sessionStatus({ connection: { state: 'offline', since: 1, failure } }),
    );
    expect(store.entered).toBe(true);
    bridge.broadcast('session.changed', signedOut);
    expect(store.entered).toBe(false);
  });

  it('hands on the failure of a sign-in and changes nothing', async () => {
    const failure = {
      code: 'provider.20001',
      provider: { code: 20001, message: 'account or password error' },
    } as const;
    bridge.answer('session.signIn', () => fail(failure));
    const store = useSessionStore();
    const input = { server: 'https://x.example', account: 'a', password: 'p', remember: false };
    expect(await store.signIn(input)).toEqual(failure);
    expect(store.entered).toBe(false);
  });

  it('gives the reason when main answers that nobody is signed in after all', async () => {
    const reason = { code: 'session.noSecret' } as const;
    bridge.answer('session.demo', () =>
      succeed({ ...signedOut, connection: { state: 'signedOut', reason } }),
    );
    expect(await useSessionStore().exploreDemo()).toEqual(reason);
  });

  it('reads status and saved sign-ins at the start', async () => {
    const saved = [{ server: 'https://x.example', account: 'a', remembered: true, lastUsed: 1 }];
    bridge
      .answer('session.status', () => succeed(sessionStatus()))
      .answer('session.saved', () => succeed(saved));
    const store = useSessionStore();
    await store.load();
    expect([store.entered, store.saved]).toEqual([true, saved]);
  });
});

describe('The settings store', () => {
  it('keeps the old settings when a change fails', async () => {
    bridge.answer('settings.change', () => fail({ code: 'file.notWritable' }));
    const store = useSettingsStore();
    expect(await store.change({ theme: 'light' })).toEqual({ code: 'file.notWritable' });
    expect(store.settings.theme).toBe('dark');
  });

  it('follows changes that another window made', () => {
    const store = useSettingsStore();
    bridge.broadcast('settings.changed', settingsSchema.parse({ units: 'imperial' }));
    expect(store.settings.units).toBe('imperial');
  });
});

describe('The accounts store', () => {
  const progress = (over: Partial<LoadProgress> = {}): LoadProgress => ({
    state: 'loading',
    accountsKnown: 2,
    accountsLoaded: 1,
    devicesKnown: 0,
    failures: 0,
    finishedAt: null,
    ...over,
  });

  beforeEach(() => {
    vi.useFakeTimers();
    bridge.answer('accounts.progress', () => succeed(progress()));
    bridge.answer('accounts.tree', () => succeed([accountNode('root', null, { deviceCount: 4 })]));
  });

  it('reads the tree while it grows, but not at every step', async () => {
    const store = useAccountsStore();
    await store.load();
    for (let step = 0; step < 30; step += 1) {
      bridge.broadcast('accounts.changed', progress({ accountsLoaded: step }));
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(store.progress?.accountsLoaded).toBe(29);
    const read = bridge.inputsOf('accounts.tree').length;
    expect(read).toBeGreaterThanOrEqual(2);
    expect(read).toBeLessThanOrEqual(3);
  });

  it('reads the tree at once when loading is done', async () => {
    const store = useAccountsStore();
    bridge.broadcast('accounts.changed', progress({ state: 'done' }));
    await vi.advanceTimersByTimeAsync(1);
    expect(store.tree.devices.get('root')).toBe(4);
  });

  it('forgets the tree when there are no accounts any more', async () => {
    const store = useAccountsStore();
    await store.load();
    bridge.broadcast('accounts.changed', progress({ state: 'idle', accountsKnown: 0 }));
    expect(store.tree.nodes.size).toBe(0);
  });

  it('keeps what it has and tells why when the tree cannot be read', async () => {
    const store = useAccountsStore();
    await store.load();
    bridge.answer('accounts.tree', () => fail({ code: 'session.signedOut' }));
    await store.load();
    expect([store.failure, store.tree.nodes.size]).toEqual([{ code: 'session.signedOut' }, 1]);
  });
});
