import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReportRequest } from '../../../electron/contract/report.ts';
import { cleanName, reportFileName } from '../../../electron/reports/file-name.ts';
import { numbered } from '../../../electron/reports/workbook/target-file.ts';
import { coverPath } from '../../../electron/reports/workbook-job.ts';
import { ZoneClock } from '../../../electron/reports/zone.ts';
import { temporaryFolder } from '../../support/reports.ts';

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

  it('is never longer than what a disk takes, in any script, and cuts no character in two', async () => {
    const folder = await temporaryFolder();
    for (const text of ['每日里程报告', 'Ежедневный отчёт', '🚚🚛', 'è́']) {
      const name = cleanName(text.repeat(40));
      expect(name).not.toMatch(/\p{Cs}/u);
      const path = numbered(coverPath(join(folder, `${name}.csv`)), 999);
      await writeFile(path, '');
      expect(Buffer.byteLength(name)).toBeGreaterThan(100);
    }
  });
});
