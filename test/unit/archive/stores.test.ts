import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryStore } from '../../../electron/archive/directory-store.ts';
import { MileageStore, type StoredMileage } from '../../../electron/archive/mileage-store.ts';
import type { AccountNode } from '../../../electron/contract/account.ts';
import type { Device } from '../../../electron/contract/device.ts';
import { freshArchive, value } from '../../support/archive.ts';

let opened: ReturnType<typeof freshArchive>;
beforeEach(() => {
  opened = freshArchive();
});
afterEach(() => {
  opened.dispose();
});

const node = (change: Partial<AccountNode> = {}): AccountNode => ({
  account: 'demo',
  userName: 'Demo Ltd; "quoted"',
  role: 'distributor',
  blocked: false,
  email: 'demo@example.com',
  mobile: '+1 5',
  telephone: '',
  createTime: 1_562_570_435,
  parent: null,
  depth: 0,
  deviceCount: 500,
  childrenMayBeCut: false,
  devicesMayBeCut: true,
  failure: null,
  extra: { language: 'de' },
  ...change,
});

const device = (change: Partial<Device> = {}): Device => ({
  imei: '358899051025339',
  name: 'VT05S-01234',
  type: 'VT05S',
  plate: '=1+1',
  sim: '7557862586',
  iccid: '',
  account: 'fleet-a',
  onlineTime: null,
  activatedTime: 1_419_805_754,
  platformDueTime: 1_588_603_848,
  userDueTime: null,
  extra: { colour: 'rosso', nested: [1, null] },
  ...change,
});

describe('DirectoryStore', () => {
  it('gives accounts and devices back as they were, in the order they came, also after a restart', () => {
    const store = new DirectoryStore(opened.archive);
    const child = node({
      account: 'fleet-a',
      parent: 'demo',
      depth: 1,
      role: null,
      blocked: null,
      createTime: null,
    });
    value(store.putAccounts([node(), child]));
    const second = device({ imei: '11111', extra: {} });
    value(
      store.putDevices([
        { listedIn: 'demo', device: device() },
        { listedIn: 'fleet-a', device: second },
      ]),
    );
    value(store.noteLoaded(1_700_000_000_000));

    const again = new DirectoryStore(opened.reopen());
    expect(value(again.accounts(0, 10)).rows).toEqual([node(), child]);
    expect(value(again.devices(0, 10)).rows).toEqual([
      { listedIn: 'demo', device: device() },
      { listedIn: 'fleet-a', device: second },
    ]);
    expect(value(again.loadedAt())).toBe(1_700_000_000_000);
  });

  it('does not keep why an account could not be read', () => {
    const store = new DirectoryStore(opened.archive);
    value(store.putAccounts([node({ failure: { code: 'network.timeout' } })]));
    expect(value(store.accounts(0, 10)).rows[0]?.failure).toBeNull();
  });

  it('writes over what it knows without losing the order', () => {
    const store = new DirectoryStore(opened.archive);
    value(store.putAccounts([node(), node({ account: 'b' })]));
    value(store.putAccounts([node({ userName: 'New name', blocked: true })]));
    const { rows } = value(store.accounts(0, 10));
    expect(rows.map(({ account, userName, blocked }) => [account, userName, blocked])).toEqual([
      ['demo', 'New name', true],
      ['b', node().userName, false],
    ]);
  });

  it('hands rows out page by page without repeating or losing one', () => {
    const store = new DirectoryStore(opened.archive);
    const imeis = Array.from({ length: 25 }, (_, place) => String(50_000 + place));
    value(store.putDevices(imeis.map((imei) => ({ listedIn: 'demo', device: device({ imei }) }))));
    const found: string[] = [];
    let from: number | null = 0;
    let pages = 0;
    while (from !== null) {
      const page: { rows: readonly { device: Device }[]; next: number | null } = value(
        store.devices(from, 10),
      );
      found.push(...page.rows.map((entry) => entry.device.imei));
      from = page.next;
      pages += 1;
    }
    expect(found).toEqual(imeis);
    expect(pages).toBe(3);
  });

  it('takes out what is no longer there', () => {
    const store = new DirectoryStore(opened.archive);
    value(store.putAccounts([node(), node({ account: 'gone' })]));
    value(store.putDevices([{ listedIn: 'gone', device: device() }]));
    value(store.remove(['gone'], [device().imei]));
    expect(value(store.accounts(0, 10)).rows.map(({ account }) => account)).toEqual(['demo']);
    expect(value(store.devices(0, 10)).rows).toEqual([]);
  });

  it('has no time of a load before the first one', () => {
    expect(value(new DirectoryStore(opened.archive).loadedAt())).toBeNull();
  });
});

describe('MileageStore', () => {
  const whole: StoredMileage = { imei: '11111', begin: 0, end: 1_800, km: 338.21, cap: null };

  it('offers only rows that can no longer grow: without a cap and read after their end', () => {
    const store = new MileageStore(opened.archive);
    value(store.put([whole, { ...whole, imei: '22222', cap: 900 }], 5_000));
    value(store.put([{ ...whole, imei: '33333' }], 1_799));
    const found = value(store.final(['11111', '22222', '33333', '44444'], 0, 1_800));
    expect([...found.values()]).toEqual([whole]);
  });

  it('replaces a row by a newer answer for the same period', () => {
    const store = new MileageStore(opened.archive);
    value(store.put([{ ...whole, km: 1, cap: 900 }], 1_000));
    value(store.put([whole], 5_000));
    expect(value(store.between('11111', 0, 1_800))).toEqual([whole]);
    expect(value(store.final(['11111'], 0, 1_800)).get('11111')).toEqual(whole);
  });

  it('adds up shorter periods that follow one another to a longer one, and makes none up', () => {
    const store = new MileageStore(opened.archive);
    const day = (number: number, km: number, over: Partial<StoredMileage> = {}): StoredMileage => ({
      ...whole,
      begin: number * 86_400,
      end: (number + 1) * 86_400,
      km,
      ...over,
    });
    const week = (imei: string): StoredMileage[] =>
      [0, 1, 2, 3, 4, 5, 6].map((n) => day(n, n + 0.5, { imei }));
    const [hole, capped, early] = ['22222', '33333', '44444'];
    value(store.put([...week('11111'), day(0, 99, { end: 2 * 86_400 - 1_800 })], 8 * 86_400));
    value(store.put([day(7, 1_000), day(-1, 1_000)], 9 * 86_400));
    value(store.put(week(hole).toSpliced(3, 1), 8 * 86_400));
    value(store.put([...week(capped).slice(1), { ...day(0, 1, { imei: capped }), cap: 3_600 }], 8 * 86_400));
    value(store.put(week(early).slice(0, 6), 8 * 86_400));
    value(store.put(week(early).slice(6), 7 * 86_400 - 60));
    const found = value(store.composed(['11111', hole, capped, early, '55555'], 0, 7 * 86_400));
    expect([...found]).toEqual([['11111', { km: 24.5, readAt: 8 * 86_400 }]]);
    expect(value(store.composed(['11111'], 0, 6.5 * 86_400)).size).toBe(0);
  });
});
