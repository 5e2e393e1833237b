import { describe, expect, it } from 'vitest';
import { Formatter } from '../../../../renderer/i18n/format.ts';

const metric = new Formatter({ language: 'en', units: 'metric', timeZone: 'Europe/Stockholm' });
const imperial = new Formatter({ language: 'en', units: 'imperial', timeZone: 'UTC' });

/** With ordinary spaces: which ones Intl puts around a dash is its own business. */
const plain = (text: string): string => text.replaceAll(/\s/gu, ' ');

describe('Formatter', () => {
  it('tells speeds in the units of the user', () => {
    expect(metric.speed(62)).toBe('62 km/h');
    expect(imperial.speed(62)).toBe('39 mph');
  });

  it('tells short distances in metres or feet and long ones in kilometres or miles', () => {
    expect(metric.distance(350)).toBe('350 m');
    expect(metric.distance(51_654)).toBe('51.7 km');
    expect(imperial.distance(350)).toBe('1,148 ft');
    expect(imperial.distance(51_654)).toBe('32.1 mi');
  });

  it('gives null for what is unknown, so that the caller can say so', () => {
    const unknown = [
      metric.speed(null),
      metric.distance(null),
      metric.percent(null),
      metric.volts(null),
      metric.course(null),
      metric.moment(null),
      metric.day(null),
      metric.clock(null),
      metric.duration(null),
      metric.shortDuration(null),
      metric.place(null, 3),
      metric.place(3, null),
    ];
    expect(unknown).toEqual(unknown.map(() => null));
  });

  it('keeps zero, which is a value', () => {
    expect(metric.speed(0)).toBe('0 km/h');
    expect(metric.percent(0)).toBe('0%');
    expect(metric.course(0)).toBe('0°');
  });

  it('writes places with six decimals whatever the language', () => {
    const german = new Formatter({ language: 'de', units: 'metric', timeZone: 'UTC' });
    expect(german.place(22.583197, 113.9)).toBe('22.583197, 113.900000');
    expect(german.distance(51_654)).toBe('51,7 km');
  });

  it('tells moments in the chosen time zone', () => {
    expect(metric.moment(1_700_000_000)).toBe('Nov 14, 2023, 23:13:20');
    expect(imperial.moment(1_700_000_000)).toBe('Nov 14, 2023, 22:13:20');
    expect(metric.clock(1_700_000_000)).toBe('23:13:20');
  });

  it('tells a length of time in two units at most', () => {
    const cases = [0, 59, 60, 3_599, 3_600, 3_660, 86_400, 90_000, 1_607_000].map((seconds) =>
      metric.duration(seconds),
    );
    expect(cases).toEqual([
      '0 sec',
      '59 sec',
      '1 min',
      '59 min',
      '1 hr',
      '1 hr 1 min',
      '1 day',
      '1 day 1 hr',
      '18 days 14 hr',
    ]);
  });

  it('counts a time before now as none, because clocks of devices run ahead', () => {
    expect(metric.duration(-30)).toBe('0 sec');
    expect(metric.shortDuration(-30)).toBe('0s');
  });

  it('tells a period of whole days by its days, the last one included', () => {
    const begin = Date.UTC(2026, 10, 15, 23) / 1_000;
    expect(plain(metric.period(begin, begin + 7 * 86_400))).toBe('Nov 16 – 22, 2026');
  });

  it('tells another period with its times', () => {
    const begin = Date.UTC(2026, 10, 16, 7, 30) / 1_000;
    expect(plain(imperial.period(begin, begin + 3_600))).toBe('Nov 16, 2026, 07:30 – 08:30');
  });
});
