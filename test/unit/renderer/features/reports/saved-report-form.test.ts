import { describe, expect, it } from 'vitest';
import type { ReportSchedule, SavedReport } from '../../../../../electron/contract/saved-report.ts';
import { scheduleWords, weekdayNames } from '../../../../../renderer/features/reports/saved-report-form.ts';

function saved(schedule: ReportSchedule | null): SavedReport {
  return {
    id: 'one',
    name: 'Night shift',
    what: { kind: 'expiry' },
    scope: { accounts: ['demo'], withBelow: true, devices: [] },
    preset: 'yesterday',
    timeZone: 'Europe/Berlin',
    folder: null,
    pattern: '{report}',
    schedule,
    nextRun: null,
  };
}

describe('when a saved report is made', () => {
  it('is told with the time, the weekday in the language on screen, or the day of the month', () => {
    expect(scheduleWords(saved(null), 'en')).toBeNull();
    expect(scheduleWords(saved({ every: 'day', minute: 365 }), 'en')).toMatchObject({
      key: 'day',
      words: { time: '06:05' },
    });
    expect(scheduleWords(saved({ every: 'week', weekday: 7, minute: 0 }), 'en')).toMatchObject({
      key: 'week',
      words: { time: '00:00', weekday: 'Sunday' },
    });
    expect(scheduleWords(saved({ every: 'month', day: 31, minute: 1_439 }), 'en')).toMatchObject({
      key: 'month',
      words: { time: '23:59', day: '31' },
    });
  });

  it('names the week from Monday on', () => {
    expect(weekdayNames('en')).toHaveLength(7);
    expect(weekdayNames('en')[0]).toBe('Monday');
    expect(weekdayNames('de')[6]).toBe('Sonntag');
  });
});
