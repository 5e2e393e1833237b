import { describe, expect, it } from 'vitest';
import { BlockKind } from '../../../electron/administration/block.ts';
import { MessageKind } from '../../../electron/administration/message.ts';
import { PasswordKind } from '../../../electron/administration/password.ts';
import { Vault } from '../../../electron/administration/vault.ts';
import type { Account } from '../../../electron/contract/account.ts';
import type { JobData } from '../../../electron/contract/job.ts';
import { succeed, type Result } from '../../../electron/contract/result.ts';
import type { KindContext } from '../../../electron/jobs/kind.ts';
import { accountsOf, aNode } from '../../support/accounts.ts';
import { planFor } from '../../support/jobs.ts';
import { anAccount } from '../../support/open-api.ts';

const accounts = accountsOf([
  aNode('open'),
  aNode('shut', { blocked: true }),
  aNode('dark', { blocked: null }),
]);
const context = (parameters: JobData = {}): KindContext => ({
  jobId: 'job-1',
  parameters,
  signal: new AbortController().signal,
  stopped: new AbortController().signal,
});
const row = (target: string, data: JobData = {}): { target: string; data: JobData } => ({ target, data });

function blocking(
  name: 'block' | 'unblock',
  info: Result<Account> = succeed(anAccount('open', { blocked: true })),
): {
  kind: BlockKind;
  calls: string[];
} {
  const calls: string[] = [];
  const note =
    (what: string) =>
    (account: string): Promise<Result<null>> => {
      calls.push(`${what} ${account}`);
      return Promise.resolve(succeed(null));
    };
  const api = { block: note('block'), unblock: note('unblock'), account: () => Promise.resolve(info) };
  const onBlocked = (account: string, blocked: boolean): void => {
    calls.push(`${account} is ${blocked ? 'blocked' : 'open'}`);
  };
  return { kind: new BlockKind(name, { api, accounts, onBlocked }), calls };
}

describe('blocking', () => {
  it('leaves alone who is as wanted, and says what is not known', () => {
    const verdicts = (name: 'block' | 'unblock'): string[] =>
      ['open', 'shut', 'dark', 'demo', 'gone', 'a,b'].map((target) => {
        const { verdict, before, after } = blocking(name).kind.preview(row(target));
        return [verdict, before, after].filter(Boolean).join(' > ');
      });
    expect(verdicts('block')).toEqual([
      'change > not blocked > blocked',
      'unchanged > blocked > blocked',
      'change > not known > blocked',
      'error',
      'error',
      'error',
    ]);
    expect(verdicts('unblock').slice(0, 3)).toEqual([
      'unchanged > not blocked > not blocked',
      'change > blocked > not blocked',
      'change > not known > not blocked',
    ]);
  });

  it('tells the tree what the provider confirmed', async () => {
    const { kind, calls } = blocking('unblock');
    await kind.execute([row('shut')], context());
    expect(calls).toEqual(['unblock shut', 'shut is open']);
  });

  it('checks by account information, and takes a state that is not told as not known', async () => {
    expect(await blocking('block').kind.check(row('open'), context())).toEqual({ ok: true, value: true });
    expect(await blocking('unblock').kind.check(row('open'), context())).toEqual({ ok: true, value: false });
    const untold = blocking('block', succeed(anAccount('open', { blocked: null })));
    expect(await untold.kind.check(row('open'), context())).toMatchObject({ ok: false });
  });

  it('is taken back by its opposite, for the very same accounts', () => {
    expect(blocking('block').kind.inverse([row('open', { note: 'x' })])).toEqual({
      kind: 'unblock',
      parameters: {},
      rows: [{ target: 'open', data: {} }],
    });
    expect(blocking('unblock').kind.inverse([]).kind).toBe('block');
  });

  it('asks for the number of accounts', () => {
    expect(blocking('block').kind.confirmation(500)).toEqual({ type: 'count', count: 500 });
  });
});

describe('resetting passwords', () => {
  function resetting(vault = new Vault()): { kind: PasswordKind; vault: Vault; sent: string[] } {
    const sent: string[] = [];
    const api = {
      setPassword: (account: string, digest: string): Promise<Result<null>> => {
        sent.push(`${account} ${digest}`);
        return Promise.resolve(succeed(null));
      },
    };
    return { kind: new PasswordKind({ api, accounts, vault }), vault, sent };
  }
  const generated = { source: 'generated', length: 10 };

  it('sends the md5 of the reference in lower case, never the password', async () => {
    const { kind, vault, sent } = resetting();
    vault.put('job-1', [['open', 'Abc@34590']]);
    await kind.execute([row('open')], context());
    expect(sent).toEqual(['open 9d591136280b3ec563e3062dbb6f915b']);
  });

  it('draws a password for each account at the start', () => {
    const { kind, vault } = resetting();
    kind.begin('job-1', planFor(['open', 'shut'], { kind: 'password', parameters: generated }), [
      'open',
      'shut',
    ]);
    expect(vault.get('job-1', 'open')).toHaveLength(10);
    expect(vault.get('job-1', 'open')).not.toBe(vault.get('job-1', 'shut'));
  });

  it('draws anew after a restart only for what is still to be sent', () => {
    const { kind, vault } = resetting();
    expect(kind.ready('job-1', ['shut'], generated)).toEqual({ ok: true, value: null });
    expect([vault.get('job-1', 'open'), vault.get('job-1', 'shut')?.length]).toEqual([null, 10]);
    const drawn = vault.get('job-1', 'shut');
    kind.ready('job-1', ['shut'], generated);
    expect(vault.get('job-1', 'shut')).toBe(drawn);
  });

  it('asks for typed and filed ones again after a restart', () => {
    const { kind } = resetting();
    const parameters = { source: 'file', draft: 'gone' };
    expect(kind.ready('job-1', ['open'], parameters)).toMatchObject({
      ok: false,
      failure: { code: 'job.needsSecrets' },
    });
    const plan = planFor(['open'], { kind: 'password', parameters });
    expect(kind.validate(plan)).toMatchObject({ code: 'job.needsSecrets' });
  });

  it('hands what was typed from the draft to the job, and the draft forgets it when the job begins to send', () => {
    const { kind, vault } = resetting();
    vault.put('draft', [
      ['open', 'Secret-1'],
      ['shut', 'Secret-2'],
    ]);
    const plan = planFor(['open'], { kind: 'password', parameters: { source: 'typed', draft: 'draft' } });
    expect(kind.begin('job-1', plan, ['open'])).toEqual({ ok: true, value: null });
    expect([vault.get('job-1', 'open'), vault.get('job-1', 'shut'), vault.has('draft')]).toEqual([
      'Secret-1',
      null,
      true,
    ]);
    expect(kind.ready('job-1', ['open'], plan.parameters)).toMatchObject({ ok: true });
    expect([vault.get('job-1', 'open'), vault.has('draft')]).toEqual(['Secret-1', false]);
  });

  it('sends nothing for a row without a password', async () => {
    const { kind, sent } = resetting();
    expect(await kind.execute([row('open')], context())).toMatchObject([{ ok: false }]);
    expect(sent).toEqual([]);
  });

  it('shows no password in the preview', () => {
    const { kind } = resetting();
    expect(kind.preview(row('open'), generated)).toMatchObject({
      verdict: 'change',
      after: 'new password, generated, 10 characters',
    });
    expect(kind.preview(row('demo'), generated).verdict).toBe('error');
  });
});

describe('sending messages', () => {
  function sending(): { kind: MessageKind; sent: [readonly string[], string][] } {
    const sent: [readonly string[], string][] = [];
    const api = {
      sendMessage: (to: readonly string[], text: string): Promise<Result<null>> => {
        sent.push([to, text]);
        return Promise.resolve(succeed(null));
      },
    };
    return { kind: new MessageKind({ api, accounts }), sent };
  }

  it('puts up to 200 accounts in a request, or one when each has its own text', () => {
    const { kind } = sending();
    expect(kind.rowsPerRequest({ content: 'Hello' })).toBe(200);
    expect(kind.rowsPerRequest({ content: 'Hello {account}' })).toBe(1);
  });

  it('sends one text to all of a batch, and the own text to one', async () => {
    const { kind, sent } = sending();
    const outcome = await kind.execute([row('open'), row('shut')], context({ content: 'Hello' }));
    expect(outcome).toHaveLength(2);
    await kind.execute([row('open', { text: 'Hello open' })], context({ content: 'Hello {account}' }));
    expect(sent).toEqual([
      [['open', 'shut'], 'Hello'],
      [['open'], 'Hello open'],
    ]);
  });

  it('never sends a personal text to a whole batch, nor a row the text of another', () => {
    const { kind } = sending();
    const plan = planFor(['open'], { kind: 'message', parameters: { content: 'Hello {account}' } });
    expect(kind.validate(plan)).toMatchObject({ code: 'plan.invalid' });
    expect(kind.preview(row('open', { text: 'x'.repeat(301) }), { content: '{account}' }).verdict).toBe(
      'error',
    );
  });

  it('offers no check, for no operation tells what was delivered, and no way back', () => {
    const { kind } = sending();
    expect('check' in kind).toBe(false);
    expect('inverse' in kind).toBe(false);
  });

  it('asks for the number only when there are many', () => {
    const { kind } = sending();
    expect(kind.confirmation(50)).toEqual({ type: 'nothing' });
    expect(kind.confirmation(51)).toEqual({ type: 'count', count: 51 });
  });

  it('says of a refused group that it was refused together, of one account alone only why', async () => {
    const refuse = { ok: false, failure: { code: 'provider.20005' } } as const;
    const kind = new MessageKind({ api: { sendMessage: () => Promise.resolve(refuse) }, accounts });
    const group = await kind.execute([row('open'), row('shut')], context({ content: 'Hello' }));
    expect(group.map((each) => (each.ok ? '' : each.failure.detail))).toEqual([
      'refused in one request with 1 other; one of them may be the reason',
      'refused in one request with 1 other; one of them may be the reason',
    ]);
    expect(await kind.execute([row('open')], context({ content: 'Hello' }))).toEqual([refuse]);
  });
});
