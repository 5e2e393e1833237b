import { describe, expect, it } from 'vitest';
import { reportRequest, usualLayout } from '../../../../../electron/contract/report.ts';
import { presetPeriod } from '../../../../../renderer/features/reports/period.ts';
import type { PeriodPreset } from '../../../../../renderer/features/reports/period.ts';
import { pastedImeis } from '../../../../../renderer/bridge/device-choice.ts';
import { checkReport, toRequest } from '../../../../../renderer/features/reports/report-form.ts';
import type { OptionalColumn } from '../../../../../electron/contract/report.ts';
import type { ReportForm } from '../../../../../renderer/features/reports/report-form.ts';

const zone = 'Europe/Stockholm';
/** 23 November 2026, 14:47 in Stockholm. */
const now = Date.UTC(2026, 10, 23, 13, 47) / 1_000;
const at = (text: string): number => Date.parse(`${text}Z`) / 1_000;

const form: ReportForm = {
  kind: 'mileage',
  scopeMode: 'all',
  accounts: new Set(),
  withBelow: true,
  devices: new Set(),
  preset: 'yesterday',
  begin: '',
  end: '',
  timeZone: zone,
  per: 'day',
  court: false,
  courtPercent: 5,
  courtTracks: 'kept',
  types: [],
  layout: usualLayout,
  target: null,
};
const custom = (begin: string, end: string, over: Partial<ReportForm> = {}): ReportForm => ({
  ...form,
  preset: 'custom',
  begin,
  end,
  ...over,
});

describe('A preset period', () => {
  it.each([
    ['today', '2026-11-22T23:00', '2026-11-23T13:30'],
    ['yesterday', '2026-11-21T23:00', '2026-11-22T23:00'],
    ['last7', '2026-11-15T23:00', '2026-11-22T23:00'],
    ['last30', '2026-10-23T22:00', '2026-11-22T23:00'],
    ['thisMonth', '2026-10-31T23:00', '2026-11-23T13:30'],
    ['lastMonth', '2026-09-30T22:00', '2026-10-31T23:00'],
  ] as const)('%s follows the calendar of its time zone', (preset, begin, end) => {
    expect(presetPeriod(preset, now, zone)).toEqual({ begin: at(begin), end: at(end) });
  });

  it('is never empty, not even a minute after midnight', () => {
    const midnight = at('2026-11-22T23:01');
    const { begin, end } = presetPeriod('today', midnight, zone);
    expect(end - begin).toBe(1_800);
  });

  it('can be asked of the provider in half hours, whatever the hour', () => {
    const presets: Exclude<PeriodPreset, 'custom'>[] = ['today', 'yesterday', 'last7', 'last30', 'thisMonth'];
    const uneven = presets.flatMap((preset) => {
      const { begin, end } = presetPeriod(preset, now, zone);
      return [begin % 1_800, end % 1_800];
    });
    expect(new Set(uneven)).toEqual(new Set([0]));
  });
});

describe('The report form', () => {
  it('wants a choice where accounts or devices are asked for', () => {
    expect(checkReport({ ...form, scopeMode: 'accounts' }, now)).toEqual({
      scope: 'reports.problem.noAccounts',
    });
    expect(checkReport({ ...form, scopeMode: 'devices' }, now)).toEqual({
      scope: 'reports.problem.noDevices',
    });
  });

  it.each([
    ['', '', { begin: 'reports.problem.beginMissing', end: 'reports.problem.endMissing' }],
    ['2026-11-20T00:00', '2026-11-20T00:00', { end: 'reports.problem.endBeforeBegin' }],
    [
      '2026-11-20T00:10',
      '2026-11-20T10:15',
      { begin: 'reports.problem.halfHours', end: 'reports.problem.halfHours' },
    ],
    ['2026-11-25T00:00', '2026-11-26T00:00', { begin: 'reports.problem.inFuture' }],
    ['2010-11-25T00:00', '2026-11-20T00:00', { begin: 'reports.problem.tooOld' }],
    ['2026-11-19T00:30', '2026-11-20T12:00', {}],
  ])('judges a mileage period from %j until %j', (begin, end, problems) => {
    expect(checkReport(custom(begin, end), now)).toEqual(problems);
  });

  it('lets alarms have any minute', () => {
    expect(checkReport(custom('2026-11-20T00:10', '2026-11-20T10:15', { kind: 'alarms' }), now)).toEqual({});
  });

  it('means the signed-in account with everything below it by "all devices"', () => {
    expect(toRequest(form, 'root', now)).toEqual({
      kind: 'mileage',
      scope: { accounts: ['root'], withBelow: true, devices: [] },
      begin: at('2026-11-21T23:00'),
      end: at('2026-11-22T23:00'),
      timeZone: zone,
      per: 'day',
      layout: usualLayout,
      target: null,
    });
  });

  it('takes midnight of a zone with 45 minutes for mileage, though it is no half hour of the provider', () => {
    const kathmandu = custom('2026-11-20T00:00', '2026-11-22T00:00', { timeZone: 'Asia/Kathmandu' });
    expect(checkReport(kathmandu, now)).toEqual({});
    expect(toRequest(kathmandu, 'root', now)?.begin).toBe(at('2026-11-19T18:15'));
  });

  it('leaves of a layout only what means something for the report, and wants one column to know devices by', () => {
    const layout = {
      ...usualLayout,
      group: 'device' as const,
      without: ['plate', 'course'] as OptionalColumn[],
    };
    expect(toRequest({ ...form, layout }, 'root', now)?.layout).toMatchObject({
      group: 'none',
      without: ['plate'],
    });
    expect(toRequest({ ...form, kind: 'alarms', layout }, 'root', now)?.layout).toEqual(layout);
    const nameless = { ...usualLayout, without: ['plate', 'device', 'imei'] as OptionalColumn[] };
    expect(checkReport({ ...form, layout: nameless }, now)).toEqual({ columns: 'reports.problem.columns' });
  });

  it('sends only the scope that is chosen', () => {
    const both = { accounts: new Set(['a']), devices: new Set(['123456789012345']) };
    const scopes = (['accounts', 'devices'] as const).map(
      (scopeMode) => toRequest({ ...form, ...both, scopeMode, withBelow: false }, 'root', now)?.scope,
    );
    expect(scopes).toEqual([
      { accounts: ['a'], withBelow: false, devices: [] },
      { accounts: [], withBelow: false, devices: ['123456789012345'] },
    ]);
  });

  it('makes requests that main accepts', () => {
    const requests = [
      toRequest(form, 'root', now),
      toRequest({ ...form, kind: 'alarms', types: [1, 44], target: '/tmp/a.xlsx' }, 'root', now),
    ];
    expect(requests.map((request) => reportRequest.safeParse(request).success)).toEqual([true, true]);
  });

  it('makes no request while something is wrong or nobody is signed in', () => {
    expect(toRequest(custom('2026-11-20T00:00', ''), 'root', now)).toBeNull();
    expect(toRequest({ ...form, scopeMode: 'accounts' }, 'root', now)).toBeNull();
    expect(toRequest(form, null, now)).toBeNull();
  });
});

describe('A pasted list of IMEIs', () => {
  it('is taken however it is separated, each once', () => {
    expect(pastedImeis('123456789012345, 123456789012346;\n123456789012345')).toEqual([
      '123456789012345',
      '123456789012346',
    ]);
  });

  it('is not seen in an ordinary search', () => {
    expect([pastedImeis('truck 12345'), pastedImeis('123456789012345'), pastedImeis('')]).toEqual([
      [],
      [],
      [],
    ]);
  });
});
