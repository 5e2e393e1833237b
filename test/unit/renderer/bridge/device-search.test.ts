import { describe, expect, it } from 'vitest';
import { vehicleStates } from '../../../../electron/contract/position.ts';
import {
  everything,
  findDevices,
  isEverything,
  orderLabels,
  sortDevices,
} from '../../../../renderer/bridge/device-search.ts';
import type { DeviceOrder } from '../../../../renderer/bridge/device-search.ts';
import { Directory } from '../../../../renderer/bridge/directory.ts';
import { columnsOf, directoryChunk } from '../builders.ts';

const directory = new Directory();
directory.put(
  directoryChunk(0, [
    { imei: '512345678901234', plate: 'B 10', name: 'Truck', sim: '7557862586', account: 'north' },
    { imei: '123456789123456', plate: 'B 9', name: 'Van', account: 'south' },
    { imei: '999999999999999', name: 'Äpfel', account: 'south' },
    { imei: '888888888888888', plate: 'a 1', account: 'North-East' },
  ]),
);
const columns = columnsOf([
  { state: 'moving', speed: 30, heart: 100 },
  { state: 'parked', speed: 0, heart: 300 },
  { state: 'offline' },
  { state: 'moving', speed: 80, heart: 200 },
]);
const find = (query: string): number[] => [...findDevices(directory, columns, { ...everything, query })];

describe('Searching devices', () => {
  it('finds by part of plate, name, IMEI, SIM and account, whatever the case', () => {
    expect(find('b 10')).toEqual([0]);
    expect(find('VAN')).toEqual([1]);
    expect(find('789123')).toEqual([1]);
    expect(find('755786')).toEqual([0]);
    expect(find('NORTH')).toEqual([0, 3]);
    expect(find('äpf')).toEqual([2]);
  });

  it('wants every word, in any order and field', () => {
    expect(find('south van')).toEqual([1]);
    expect(find('van north')).toEqual([]);
  });

  it('finds a plate said without its blank, or with another separator', () => {
    expect(find('b10')).toEqual([0]);
    expect(find('B-10')).toEqual([0]);
    expect(find('a1')).toEqual([3]);
    expect(find('--')).toEqual([]);
  });

  it('finds no word across two fields', () => {
    expect(find('truck512')).toEqual([]);
  });

  it('finds everything for an empty query', () => {
    expect(find('  ')).toEqual([0, 1, 2, 3]);
    expect(isEverything({ ...everything, query: '  ' })).toBe(true);
  });

  it('narrows to states and accounts as well', () => {
    const moving = new Set([vehicleStates.indexOf('moving')]);
    expect([...findDevices(directory, columns, { ...everything, states: moving })]).toEqual([0, 3]);
    const accounts = new Set(['south', 'North-East']);
    expect([...findDevices(directory, columns, { query: '', states: moving, accounts })]).toEqual([3]);
  });

  it('stops at the limit', () => {
    expect([...findDevices(directory, columns, everything, 2)]).toEqual([0, 1]);
  });

  it('passes over slots that no device has yet', () => {
    const sparse = new Directory();
    sparse.put(directoryChunk(2, [{ imei: '777777777777777' }]));
    expect([...findDevices(sparse, columnsOf([{}, {}, {}]), everything)]).toEqual([2]);
  });
});

describe('Ordering devices', () => {
  const labels = orderLabels(directory);
  const sorted = (order: DeviceOrder): number[] => [
    ...sortDevices(Uint32Array.from([0, 1, 2, 3]), order, columns, labels),
  ];

  it('by name counts digits as numbers and lets case and accents be', () => {
    expect(sorted('name')).toEqual([3, 2, 1, 0]);
  });

  it('by state puts what moves first, equal ones by name', () => {
    expect(sorted('state')).toEqual([3, 0, 1, 2]);
  });

  it('by speed puts the fastest first and the unknown last', () => {
    expect(sorted('speed')).toEqual([3, 0, 1, 2]);
  });

  it('by age puts the newest first and what was never heard last', () => {
    expect(sorted('age')).toEqual([1, 3, 0, 2]);
  });

  it('puts devices that came after the order was made behind the others', () => {
    const early = new Directory();
    early.put(directoryChunk(0, [{ imei: '22222' }, { imei: '11111' }]));
    const order = orderLabels(early);
    const all = Uint32Array.from([0, 1, 2, 3]);
    const parked = columnsOf([{}, {}, {}, {}]);
    expect([...sortDevices(all, 'name', parked, order)]).toEqual([1, 0, 2, 3]);
    expect([...sortDevices(all, 'state', parked, order)]).toEqual([1, 0, 2, 3]);
  });

  it('keeps only the slots it was given', () => {
    expect([...sortDevices(Uint32Array.from([2, 0]), 'name', columns, labels)]).toEqual([2, 0]);
  });
});

describe('The directory', () => {
  it('calls a device by its plate, else its name, else its IMEI', () => {
    const own = new Directory();
    own.put(
      directoryChunk(0, [
        { imei: '11111', plate: 'P', name: 'N' },
        { imei: '22222', name: 'N' },
        { imei: '33333' },
      ]),
    );
    expect([own.label(0), own.label(1), own.label(2)]).toEqual(['P', 'N', '33333']);
  });

  it('moves a device between accounts when it is told anew', () => {
    const own = new Directory();
    own.put(
      directoryChunk(0, [
        { imei: '11111', account: 'a' },
        { imei: '22222', account: 'a' },
      ]),
    );
    own.put(directoryChunk(1, [{ imei: '22222', account: 'b' }]));
    expect([own.slotsOf('a'), own.slotsOf('b'), own.size]).toEqual([[0], [1], 2]);
  });

  it('tells the slot of an IMEI, and null for a stranger', () => {
    expect([directory.slotOf('123456789123456'), directory.slotOf('1')]).toEqual([1, null]);
  });

  it('forgets the IMEI of a device that is gone, and knows it again where it comes back', () => {
    const own = new Directory();
    own.put(directoryChunk(0, [{ imei: '11111' }, { imei: '22222' }]));
    own.put(directoryChunk(0, [{ imei: '' }]));
    expect([own.slotOf('11111'), own.slotOf(''), own.slotOf('22222')]).toEqual([null, null, 1]);
    own.put(directoryChunk(2, [{ imei: '11111' }]));
    expect(own.slotOf('11111')).toBe(2);
  });

  it('is empty after it was cleared', () => {
    const own = new Directory();
    own.put(directoryChunk(0, [{ imei: '11111', account: 'a' }]));
    own.clear();
    expect([own.size, own.slotOf('11111'), own.slotsOf('a')]).toEqual([0, null, []]);
  });
});
