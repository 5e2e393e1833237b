import { describe, expect, it } from 'vitest';
import {
  accountLines,
  filterLines,
  fittingColumns,
  noFilter,
} from '../../../../../renderer/features/accounts/account-table.ts';
import { firstAccountColumns, type AccountFilter } from '../../../../../electron/contract/account-table.ts';
import { settingsPatch, settingsSchema } from '../../../../../electron/contract/settings.ts';
import { accountNode } from '../../builders.ts';

const DAY = 86_400;
const now = 1_800_000_000;
const lines = accountLines(
  [
    accountNode('top', null, { role: 'distributor' }),
    accountNode('acme10', 'top', { userName: 'Acme Ten', blocked: true, createTime: 20 }),
    accountNode('acme9', 'top', { email: 'nine@example.com', createTime: 10 }),
    accountNode('zeta', 'acme9', { role: 'virtual', deviceCount: 7 }),
  ],
  [
    { account: 'acme10', devices: 3, online: 2, due: now - 1 },
    { account: 'acme9', devices: 1, online: 1, due: now + 20 * DAY },
  ],
);
const names = (filter: Partial<AccountFilter>, branch: ReadonlySet<string> | null = null): string[] =>
  filterLines(lines, { ...noFilter, ...filter }, branch, now).map((line) => line.node.account);

describe('the table of accounts', () => {
  it('joins what the devices come to, and falls back to the number in the tree', () => {
    expect(lines.map(({ devices, online }) => [devices, online])).toEqual([
      [0, 0],
      [3, 2],
      [1, 1],
      [7, 0],
    ]);
  });

  it('sorts names as people count: acme9 before acme10', () => {
    expect(names({})).toEqual(['acme9', 'acme10', 'top', 'zeta']);
    expect(names({ descending: true, sort: 'devices' })).toEqual(['zeta', 'acme10', 'acme9', 'top']);
  });

  it('puts what is not told at the end, whichever way it is sorted', () => {
    expect(names({ sort: 'due' }).slice(0, 2)).toEqual(['acme10', 'acme9']);
    expect(names({ sort: 'due', descending: true }).slice(0, 2)).toEqual(['acme9', 'acme10']);
  });

  it('finds every word anywhere in an account', () => {
    expect(names({ query: 'ten ACME' })).toEqual(['acme10']);
    expect(names({ query: 'nine@' })).toEqual(['acme9']);
  });

  it('narrows by state, role, branch and due time', () => {
    expect(names({ state: 'blocked' })).toEqual(['acme10']);
    expect(names({ state: 'open', roles: ['endUser'] })).toEqual(['acme9']);
    expect(names({}, new Set(['acme9', 'zeta']))).toEqual(['acme9', 'zeta']);
    expect(names({ due: 'overdue' })).toEqual(['acme10']);
    expect(names({ due: 'in7' })).toEqual(['acme10']);
    expect(names({ due: 'in30' })).toEqual(['acme9', 'acme10']);
  });
});

describe('saved filters and columns', () => {
  it('come back from the settings as they were kept', () => {
    const kept = {
      accountViews: [{ name: 'Overdue', filter: { ...noFilter, due: 'overdue' } }],
      accountColumns: ['account'],
    };
    expect(settingsSchema.parse(JSON.parse(JSON.stringify(kept)))).toMatchObject(kept);
  });

  it('are as if nobody had kept any when they cannot be read', () => {
    const parsed = settingsSchema.parse({ accountViews: [{ name: 1 }], accountColumns: 'all' });
    expect(parsed.accountViews).toEqual([]);
    expect(parsed.accountColumns).toEqual([...firstAccountColumns]);
    expect(settingsPatch.safeParse({ accountColumns: [] }).success).toBe(false);
  });
});

describe('the columns of the table', () => {
  const all = firstAccountColumns;

  it('are all there where they have room, and before the room is known', () => {
    expect(fittingColumns(all, 200, 'account')).toEqual(all);
    expect(fittingColumns(all, 0, 'account')).toEqual(all);
  });

  it('leave one by one, the least important first, and the others stay whole', () => {
    expect(fittingColumns(all, 70, 'account')).toEqual(
      all.filter((column) => column !== 'created' && column !== 'parent'),
    );
    expect(fittingColumns(all, 46, 'account')).toEqual(['account', 'userName', 'state', 'devices', 'due']);
  });

  it('keep the one that sorts them, and never lose the account', () => {
    expect(fittingColumns(all, 46, 'created')).toContain('created');
    expect(fittingColumns(all, 1, 'due')).toEqual(['account', 'due']);
  });
});
