import { describe, expect, it } from 'vitest';
import { actionKey, plainAction, plainDetail } from '../../../../renderer/features/audit/audit-words.ts';

const id = '34a1c860-b9f4-43aa-b3f9-87332bc5c6c8';

const none = (): null => null;

describe('what the audit says to people', () => {
  it('is words for an action without a text of its own', () => {
    expect([plainAction('alarm.acknowledgeAll'), plainAction('notice')]).toEqual([
      'Alarm: acknowledge all',
      'Notice',
    ]);
    expect(actionKey('account.block')).toBe('audit.action.account_block');
  });

  it('names a job by its title, or by the start of its number when it is not known', () => {
    expect(plainDetail(`job ${id}`, () => 'Block 30 accounts', none)).toBe('job "Block 30 accounts"');
    expect(plainDetail(`job ${id}`, none, none)).toBe('job 34a1c860');
  });

  it('tells a failure by its title, and leaves addresses, files and names alone', () => {
    const title = (code: string): string | null => (code === 'outcome.unknown' ? 'Outcome unknown' : null);
    expect(plainDetail(`job ${id}: outcome.unknown`, () => 'Message', title)).toBe(
      'job "Message": Outcome unknown',
    );
    expect(plainDetail('a@outcome.unknown, /x/outcome.unknown.txt, some.thing', none, title)).toBe(
      'a@outcome.unknown, /x/outcome.unknown.txt, some.thing',
    );
  });

  it('is flat data without its signs, and any other text as it stands', () => {
    expect(plainDetail('{"overrideAllowed":false,"stopSpeed":5}', none, none)).toBe(
      'overrideAllowed: false, stopSpeed: 5',
    );
    expect(plainDetail('stolen, "again"', none, none)).toBe('stolen, "again"');
  });
});
