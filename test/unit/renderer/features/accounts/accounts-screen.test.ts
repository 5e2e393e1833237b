import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildTree } from '../../../../../renderer/bridge/account-tree.ts';
import { useAccountsStore } from '../../../../../renderer/bridge/accounts.store.ts';
import { useAccountsScreen } from '../../../../../renderer/features/accounts/accounts-screen.store.ts';
import { accountNode } from '../../builders.ts';
import { FakeBridge } from '../../fake-bridge.ts';

beforeEach(() => {
  setActivePinia(createPinia());
  new FakeBridge().install();
  const names = ['a1', 'a2', 'a3', 'a4', 'a5'];
  useAccountsStore().tree = buildTree([
    accountNode('top', null),
    ...names.map((name) => accountNode(name, 'top')),
  ]);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('ticks in the table of accounts', () => {
  it('go to one row, and with a range to all between it and the one before, as that one was', () => {
    const store = useAccountsScreen();
    store.toggle('a2');
    store.toggle('a4', true);
    expect(store.targets).toEqual(['a2', 'a3', 'a4']);
    store.toggle('a3');
    store.toggle('a1', true);
    expect(store.targets).toEqual(['a4']);
  });

  it('follow the order on screen, and a range without a beginning in sight is one tick', () => {
    const store = useAccountsScreen();
    store.sortBy('account');
    store.toggle('a5');
    store.toggle('a4', true);
    expect(store.targets).toEqual(['a4', 'a5']);
    store.narrow({ query: 'a1' });
    store.toggle('a1', true);
    expect(store.targets).toEqual(['a1', 'a4', 'a5']);
  });

  it('keep names that the tree does not hold yet, so that none of a pasted list is lost without a word', () => {
    const store = useAccountsScreen();
    store.select(['not-read-yet', 'a3']);
    expect(store.targets).toEqual(['a3', 'not-read-yet']);
  });
});
