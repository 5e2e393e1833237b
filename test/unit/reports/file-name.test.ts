import { describe, expect, it } from 'vitest';
import type { ReportRequest } from '../../../electron/contract/report.ts';
import { cleanName, reportFileName } from '../../../electron/reports/file-name.ts';
import { ZoneClock } from '../../../electron/reports/zone.ts';

const zone = new ZoneClock('UTC');
const request = (accounts: string[], devices: string[] = []): ReportRequest => ({
  kind: 'mileage',
  scope: { accounts, withBelow: true, devices },
  begin: Date.UTC(2026, 10, 1) / 1000,
  end: Date.UTC(2026, 10, 8) / 1000,
  timeZone: 'UTC',
  per: 'total',
  target: null,
});

describe('reportFileName', () => {
  it('says what, when and for whom', () => {
    expect(reportFileName(request(['demo']), zone)).toBe('mileage 2026-11-01 to 2026-11-07 demo.xlsx');
    expect(reportFileName(request(['a', 'b'], ['350000000000001']), zone)).toBe(
      'mileage 2026-11-01 to 2026-11-07 2 accounts 350000000000001.xlsx',
    );
  });

  it('keeps an account from leaving the folder or making a name no system takes', () => {
    expect(reportFileName(request(['../../etc/pass:wd']), zone)).toBe(
      'mileage 2026-11-01 to 2026-11-07 .. .. etc pass wd.xlsx',
    );
  });
});

describe('cleanName', () => {
  it('removes what a system refuses', () => {
    expect(cleanName('a<b>c:"d"/e\\f|g?h*i\u0000')).toBe('a b c d e f g h i');
    expect(cleanName('name. ')).toBe('name');
    expect(cleanName('CON')).toBe('CON_');
    expect(cleanName('x'.repeat(500))).toHaveLength(120);
  });
});
