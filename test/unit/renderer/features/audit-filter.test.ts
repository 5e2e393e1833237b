import { describe, expect, it } from 'vitest';
import { periodOf } from '../../../../renderer/features/audit/audit-filter.ts';

describe('The period of the audit', () => {
  it('is meant on the clocks that the rows are shown by', () => {
    const typed = { from: '2026-11-23T14:05', until: '2026-11-24T00:00' };
    expect(periodOf(typed, 'UTC').begin).toBe(Date.parse('2026-11-23T14:05Z'));
    expect(periodOf(typed, 'Asia/Tokyo')).toEqual({
      begin: Date.parse('2026-11-23T05:05Z'),
      end: Date.parse('2026-11-23T15:00Z'),
    });
  });

  it('is open where nothing is typed, or nothing that can be read yet', () => {
    expect(periodOf({ from: '', until: '2026-11-2' }, 'UTC')).toEqual({ begin: null, end: null });
  });
});
