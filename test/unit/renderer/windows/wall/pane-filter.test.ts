import { describe, expect, it } from 'vitest';
import { createColumns, DEGREE } from '../../../../../electron/contract/live.ts';
import { vehicleStates } from '../../../../../electron/contract/position.ts';
import { noFilter, type PaneFilter } from '../../../../../electron/contract/wall.ts';
import { buildTree } from '../../../../../renderer/bridge/account-tree.ts';
import { Directory } from '../../../../../renderer/bridge/directory.ts';
import {
  countPassing,
  followsPositions,
  maskOf,
  passesAll,
  passing,
} from '../../../../../renderer/windows/wall/pane-filter.ts';
import { boxBetween, turned } from '../../../../../renderer/windows/wall/box.ts';
import { viewAt } from '../../../../../renderer/windows/wall/rotation.ts';
import { accountNode, directoryChunk } from '../../builders.ts';

const tree = buildTree([accountNode('top', null), accountNode('north', 'top'), accountNode('far', 'north')]);
const directory = new Directory();
directory.put(
  directoryChunk(0, [
    { imei: '10001', plate: 'A', account: 'top' },
    { imei: '10002', plate: 'B', account: 'north' },
    { imei: '10003', plate: 'C', account: 'far' },
    { imei: '10004', plate: 'D', account: 'far' },
  ]),
);
const columns = createColumns(4);
[
  [10, 50, 'moving'],
  [179, 10, 'parked'],
  [-179, 10, 'idle'],
  [null, null, 'unknown'],
].forEach(([lng, lat, state], slot) => {
  if (typeof lng === 'number') columns.longitude[slot] = lng * DEGREE;
  if (typeof lat === 'number') columns.latitude[slot] = lat * DEGREE;
  columns.state[slot] = vehicleStates.findIndex((each) => each === state);
});
const groups = [{ id: 'g', name: 'Vans', imeis: ['10001', '10004'] }];
const world = { directory, columns, tree, groups };
const pass = (filter: Partial<PaneFilter>): number[] => [...passing({ ...noFilter, ...filter }, world)];

describe('the filter of a pane', () => {
  it('lets everything pass when it is empty, and needs no mask then', () => {
    expect(passesAll(noFilter)).toBe(true);
    expect(maskOf(noFilter, world)).toBeNull();
    expect(pass({})).toEqual([0, 1, 2, 3]);
  });

  it('takes an account with everything below it', () => {
    expect(pass({ accounts: ['north'] })).toEqual([1, 2, 3]);
  });

  it('narrows by group, state, type, words and box, each part further', () => {
    expect(pass({ groups: ['g'] })).toEqual([0, 3]);
    expect(pass({ states: ['moving', 'idle'] })).toEqual([0, 2]);
    expect(pass({ types: ['VT05S'] })).toEqual([0, 1, 2, 3]);
    expect(pass({ types: ['other'] })).toEqual([]);
    expect(pass({ query: '10002' })).toEqual([1]);
    expect(pass({ groups: ['g'], states: ['moving'] })).toEqual([0]);
    expect(pass({ box: [0, 40, 20, 60] })).toEqual([0]);
  });

  it('lets nobody pass for a group that is gone', () => {
    expect(pass({ groups: ['gone'] })).toEqual([]);
  });

  it('knows boxes across the line of 180 degrees, and that no fix is nowhere', () => {
    expect(pass({ box: [170, 0, 190, 20] })).toEqual([1, 2]);
    expect(pass({ box: [-180, -90, 180, 90] })).toEqual([0, 1, 2]);
  });

  it('is found anew while vehicles move only when that can change it', () => {
    expect(followsPositions({ ...noFilter, accounts: ['north'] })).toBe(false);
    expect(followsPositions({ ...noFilter, states: ['moving'] })).toBe(true);
  });
});

describe('what a window shows', () => {
  it('counts a vehicle once, however many panes let it pass', () => {
    const mask = Uint8Array.of(0, 1, 0, 0);
    const counts = countPassing([{ mask: null }, { mask }], world);
    expect(counts[vehicleStates.indexOf('moving')]).toBe(1);
    expect(counts[vehicleStates.indexOf('parked')]).toBe(1);
    expect(countPassing([{ mask }], world).reduce((sum, each) => sum + each, 0)).toBe(1);
  });

  it('adds up to what the titles of the panes say, with vehicles that have no place', () => {
    expect(countPassing([{ mask: null }], world).reduce((sum, each) => sum + each, 0)).toBe(4);
  });
});

describe('a box drawn on a map', () => {
  const size = { width: 200, height: 100 };
  it('spans the corners whichever way it was drawn', () => {
    const one = boxBetween({ x: 50, y: 20 }, { x: 150, y: 80 }, [0, 40, 20, 50], size);
    expect(boxBetween({ x: 150, y: 80 }, { x: 50, y: 20 }, [0, 40, 20, 50], size)).toEqual(one);
    expect(one?.[0]).toBeCloseTo(5);
    expect(one?.[2]).toBeCloseTo(15);
    expect(one?.[1]).toBeGreaterThan(40);
    expect(one?.[3]).toBeLessThan(50);
  });

  it('is none when the pointer hardly moved', () => {
    expect(boxBetween({ x: 50, y: 20 }, { x: 51, y: 20 }, [0, 40, 20, 50], size)).toBeNull();
  });

  it('begins within 180 degrees wherever the map was turned to', () => {
    expect(turned([350, 0, 370, 10])).toEqual([-10, 0, 10, 10]);
    expect(turned([-200, 0, -190, 10])).toEqual([160, 0, 170, 10]);
  });
});

describe('a rotation', () => {
  it('shows each view for its time and begins again', () => {
    expect([0, 2_999, 3_000, 6_000, 9_000].map((elapsed) => viewAt(3, 3, elapsed))).toEqual([0, 0, 1, 2, 0]);
    expect(viewAt(0, 3, 9_999)).toBe(0);
  });
});
