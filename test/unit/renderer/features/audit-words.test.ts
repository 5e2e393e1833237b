import { describe, expect, it } from 'vitest';
import { actionKey, plainAction, plainDetail } from '../../../../renderer/features/audit/audit-words.ts';

const id = '34a1c860-b9f4-43aa-b3f9-87332bc5c6c8';

describe('what the audit says to people', () => {
  it('is words for an action without a text of its own', () => {
    expect([plainAction('alarm.acknowledgeAll'), plainAction('notice')]).toEqual([
      'Alarm: acknowledge all',
      'Notice',
    ]);
    expect(actionKey('account.block')).toBe('audit.action.account_block');
  });

  it('names a job by its title, or by the start of its number when it is not known', () => {
    expect(plainDetail(`job ${id}`, () => 'Block 30 accounts')).toBe('job "Block 30 accounts"');
    expect(plainDetail(`job ${id}`, () => null)).toBe('job 34a1c860');
  });

  it('is flat data without its signs, and any other text as it stands', () => {
    expect(plainDetail('{"overrideAllowed":false,"stopSpeed":5}', () => null)).toBe(
      'overrideAllowed: false, stopSpeed: 5',
    );
    expect(plainDetail('stolen, "again"', () => null)).toBe('stolen, "again"');
  });
});
