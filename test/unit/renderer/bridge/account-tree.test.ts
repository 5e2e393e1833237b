import { describe, expect, it } from 'vitest';
import { buildTree, visibleRows, withBelow } from '../../../../renderer/bridge/account-tree.ts';
import { accountNode } from '../builders.ts';

const tree = buildTree([
  accountNode('root', null, { deviceCount: 1 }),
  accountNode('north', 'root', { deviceCount: 10 }),
  accountNode('oslo', 'north', { deviceCount: 5, userName: 'Fjord Logistics' }),
  accountNode('bergen', 'north', { deviceCount: null }),
  accountNode('south', 'root', { deviceCount: 3 }),
]);
const names = (expanded: string[], query = ''): string[] =>
  visibleRows(tree, new Set(expanded), query).map((row) => `${'·'.repeat(row.level)}${row.node.account}`);

describe('The account tree', () => {
  it('counts the devices of an account with everything below it', () => {
    expect(Object.fromEntries(tree.devices)).toEqual({ root: 19, north: 15, oslo: 5, bergen: 0, south: 3 });
  });

  it('shows the children of expanded accounts only', () => {
    expect(names([])).toEqual(['root']);
    expect(names(['root'])).toEqual(['root', '·north', '·south']);
    expect(names(['root', 'north'])).toEqual(['root', '·north', '··oslo', '··bergen', '·south']);
  });

  it('shows what a search finds together with the way to it', () => {
    expect(names([], 'FJORD')).toEqual(['root', '·north', '··oslo']);
    expect(names([], 'nobody')).toEqual([]);
  });

  it('tells each row its place among its siblings', () => {
    const rows = visibleRows(tree, new Set(['root']), '');
    expect(rows.map((row) => [row.place, row.siblings])).toEqual([
      [1, 1],
      [1, 2],
      [2, 2],
    ]);
  });

  it('gathers an account and everything below it', () => {
    expect([...withBelow(tree, ['north'])].toSorted()).toEqual(['bergen', 'north', 'oslo']);
  });

  it('makes an account a root whose parent is not there', () => {
    const partial = buildTree([accountNode('lost', 'somebody', { deviceCount: 2 })]);
    expect([partial.roots, partial.devices.get('lost')]).toEqual([['lost'], 2]);
  });

  it('loses nobody when parents form a circle', () => {
    const circle = buildTree([
      accountNode('a', 'b', { deviceCount: 1 }),
      accountNode('b', 'a', { deviceCount: 2 }),
      accountNode('self', 'self', { deviceCount: 4 }),
    ]);
    const rows = visibleRows(circle, new Set(['a', 'b']), '');
    expect(rows.map((row) => row.node.account).toSorted()).toEqual(['a', 'b', 'self']);
    expect(circle.devices.get('a')).toBe(3);
  });

  it('takes twenty thousand accounts in one list and a chain a thousand deep', () => {
    const wide = [accountNode('top', null)];
    for (let index = 0; index < 20_000; index += 1)
      wide.push(accountNode(`w${index}`, 'top', { deviceCount: 1 }));
    const deep = [accountNode('d0', null)];
    for (let index = 1; index < 1_000; index += 1)
      deep.push(accountNode(`d${index}`, `d${index - 1}`, { deviceCount: 1 }));
    expect(buildTree(wide).devices.get('top')).toBe(20_000);
    expect(buildTree(deep).devices.get('d0')).toBe(999);
  });
});
