import { describe, expect, it } from 'vitest';
import { buildTree } from '../../../../renderer/bridge/account-tree.ts';
import { changeWord, heaviest, impactOf } from '../../../../renderer/jobs/plan-impact.ts';
import { accountNode } from '../builders.ts';

const tree = buildTree([
  accountNode('top', null, { deviceCount: 1 }),
  accountNode('north', 'top', { deviceCount: 2 }),
  accountNode('oslo', 'north', { deviceCount: 40 }),
  accountNode('south', 'top', { deviceCount: 7 }),
]);

describe('what a plan takes along', () => {
  it('is everybody below a target, and all their devices', () => {
    expect(impactOf(tree, 'top')).toEqual({ account: 'top', below: 3, devices: 50 });
    expect(impactOf(tree, 'oslo')).toEqual({ account: 'oslo', below: 0, devices: 40 });
  });

  it('is nothing that is known for a target that is no account', () => {
    expect(impactOf(tree, '358899051025101')).toBeNull();
  });

  it('names the targets with accounts below, the heaviest first, and no other', () => {
    expect(heaviest(tree, ['south', 'north', 'top', 'nobody']).map(({ account }) => account)).toEqual([
      'top',
      'north',
    ]);
  });
});

describe('the word for a row that will be carried out', () => {
  it('says send where something is sent, and change where something changes', () => {
    expect([changeWord('message'), changeWord('block')]).toEqual([
      'jobs.verdict.send',
      'jobs.verdict.change',
    ]);
  });
});
