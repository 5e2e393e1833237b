import { expect, it } from 'vitest';
import { PasswordDesk } from '../../../electron/administration/password-desk.ts';
import { PasswordKind } from '../../../electron/administration/password.ts';
import { Vault } from '../../../electron/administration/vault.ts';
import type { Table } from '../../../electron/contract/administration.ts';
import { succeed, type Result } from '../../../electron/contract/result.ts';
import { passwordDigest } from '../../../electron/openapi/digest.ts';
import { accountsOf, aNode } from '../../support/accounts.ts';
import { value } from '../../support/archive.ts';
import { engineBench, names } from '../../support/job-engine.ts';
import { planFor } from '../../support/jobs.ts';

function tableOf(rows: readonly (readonly string[])[]): Table {
  return {
    format: 'csv',
    encoding: 'utf-8',
    separator: ',',
    sheet: null,
    notices: [],
    rows: rows.map((cells, place) => ({ line: place + 1, cells, merged: [], nuls: [], formulas: [] })),
  };
}

it('passwords supplied again never take the place of those that were set while their file was read', async () => {
  const vault = new Vault();
  const accounts = accountsOf(names(2).map((name) => aNode(name)));
  const set = new Map<string, string>();
  const api = {
    setPassword: (account: string, digest: string): Promise<Result<null>> => {
      set.set(account, digest);
      return Promise.resolve(succeed(null));
    },
  };
  const bench = engineBench({ kind: new PasswordKind({ api, accounts, vault }) });
  let read: (table: Result<Table>) => void = () => undefined;
  const desk = new PasswordDesk({
    vault,
    accounts,
    engine: () => bench.engine,
    readTable: () =>
      new Promise((resolve) => {
        read = resolve;
      }),
    trySignIn: () => Promise.resolve(succeed(null)),
    note: () => succeed(null),
  });
  vault.put(
    'd',
    names(2).map((name) => [name, `first ${name}`] as const),
  );
  const plan = planFor(names(2), { kind: 'password', parameters: { source: 'file', draft: 'd' } });
  const { id } = await bench.start(plan, {}, bench.clock.now() + 60_000);
  const supplied = desk.supply(id, { path: 'again.csv' });
  await bench.clock.advance(61_000);
  expect(bench.status(id).state).toBe('done');
  read(succeed(tableOf([['account', 'password'], ...names(2).map((name) => [name, 'second one'])])));
  expect(value(await supplied)).toBe(0);
  const slips = value(await desk.slips(id));
  expect(slips.map(({ account, password }) => [account, passwordDigest(password)])).toEqual([...set]);
});
