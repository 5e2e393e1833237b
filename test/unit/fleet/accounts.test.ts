import { describe, expect, it } from 'vitest';
import type { AccountNode, LoadProgress } from '../../../electron/contract/account.ts';
import type { Failure } from '../../../electron/contract/errors.ts';
import { AccountLoader } from '../../../electron/fleet/account-loader.ts';
import { AccountTree } from '../../../electron/fleet/account-tree.ts';
import { anAccount, FakeApi, imeis } from '../../support/open-api.ts';
import { FakeTiming } from '../openapi/support/fake-timing.ts';

const network: Failure = { code: 'network.timeout' };
const denied: Failure = { code: 'provider.10007', provider: { code: 10_007, message: 'Permission denied' } };

function setUp(api = new FakeApi()) {
  const timing = new FakeTiming();
  const tree = new AccountTree(api.root);
  const told: LoadProgress[] = [];
  const devices = new Map<string, string>();
  const written = new Map<string, AccountNode>();
  const loader = new AccountLoader({
    api,
    tree,
    timing,
    onAccounts: (nodes) => {
      for (const node of nodes) written.set(node.account, node);
    },
    onDevices: (rows, node) => {
      for (const { imei } of rows) devices.set(imei, node.account);
    },
    deviceCount: () => devices.size,
    onProgress: (progress) => told.push(progress),
  });
  const shape = (): string[] => tree.nodes().map(({ account, parent }) => `${parent ?? ''}/${account}`);
  return { api, timing, tree, loader, told, devices, written, shape };
}

describe('AccountLoader', () => {
  it('reads every account below the signed-in one and the devices of each', async () => {
    const { api, loader, shape, devices, tree, written } = setUp();
    api.children('demo', 'a', 'b').children('a', 'a1', 'a2').children('a1', 'deep');
    api.devicesOf('demo', ['11111']).devicesOf('deep', ['22222', '33333']);
    expect(await loader.load()).toBe('complete');
    expect(shape()).toEqual(['/demo', 'demo/a', 'demo/b', 'a/a1', 'a/a2', 'a1/deep']);
    expect(Object.fromEntries(devices)).toEqual({ 11111: 'demo', 22222: 'deep', 33333: 'deep' });
    expect(tree.node('deep')).toMatchObject({ depth: 3, deviceCount: 2, failure: null });
    expect(tree.node('demo')).toMatchObject({ userName: 'Name of demo', depth: 0, deviceCount: 1 });
    expect([...written.keys()].sort()).toEqual(['a', 'a1', 'a2', 'b', 'deep', 'demo']);
  });

  it('asks for each list once, and whether end users have customers after everything else', async () => {
    const { api, loader } = setUp();
    const users = Array.from({ length: 30 }, (_, place) => anAccount(`user${place}`, { role: 'endUser' }));
    api.children('demo', ...users, 'dealer').children('dealer', 'x');
    await loader.load();
    expect(new Set(api.lists).size).toBe(api.lists.length);
    expect(api.lists).toHaveLength(1 + 2 * 33);
    expect(api.lists.findIndex((list) => list.startsWith('children:user'))).toBeGreaterThan(
      api.lists.findLastIndex((list) => list.startsWith('devices:user')),
    );
  });

  it('makes no circle of an account that lists itself, an ancestor or somebody else’s customer', async () => {
    const { api, loader, shape } = setUp();
    api.children('demo', 'demo', 'a', 'b', 'a').children('a', 'a', 'demo', 'c').children('b', 'c', 'a');
    expect(await loader.load()).toBe('complete');
    expect(shape()).toEqual(['/demo', 'demo/a', 'demo/b', 'a/c']);
  });

  it('flags lists of exactly 500 rows as possibly cut', async () => {
    const { api, loader, tree } = setUp();
    api.children('demo', ...Array.from({ length: 500 }, (_, place) => `a${place}`));
    api.devicesOf('demo', imeis(499)).devicesOf('a0', imeis(500, 200_000));
    await loader.load();
    expect(tree.node('demo')).toMatchObject({ childrenMayBeCut: true, devicesMayBeCut: false });
    expect(tree.node('a0')).toMatchObject({ childrenMayBeCut: false, devicesMayBeCut: true });
  });

  it('keeps a failure at its account, loads the rest, and heals at the next load', async () => {
    const { api, loader, tree, devices } = setUp();
    api.children('demo', 'a', 'b').devicesOf('a', ['11111']).devicesOf('b', ['22222']);
    api.failing('devices:a', denied);
    expect(await loader.load()).toBe('partial');
    expect(tree.node('a')?.failure).toEqual(denied);
    expect([...devices.keys()]).toEqual(['22222']);
    expect(loader.progress).toMatchObject({
      state: 'done',
      failures: 1,
      accountsKnown: 3,
      accountsLoaded: 3,
    });
    api.failing('devices:a', null);
    expect(await loader.load()).toBe('complete');
    expect(tree.node('a')?.failure).toBeNull();
    expect(loader.progress).toMatchObject({ failures: 0, devicesKnown: 2 });
  });

  it('tries once more what may have been a passing failure, and only that', async () => {
    const { api, loader } = setUp();
    api.children('demo', 'a', 'b').failing('devices:a', network).failing('devices:b', denied);
    await loader.load();
    expect(api.lists.filter((list) => list === 'devices:a')).toHaveLength(2);
    expect(api.lists.filter((list) => list === 'devices:b')).toHaveLength(1);
  });

  it('takes "no data" for an empty list', async () => {
    const { api, loader, tree } = setUp();
    api
      .failing('children:demo', { code: 'provider.20023' })
      .failing('devices:demo', { code: 'provider.20023' });
    expect(await loader.load()).toBe('complete');
    expect(tree.node('demo')).toMatchObject({ deviceCount: 0, failure: null });
  });

  it('gives up when the network is gone instead of failing ten thousand times', async () => {
    const { api, loader, timing } = setUp();
    const names = Array.from({ length: 400 }, (_, place) => `a${place}`);
    api.children('demo', ...names);
    for (const name of names) api.failing(`children:${name}`, network).failing(`devices:${name}`, network);
    expect(await timing.until(loader.load())).toBe('lost');
    expect(loader.progress.state).toBe('failed');
    expect(loader.progress.failures).toBe(400);
    expect(api.lists.length).toBeLessThan(80);
  });

  it('goes on when everything that was under way failed together and the network is back', async () => {
    const { api, loader, timing, tree } = setUp();
    const names = Array.from({ length: 40 }, (_, place) => `a${place}`);
    api.children('demo', ...names);
    for (const name of names) api.failing(`children:${name}`, network).failing(`devices:${name}`, network);
    const load = loader.load();
    await timing.settle();
    expect(api.lists.length).toBeGreaterThan(8);
    for (const name of names) api.failing(`children:${name}`, null).failing(`devices:${name}`, null);
    expect(await timing.until(load)).toBe('complete');
    expect(tree.nodes().every(({ failure }) => failure === null)).toBe(true);
  });

  it('fails when the signed-in account’s own list cannot be read', async () => {
    const { api, loader } = setUp();
    api.failing('children:demo', denied);
    await loader.load();
    expect(loader.progress).toMatchObject({ state: 'failed', finishedAt: null });
  });

  it('keeps accounts that a list cut at 500 may only have left out, and those below one that failed', async () => {
    const { api, loader, tree, shape } = setUp();
    api.children('demo', 'a', 'b').children('a', 'a1').children('b', 'b1');
    await loader.load();
    api.children('demo', 'a', 'b').children('b', ...Array.from({ length: 500 }, (_, place) => `n${place}`));
    api.failing('children:a', denied);
    await loader.load();
    expect(tree.dropUnseen()).toEqual([]);
    expect(shape()).toEqual(expect.arrayContaining(['a/a1', 'b/b1', 'b/n0']));
    expect(api.lists.filter((list) => list === 'devices:a1')).toHaveLength(2);
    api.failing('children:a', null).children('a').children('b', 'b1');
    await loader.load();
    expect(tree.dropUnseen()).toHaveLength(501);
    expect(shape()).toEqual(['/demo', 'demo/a', 'demo/b', 'b/b1']);
  });

  it('follows an account that moved under another parent', async () => {
    const { api, loader, tree, shape } = setUp();
    api.children('demo', 'a', 'b').children('a', 'x').children('x', 'y');
    await loader.load();
    api.children('a').children('b', 'x');
    await loader.load();
    expect(tree.dropUnseen()).toEqual([]);
    expect(shape()).toEqual(['/demo', 'demo/a', 'demo/b', 'b/x', 'x/y']);
  });

  it('tells how far it has come, at most five times a second, and at the end', async () => {
    const timing = new FakeTiming();
    const wait = (): Promise<void> =>
      new Promise((resolve) => {
        timing.after(50, resolve);
      });
    const api = new FakeApi('demo', timing.now, wait);
    const users = Array.from({ length: 60 }, (_, place) => anAccount(`a${place}`, { role: 'endUser' }));
    api.children('demo', ...users);
    const { tree, told } = setUp(api);
    const slow = new AccountLoader({
      api,
      tree,
      timing,
      onAccounts: () => undefined,
      onDevices: () => undefined,
      deviceCount: () => 0,
      onProgress: (progress) => told.push(progress),
    });
    const started = timing.now();
    await timing.until(slow.load());
    const seconds = (timing.now() - started) / 1_000;
    expect(told.length).toBeGreaterThan(2);
    expect(told.length).toBeLessThanOrEqual(seconds * 5 + 2);
    expect(told.at(-1)).toMatchObject({ state: 'done', accountsLoaded: 61, finishedAt: timing.now() });
    const loaded = told.map(({ accountsLoaded }) => accountsLoaded);
    expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
    // It moves though the customers of all these, who hardly have any, are asked for last.
    expect(loaded.filter((count) => count <= 1).length).toBeLessThan(loaded.length / 3);
    expect(api.mostUnderWay).toBeLessThanOrEqual(9);
  });

  it('runs one load for whoever asks meanwhile, and ends when cancelled', async () => {
    const timing = new FakeTiming();
    const wait = (): Promise<void> =>
      new Promise((resolve) => {
        timing.after(50, resolve);
      });
    const api = new FakeApi('demo', timing.now, wait).children('demo', 'a', 'b');
    const { loader } = setUp(api);
    const first = loader.load();
    expect(loader.load()).toBe(first);
    const ended = loader.cancel();
    expect(await timing.until(first)).toBe('cancelled');
    await ended;
    expect(loader.running).toBe(false);
    expect(api.lists).not.toContain('devices:a');
  });

  it('loads twenty thousand accounts', async () => {
    const { api, loader, tree } = setUp();
    const names = (from: string, count: number): string[] =>
      Array.from({ length: count }, (_, place) => `${from}-${place}`);
    api.children('demo', ...names('d', 200));
    for (const dealer of names('d', 200)) api.children(dealer, ...names(dealer, 100));
    expect(await loader.load()).toBe('complete');
    expect(tree.size).toBe(20_201);
    expect(tree.belowOf('d-7')).toHaveLength(101);
    expect(tree.belowOf('demo')).toHaveLength(20_201);
  });
});

describe('AccountTree', () => {
  it('is put back from the archive in any order, without what hangs on nothing', async () => {
    const first = setUp();
    first.api.children('demo', 'a').children('a', 'b').children('b', 'c');
    await first.loader.load();
    const nodes = first.tree.nodes();
    const [aNode] = nodes.slice(-1);
    if (aNode === undefined) throw new Error('the tree is empty');
    const again = new AccountTree('demo');
    const orphan = { ...aNode, account: 'orphan', parent: 'nobody' };
    again.restore([...nodes, orphan].reverse());
    expect(again.nodes()).toEqual(nodes);
  });

  it('knows nothing below an account it does not know', () => {
    expect(new AccountTree('demo').belowOf('other')).toEqual([]);
  });
});
