import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandStore } from '../../../electron/archive/command-store.ts';
import { ControlRoomRules } from '../../../electron/commands/rules.ts';
import { Signers } from '../../../electron/commands/signers.ts';
import { commandPolicy } from '../../../electron/contract/command-desk.ts';
import { freshArchive, value } from '../../support/archive.ts';

let place: ReturnType<typeof freshArchive>;
let now = 0;
beforeEach(() => {
  place = freshArchive();
  now = 1_000;
});
afterEach(() => {
  place.dispose();
});

let operator = 'alice';
const bob = { operator: 'Bob', pin: '4711' };

function open(): { signers: Signers; store: CommandStore; rules: ControlRoomRules; audit: string[] } {
  const store = new CommandStore(place.archive);
  const signers = new Signers(
    store,
    () => [operator, 'desk-user'],
    () => now,
  );
  const audit: string[] = [];
  const rules = new ControlRoomRules({
    store,
    signers,
    audit: (action, _target, result) => audit.push(`${action} ${result}`),
  });
  return { signers, store, rules, audit };
}

describe('second operators', () => {
  it('sign with their PIN and with no other', async () => {
    const { signers } = open();
    value(await signers.add('Bob', '4711'));
    expect(await signers.check({ operator: ' bob ', pin: '4711' })).toEqual({ ok: true, value: 'Bob' });
    expect(await signers.check({ operator: 'Bob', pin: '4712' })).toMatchObject({ ok: false });
    expect(await signers.check({ operator: 'Eve', pin: '4711' })).toMatchObject({ ok: false });
    expect(await signers.check(null)).toMatchObject({ ok: false });
  });

  it('leave no PIN in the archive, and equal PINs look different there', async () => {
    const { signers, store } = open();
    value(await signers.add('Bob', '471147114711'));
    value(await signers.add('Carol', '471147114711'));
    const pins = value(store.pins());
    expect(JSON.stringify(pins)).not.toContain('471147114711');
    expect(pins[0]?.hash).not.toBe(pins[1]?.hash);
    expect(pins[0]?.salt).not.toBe(pins[1]?.salt);
  });

  it('cannot be the operator at this computer, nor two of one name', async () => {
    const { signers } = open();
    expect(await signers.add('Alice', '4711')).toMatchObject({ ok: false });
    expect(await signers.add('Desk-User', '4711')).toMatchObject({ ok: false });
    value(await signers.add('Bob', '4711'));
    expect(await signers.add('BOB', '0000')).toMatchObject({ ok: false });
  });

  it('cannot sign while they are the one who works at this computer', async () => {
    const { signers } = open();
    value(await signers.add('Bob', '4711'));
    operator = 'bob';
    expect(await signers.check(bob)).toMatchObject({ ok: false });
    operator = 'alice';
    expect((await signers.check(bob)).ok).toBe(true);
  });

  it('wait a minute after five wrong tries, even with the right PIN', async () => {
    const { signers } = open();
    value(await signers.add('Bob', '4711'));
    for (let tries = 0; tries < 5; tries += 1) await signers.check({ operator: 'Bob', pin: '0000' });
    expect(await signers.check(bob)).toMatchObject({ ok: false, failure: { code: 'command.signature' } });
    now += 60_001;
    expect((await signers.check(bob)).ok).toBe(true);
  });

  it('cannot be tried more than five times side by side', async () => {
    const { signers } = open();
    value(await signers.add('Bob', '4711'));
    const wrong = Array.from({ length: 5 }, () => signers.check({ operator: 'Bob', pin: '0000' }));
    expect((await signers.check(bob)).ok).toBe(false);
    await Promise.all(wrong);
  });
});

describe('the rules of the control room', () => {
  it('are the careful ones until somebody changes them', () => {
    expect(value(open().rules.read())).toEqual({
      policy: { overrideAllowed: false, stopSpeed: 5, stopFixAge: 180, twoPersonStop: false },
      operators: [],
    });
  });

  it('cannot ask for a second operator when there is none', async () => {
    const two = commandPolicy.parse({ twoPersonStop: true });
    expect(await open().rules.changePolicy(two, null)).toMatchObject({ ok: false });
  });

  it('cannot be loosened by one person while stops need two', async () => {
    const { rules, audit } = open();
    value(await rules.addOperator('Bob', '4711', null));
    value(await rules.changePolicy(commandPolicy.parse({ twoPersonStop: true }), null));
    const loose = commandPolicy.parse({ overrideAllowed: true });
    expect(await rules.changePolicy(loose, null)).toMatchObject({ failure: { code: 'command.signature' } });
    expect(await rules.addOperator('Mallory', '0000', null)).toMatchObject({ ok: false });
    expect(await rules.removeOperator('Bob', bob)).toMatchObject({ ok: false });
    expect(value(await rules.changePolicy(loose, bob)).policy.twoPersonStop).toBe(false);
    expect(value(await rules.removeOperator('Bob', null)).operators).toEqual([]);
    expect(audit).toContain('command.rules refused');
  });
});
