import { describe, expect, it } from 'vitest';
import type { ExpiryRow } from '../../../../../electron/contract/administration.ts';
import { chosenDevices, dueMonths } from '../../../../../renderer/features/accounts/expiry-calendar.ts';

const at = (text: string): number => Date.parse(text) / 1_000;
const now = at('2026-11-23T10:00:00Z');

function device(imei: string, user: string | null, platform: string | null, over = false): ExpiryRow {
  const [userDue, platformDue] = [user, platform].map((text) => (text === null ? null : at(text)));
  return {
    imei,
    name: '',
    plate: '',
    account: 'north',
    userDue: userDue ?? null,
    platformDue: platformDue ?? null,
    due: userDue ?? platformDue ?? null,
    term: over ? 'overdue' : 'in30',
    daysLeft: null,
    expiredButAlive: false,
  };
}

const devices = [
  device('1', '2026-11-30T23:30:00Z', '2026-12-20T00:00:00Z'),
  device('2', '2026-12-05T00:00:00Z', '2026-12-06T00:00:00Z'),
  device('3', '2026-01-01T00:00:00Z', null, true),
  device('4', null, null),
];

describe('the expiry calendar', () => {
  it('counts user and platform times by month, a device once where both fall in one', () => {
    const months = dueMonths(devices, now, 'UTC');
    expect(months).toHaveLength(12);
    expect(months.slice(0, 3).map(({ user, platform, devices: count }) => [user, platform, count])).toEqual([
      [1, 0, 1],
      [1, 2, 2],
      [0, 0, 0],
    ]);
    expect(months.at(-1)?.begin).toBe(at('2027-10-01T00:00:00Z'));
  });

  it('takes the months of the zone that is set', () => {
    const [november, december] = dueMonths(devices, now, 'Europe/Berlin');
    expect([november?.end, november?.devices, december?.user]).toEqual([at('2026-11-30T23:00:00Z'), 0, 2]);
  });

  it('narrows the devices to a month or a term', () => {
    const months = dueMonths(devices, now, 'UTC');
    const december = months[1]?.begin ?? 0;
    const names = (rows: readonly ExpiryRow[]): string[] => rows.map(({ imei }) => imei);
    expect(names(chosenDevices(devices, { month: december }, months))).toEqual(['1', '2']);
    expect(names(chosenDevices(devices, { term: 'overdue' }, months))).toEqual(['3']);
    expect(chosenDevices(devices, null, months)).toBe(devices);
  });
});
