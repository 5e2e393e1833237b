import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick, type EffectScope } from 'vue';
import type { AccountNode } from '../../../../electron/contract/account.ts';
import { buildTree } from '../../../../renderer/bridge/account-tree.ts';
import { useAccountsStore } from '../../../../renderer/bridge/accounts.store.ts';
import { useAccountRows, type AccountTreeRows } from '../../../../renderer/bridge/use-account-rows.ts';
import { accountNode } from '../builders.ts';
import { FakeBridge } from '../fake-bridge.ts';

const known: readonly AccountNode[] = [
  accountNode('root', null),
  accountNode('north', 'root'),
  accountNode('oslo', 'north'),
];

describe('The account tree of a screen', () => {
  let scope: EffectScope;
  let screen: AccountTreeRows;
  const shown = (): string[] => screen.rows.value.map(({ node }) => node.account);
  const read = async (nodes: readonly AccountNode[]): Promise<void> => {
    useAccountsStore().tree = buildTree([...nodes]);
    await nextTick();
  };

  beforeEach(async () => {
    setActivePinia(createPinia());
    new FakeBridge().install();
    scope = effectScope();
    screen = scope.run(useAccountRows) ?? expect.unreachable();
    await read(known);
  });
  afterEach(() => {
    scope.stop();
    vi.unstubAllGlobals();
  });

  it('begins with the top open, and opens what it is told to', () => {
    expect(shown()).toEqual(['root', 'north']);
    screen.fold('north', true);
    expect(shown()).toEqual(['root', 'north', 'oslo']);
  });

  it('leaves a top closed that somebody closed, however often the accounts are read again', async () => {
    screen.fold('root', false);
    await read([...known, accountNode('bergen', 'north')]);
    expect(shown()).toEqual(['root']);
  });

  it('opens the way to an account that is chosen elsewhere', () => {
    screen.fold('root', false);
    screen.reveal('oslo');
    expect(shown()).toEqual(['root', 'north', 'oslo']);
  });
});
