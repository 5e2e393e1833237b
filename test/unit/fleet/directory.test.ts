import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { Directory } from '../../../electron/fleet/directory.ts';
import { aDevice, imeis } from '../../support/open-api.ts';

let directory: Directory;
beforeEach(() => {
  directory = new Directory();
  directory.beginLoad();
});

describe('Directory', () => {
  it('gives every device a slot in the order they come and finds it by IMEI', () => {
    expect(directory.put(aDevice('11111'), 'demo', 0)).toEqual({ slot: 0, change: 'added' });
    expect(directory.put(aDevice('22222'), 'demo', 0)).toEqual({ slot: 1, change: 'added' });
    expect(directory.slotOf('22222')).toBe(1);
    expect(directory.slotOf('33333')).toBeNull();
    expect(directory.present).toBe(2);
  });

  it('tells a change from the same again', () => {
    directory.put(aDevice('11111', { extra: { a: 1 } }), 'demo', 0);
    const { version } = directory;
    expect(directory.put(aDevice('11111', { extra: { a: 1 } }), 'demo', 0).change).toBe('same');
    expect(directory.version).toBe(version);
    expect(directory.put(aDevice('11111', { plate: 'ZH 1' }), 'demo', 0).change).toBe('changed');
    expect(directory.device(0)?.plate).toBe('ZH 1');
    expect(directory.changedSince(version)).toEqual([0]);
  });

  it('keeps the slot of a device that goes and comes again, and gives it to no other', () => {
    directory.put(aDevice('11111'), 'demo', 0);
    directory.beginLoad();
    expect(directory.dropUnseen(() => true)).toEqual([0]);
    expect(directory.device(0)).toBeNull();
    expect(directory.present).toBe(0);
    expect(directory.put(aDevice('22222'), 'demo', 0).slot).toBe(1);
    expect(directory.put(aDevice('11111'), 'demo', 0)).toEqual({ slot: 0, change: 'added' });
    expect([...directory.slotsOf('demo')].sort()).toEqual([0, 1]);
  });

  it('drops only what a list that was read completely no longer holds', () => {
    directory.put(aDevice('11111', { account: 'a' }), 'a', 1);
    directory.put(aDevice('22222', { account: 'b' }), 'b', 1);
    directory.beginLoad();
    expect(directory.dropUnseen((account) => account === 'a')).toEqual([0]);
    expect(directory.has(1)).toBe(true);
  });

  it('lets the deepest list of a load say whose a device is, whichever comes first', () => {
    directory.put(aDevice('11111', { account: 'leaf' }), 'leaf', 2);
    directory.put(aDevice('11111', { account: 'demo' }), 'demo', 0);
    expect(directory.device(0)?.account).toBe('leaf');
    expect(directory.listedIn(0)).toBe('leaf');
    directory.beginLoad();
    directory.put(aDevice('11111', { account: 'demo' }), 'demo', 0);
    expect(directory.device(0)?.account).toBe('demo');
    directory.put(aDevice('11111', { account: 'other' }), 'other', 2);
    expect([...directory.slotsOf('other')]).toEqual([0]);
    expect(directory.countOf('leaf') + directory.countOf('demo')).toBe(0);
  });

  it('tells a window who the devices of a chunk are, one that is gone with an empty IMEI', () => {
    directory.put(aDevice('11111', { platformDueTime: 20, userDueTime: 10 }), 'demo', 0);
    directory.put(aDevice('22222', { name: 'Two', platformDueTime: 30 }), 'demo', 0);
    directory.beginLoad();
    directory.put(aDevice('22222', { name: 'Two', platformDueTime: 30 }), 'demo', 0);
    directory.dropUnseen(() => true);
    const chunk = directory.chunk(0, 10);
    expect(chunk.imei).toEqual(['', '22222']);
    expect(chunk.name).toEqual(['', 'Two']);
    expect([...chunk.due]).toEqual([0, 30]);
    expect(directory.chunk(1, 10).firstSlot).toBe(1);
  });

  it('takes the earlier of two due times that are set', () => {
    directory.put(aDevice('11111', { platformDueTime: 20, userDueTime: 10 }), 'demo', 0);
    directory.put(aDevice('22222', { userDueTime: 10 }), 'demo', 0);
    directory.put(aDevice('33333'), 'demo', 0);
    expect([...directory.chunk(0, 3).due]).toEqual([10, 10, 0]);
  });

  it('agrees with a plain map after any loads', () => {
    const load = fc.array(
      fc.record({ imei: fc.constantFrom(...imeis(6)), account: fc.constantFrom('a', 'b', 'c') }),
      { maxLength: 10 },
    );
    fc.assert(
      fc.property(fc.array(load, { maxLength: 5 }), (loads) => {
        const tried = new Directory();
        const slots = new Map<string, number>();
        for (const entries of loads) {
          tried.beginLoad();
          const plain = new Map<string, string>();
          for (const { imei, account } of entries) {
            const { slot } = tried.put(aDevice(imei, { account }), account, 1);
            expect(slots.get(imei) ?? slot).toBe(slot);
            slots.set(imei, slot);
            plain.set(imei, account);
          }
          tried.dropUnseen(() => true);
          expect(tried.present).toBe(plain.size);
          for (const account of ['a', 'b', 'c']) {
            const wanted = [...plain].filter(([, owner]) => owner === account).map(([imei]) => imei);
            const found = Array.from(tried.slotsOf(account), (slot) => tried.imei(slot));
            expect(found.sort()).toEqual(wanted.sort());
          }
        }
        expect(new Set(slots.values()).size).toBe(slots.size);
      }),
    );
  });
});
