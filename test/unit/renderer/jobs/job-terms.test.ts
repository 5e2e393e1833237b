import { describe, expect, it } from 'vitest';
import { defaultTerms, readTerms, termProblems } from '../../../../renderer/jobs/job-terms.ts';

const now = Date.parse('2026-11-23T12:00Z');
const zone = 'UTC';
const read = (change: Partial<ReturnType<typeof defaultTerms>>): ReturnType<typeof readTerms> =>
  readTerms({ ...defaultTerms(), ...change }, now, zone);

describe('the terms of a job', () => {
  it('are eight at a time, as the pacer allows, until a tenth has failed, now', () => {
    expect(read({})).toEqual({
      options: { concurrency: 8, perSecond: null, stopAfterPercent: 10 },
      scheduledFor: null,
    });
  });

  it('hold a throttle, no stop and a time to come', () => {
    expect(read({ perSecond: '0.5', stopAfter: false, when: '2026-11-23T13:00' })).toEqual({
      options: { concurrency: 8, perSecond: 0.5, stopAfterPercent: null },
      scheduledFor: now + 3_600_000,
    });
  });

  it('mean the clocks of the zone that is shown', () => {
    const terms = { ...defaultTerms(), when: '2026-11-23T13:00' };
    expect(readTerms(terms, now, 'America/New_York')?.scheduledFor).toBe(now + 6 * 3_600_000);
    expect(readTerms(terms, now, 'Asia/Tokyo')).toBeNull();
  });

  it.each([
    ['no number of requests at the same time', { concurrency: 0 }, 'concurrency'],
    ['half a request at the same time', { concurrency: 1.5 }, 'concurrency'],
    ['a throttle that is no number', { perSecond: 'fast' }, 'perSecond'],
    ['a throttle of nothing', { perSecond: '0' }, 'perSecond'],
    ['a stop after more than all', { stopAfterPercent: 101 }, 'stopAfterPercent'],
    ['a time that has passed', { when: '2026-11-23T11:00' }, 'when'],
    ['a day that there is not', { when: '2026-11-31T11:00' }, 'when'],
    ['a time half typed', { when: '2026-12-01 1' }, 'when'],
  ])('are refused with %s, and the field is named', (_what, change, field) => {
    expect(read(change)).toBeNull();
    expect(termProblems({ ...defaultTerms(), ...change }, now, zone)).toEqual({
      [field]: `jobs.termProblem.${field}`,
    });
  });
});
