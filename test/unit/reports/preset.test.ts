import { describe, expect, it } from 'vitest';
import { presetPeriod } from '../../../electron/reports/preset.ts';
import { reportPresets } from '../../../electron/contract/saved-report.ts';
import { ZoneClock } from '../../../electron/reports/zone.ts';
import { presetPeriod as shownPeriod } from '../../../renderer/features/reports/period.ts';

const at = (text: string): number => Date.parse(`${text}Z`) / 1_000;

describe('presetPeriod', () => {
  it('takes weeks from Monday to Monday, and the month before in a new year', () => {
    const utc = new ZoneClock('UTC');
    const now = at('2027-01-03T10:10');
    expect(presetPeriod('lastWeek', now, utc)).toEqual({
      begin: at('2026-12-21T00:00'),
      end: at('2026-12-28T00:00'),
    });
    expect(presetPeriod('thisWeek', now, utc)).toEqual({
      begin: at('2026-12-28T00:00'),
      end: at('2027-01-03T10:00'),
    });
    expect(presetPeriod('lastMonth', now, utc)).toEqual({
      begin: at('2026-12-01T00:00'),
      end: at('2027-01-01T00:00'),
    });
  });

  it.each(['UTC', 'Europe/Stockholm', 'Asia/Kathmandu', 'America/Los_Angeles', 'Australia/Lord_Howe'])(
    'means the same as the form shows, in %s',
    (timeZone) => {
      const zone = new ZoneClock(timeZone);
      const moments = ['2026-03-29T00:40', '2026-10-25T01:10', '2026-11-23T13:47', '2027-01-01T00:01'].map(
        at,
      );
      for (const now of moments) {
        for (const preset of reportPresets) {
          expect([preset, presetPeriod(preset, now, zone)]).toEqual([
            preset,
            shownPeriod(preset, now, timeZone),
          ]);
        }
      }
    },
  );
});
