import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountsBelow } from '../../../electron/administration/accounts.ts';
import { candidatesFromTable, candidatesFromText } from '../../../electron/administration/candidates.ts';
import { matchColumns, templateRows } from '../../../electron/administration/columns.ts';
import type { MadePlan } from '../../../electron/administration/draft-shelf.ts';
import { Planner } from '../../../electron/administration/planner.ts';
import { Vault } from '../../../electron/administration/vault.ts';
import type { PlanRequest, Table, TableRow } from '../../../electron/contract/administration.ts';
import { succeed } from '../../../electron/contract/result.ts';
import { accountsOf, aNode } from '../../support/accounts.ts';
import { value } from '../../support/archive.ts';
import { aDevice } from '../../support/open-api.ts';

function tableOf(rows: readonly (readonly string[] | Partial<TableRow>)[]): Table {
  return {
    format: 'csv',
    encoding: 'utf-8',
    separator: ';',
    sheet: null,
    notices: [],
    rows: rows.map((row, place) => {
      const given: Partial<TableRow> = 'length' in row ? { cells: row } : row;
      return { line: place + 1, cells: [], formulas: [], merged: [], nuls: [], ...given };
    }),
  };
}

const nodes = ['north', 'south', 'east', 'Ünïcode', '=1+1'].map((name) =>
  aNode(name, { userName: `${name} Ltd` }),
);

function planner(table: Table = tableOf([]), complete = true): { planner: Planner; vault: Vault } {
  const vault = new Vault();
  let ids = 0;
  return {
    vault,
    planner: new Planner({
      accounts: accountsOf(nodes, {
        complete,
        devices: { north: [aDevice('1', { userDueTime: 2_000 }), aDevice('2', { platformDueTime: 1_000 })] },
      }),
      vault,
      readTable: () => Promise.resolve(succeed(table)),
      session: () => ({ server: 'https://api.example.com', account: 'demo' }),
      who: () => 'olga',
      now: () => 5,
      newId: () => `draft-${(ids += 1)}`,
      formatDate: (time) => `day ${time}`,
    }),
  };
}

const file = { from: 'file', path: '/lists/list.csv' } as const;
async function draft(request: PlanRequest, table?: Table, complete = true): Promise<MadePlan> {
  return value(await planner(table, complete).planner.plan(request));
}
const targets = ({ plan }: MadePlan): string[] => plan.rows.map((row) => row.target);
const flaws = ({ problems }: MadePlan): string[] =>
  problems.map(
    ({ line, problem, severity }) => `${line ?? '-'} ${problem}${severity === 'warning' ? ' (warning)' : ''}`,
  );

describe('columns', () => {
  it('are found in any order, case and spelling, and others are named', () => {
    const { places, ignored, twice } = matchColumns([
      'Notes',
      ' New_Password ',
      'ACCOUNT name',
      '',
      'E-mail',
    ]);
    expect([places.get('account'), places.get('password'), ignored, twice]).toEqual([
      2,
      1,
      ['Notes', 'E-mail'],
      null,
    ]);
  });

  it('that are claimed twice are told, not guessed', () => {
    expect(matchColumns(['account', 'Login']).twice).toBe('account');
    const found = candidatesFromTable(
      tableOf([
        ['account', 'login'],
        ['a', 'b'],
      ]),
      false,
    );
    expect(found).toMatchObject({ ok: false, failure: { code: 'table.header' } });
  });

  it('of the template are understood as they stand', () => {
    for (const header of templateRows(true)) {
      const { places, ignored } = matchColumns(header);
      expect([places.size, ignored]).toEqual([2, []]);
    }
  });
});

describe('a plan from a file', () => {
  it('names every bad row with its line and reason, and takes the good ones', async () => {
    const table = tableOf([
      ['note', 'Account'],
      ['', 'north'],
      ['', 'a,b'],
      ['', ''],
      ['', 'north'],
      ['', 'demo'],
      ['', 'SOUTH '],
      ['', 'x'.repeat(101)],
      ['', 'bad\u0007name'],
      { cells: ['', 'east'], formulas: [1] },
      { cells: ['', 'south'], merged: [1] },
      { cells: ['', 'so\0uth'], nuls: [1] },
      { cells: ['', 'south'], merged: [0], formulas: [0] },
      ['', '=1+1'],
    ]);
    const made = await draft({ kind: 'block', targets: file }, table);
    expect(targets(made)).toEqual(['north', 'east', 'south', '=1+1']);
    expect(flaws(made)).toEqual([
      '3 comma',
      '4 missingAccount',
      '5 duplicate',
      '6 ownAccount',
      '7 outsideTree',
      '8 tooLong',
      '9 badCharacter',
      '10 formula (warning)',
      '11 merged',
      '12 nul',
    ]);
    const detail = (line: number): string => made.problems.find((one) => one.line === line)?.detail ?? '';
    expect(detail(5)).toBe('stands in line 2 already');
    expect(detail(7)).toContain('did you mean "south"?');
    expect(made.source).toMatchObject({
      file: 'list.csv',
      columns: { account: 'Account' },
      ignored: ['note'],
    });
    expect(made.rowsRead).toBe(13);
  });

  it('of an unknown header is refused with what was found', async () => {
    const result = await planner(tableOf([['north'], ['south']])).planner.plan({
      kind: 'block',
      targets: file,
    });
    expect(result).toMatchObject({ ok: false, failure: { code: 'table.header', concerns: 'account' } });
    expect(result.ok ? '' : result.failure.detail).toContain('"north"');
  });

  it('that holds only a header means nobody', async () => {
    expect(targets(await draft({ kind: 'block', targets: file }, tableOf([['account']])))).toEqual([]);
  });

  it('takes unknown names when the tree may be cut, for they may be there', async () => {
    const made = await draft({ kind: 'block', targets: file }, tableOf([['account'], ['hidden']]), false);
    expect([targets(made), made.problems]).toEqual([['hidden'], []]);
  });

  it('puts each row in the plan or in the problems, whatever the file says', async () => {
    const cell = fc.oneof(
      fc.constantFrom('north', 'south', '', 'a,b', 'demo', ' '),
      fc.string({ maxLength: 6 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { maxLength: 30 }), async (names) => {
        const rows = [['account'], ...names.map((name) => [name])];
        const made = await draft({ kind: 'block', targets: file }, tableOf(rows));
        const errors = made.problems.filter((problem) => problem.severity === 'error');
        expect(made.plan.rows.length + errors.length).toBe(names.length);
        expect(new Set(targets(made)).size).toBe(made.plan.rows.length);
        for (const target of targets(made)) expect(nodes.map((node) => node.account)).toContain(target);
      }),
    );
  });
});

describe('a plan from a pasted list', () => {
  it('takes one name a line, or names between separators, with their lines', () => {
    const found = candidatesFromText('north\r\n\r\n south ; east\nwest,end');
    expect(found.map(({ line, account }) => [line, account])).toEqual([
      [1, 'north'],
      [3, 'south'],
      [3, 'east'],
      [4, 'west'],
      [4, 'end'],
    ]);
  });

  it('that is empty means nobody', async () => {
    expect(targets(await draft({ kind: 'block', targets: { from: 'text', text: ' \n ' } }))).toEqual([]);
    expect(targets(await draft({ kind: 'block', targets: { from: 'accounts', accounts: [] } }))).toEqual([]);
  });
});

describe('a plan of passwords', () => {
  it('never holds one, wherever they come from', async () => {
    const secret = 'Tr0ub4dor&3x';
    const table = tableOf([
      ['account', 'password'],
      ['north', secret],
      ['south', ''],
      ['east', 'abc'],
      ['=1+1', '123456'],
    ]);
    const { planner: maker, vault } = planner(table);
    const made = value(await maker.plan({ kind: 'password', targets: file, password: { mode: 'file' } }));
    expect(flaws(made)).toEqual(['3 missingPassword', '4 badPassword', '5 badPassword (warning)']);
    expect(targets(made)).toEqual(['north', '=1+1']);
    expect(made.plan.parameters).toEqual({ source: 'file', draft: 'draft-1' });
    expect(vault.get('draft-1', 'north')).toBe(secret);
    const typed = value(
      await maker.plan({
        kind: 'password',
        targets: { from: 'accounts', accounts: ['south'] },
        password: { mode: 'typed', password: secret },
      }),
    );
    expect(vault.get('draft-2', 'south')).toBe(secret);
    expect(JSON.stringify([made, typed])).not.toContain(secret);
    expect(JSON.stringify([made, typed])).not.toContain('123456');
  });

  it('needs the column, and the file, when they come from one', async () => {
    const noColumn = await planner(tableOf([['account'], ['north']])).planner.plan({
      kind: 'password',
      targets: file,
      password: { mode: 'file' },
    });
    expect(noColumn).toMatchObject({ ok: false, failure: { code: 'table.header', concerns: 'password' } });
    const noFile = await planner().planner.plan({
      kind: 'password',
      targets: { from: 'accounts', accounts: ['north'] },
      password: { mode: 'file' },
    });
    expect(noFile).toMatchObject({ ok: false, failure: { code: 'input.invalid' } });
  });

  it('takes no password from a file for another kind of job', async () => {
    const made = await draft(
      { kind: 'block', targets: file },
      tableOf([
        ['account', 'password'],
        ['north', 'Secret-123'],
      ]),
    );
    expect(made.source?.ignored).toEqual(['password']);
    expect(JSON.stringify(made)).not.toContain('Secret-123');
  });
});

describe('a plan of messages', () => {
  const to = (...accounts: string[]): PlanRequest['targets'] => ({ from: 'accounts', accounts });

  it('is one text for all, or a text for each account when it has placeholders', async () => {
    const one = await draft({ kind: 'message', targets: to('north', 'south'), content: 'Hello' });
    expect(one.plan.rows).toEqual([
      { target: 'north', data: {} },
      { target: 'south', data: {} },
    ]);
    const content = '{username}: {devices} devices of {account} until {expires}';
    const each = await draft({ kind: 'message', targets: to('north', 'south'), content });
    expect(each.plan.rows.map((row) => row.data['text'])).toEqual([
      'north Ltd: 2 devices of north until day 1000',
    ]);
    expect(flaws(each)).toEqual(['- badMessage']);
    const dateless = await draft({
      kind: 'message',
      targets: to('north', 'south'),
      content: '{username}: {devices} devices',
    });
    expect(dateless.plan.rows.map((row) => row.data['text'])).toEqual([
      'north Ltd: 2 devices',
      'south Ltd: 0 devices',
    ]);
  });

  it('is refused with a placeholder that there is none of, before anybody is meant', async () => {
    const { planner: maker } = planner();
    const made = await maker.plan({ kind: 'message', targets: to('north'), content: 'Dear {Account}' });
    expect(made).toMatchObject({ ok: false, failure: { detail: 'no placeholder: {Account}' } });
  });

  it('may go to the own account too', async () => {
    expect(targets(await draft({ kind: 'message', targets: to('demo'), content: 'Hello' }))).toEqual([
      'demo',
    ]);
  });

  it('is refused when it is empty or too long, and names the accounts whose own text is too long', async () => {
    const { planner: maker } = planner();
    expect(await maker.plan({ kind: 'message', targets: to('north'), content: ' ' })).toMatchObject({
      ok: false,
    });
    expect(
      await maker.plan({ kind: 'message', targets: to('north'), content: 'x'.repeat(301) }),
    ).toMatchObject({
      ok: false,
    });
    const content = `${'x'.repeat(285)}{username}`;
    const made = await draft({ kind: 'message', targets: to('north', 'Ünïcode'), content });
    expect(targets(made)).toEqual(['north', 'Ünïcode']);
    const longer = await draft({
      kind: 'message',
      targets: to('north', 'Ünïcode'),
      content: `xxxxx${content}`,
    });
    expect([targets(longer), flaws(longer)]).toEqual([['north'], ['- badMessage']]);
  });
});

describe('accounts below', () => {
  it('are counted once, without the targets themselves, and a circle ends', () => {
    const tree = [
      aNode('demo', { parent: null }),
      aNode('a', { parent: 'demo' }),
      aNode('b', { parent: 'a' }),
      aNode('c', { parent: 'b' }),
      aNode('d', { parent: 'demo' }),
      aNode('x', { parent: 'y' }),
      aNode('y', { parent: 'x' }),
    ];
    expect(accountsBelow(tree, ['a'])).toBe(2);
    expect(accountsBelow(tree, ['a', 'b'])).toBe(1);
    expect(accountsBelow(tree, ['d', 'gone'])).toBe(0);
    expect(accountsBelow(tree, [])).toBe(0);
  });
});
