import { describe, expect, it } from 'vitest';
import { accountBlast, type TouchedFleet } from '../../../electron/compose/administration.ts';
import { nothingKnown } from '../../../electron/compose/jobs.ts';
import type { AccountNode } from '../../../electron/contract/account.ts';
import { aNode } from '../../support/accounts.ts';
import { aDevice } from '../../support/open-api.ts';

function radius(
  touched: readonly AccountNode[],
  { settled = true, unread = [] }: { settled?: boolean; unread?: readonly string[] } = {},
): ReturnType<typeof accountBlast> {
  const fleet: TouchedFleet = {
    slotsOf: () => Uint32Array.of(0, 1),
    accountsOf: () => [...touched],
    devicesOf: () => [aDevice('1'), aDevice('2')],
    listsRead: (account) => !unread.includes(account),
    listsSettled: settled,
    movingAmong: () => 1,
  };
  return accountBlast(fleet, { accountsBelow: () => 3 }, (imeis) => imeis.length);
}

describe('whom a block touches', () => {
  it('is told in full when every list behind it was read', () => {
    expect(radius([aNode('north')])['block']?.(['north'])).toEqual({
      accountsBelow: 3,
      vehicles: 2,
      vehiclesMoving: 1,
      openAlarms: 2,
    });
  });

  it('is told as too low while lists are read, when one was not read, and when one may be cut at 500', () => {
    const tooLow = (rules: ReturnType<typeof accountBlast>, kind = 'block'): unknown =>
      rules[kind]?.(['north']).tooLow;
    expect(tooLow(radius([aNode('north')], { settled: false }))).toEqual({ loading: true, unread: 0 });
    expect(tooLow(radius([aNode('north')], { unread: ['north'] }))).toEqual({ loading: false, unread: 1 });
    const cut = [aNode('north', { childrenMayBeCut: true }), aNode('south', { devicesMayBeCut: true })];
    expect(tooLow(radius(cut))).toEqual({ loading: false, unread: 2 });
    // A new password touches nobody below, whether or not they are known.
    expect(tooLow(radius(cut.slice(0, 1)), 'password')).toBeUndefined();
  });

  it('is told by the rows where they are vehicles, but for the alarms that are open on them', () => {
    expect(radius([])['command']?.(['1', '2', '3'])).toEqual({ ...nothingKnown, openAlarms: 3 });
  });
});
