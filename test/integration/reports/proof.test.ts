import { execFile } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { exportAudit } from '../../../electron/administration/audit-export.ts';
import { AuditStore } from '../../../electron/archive/audit.ts';
import { usualLayout } from '../../../electron/contract/report.ts';
import { forkWorker } from '../../../electron/reports/forked-worker.ts';
import { writeTable } from '../../../electron/reports/write-table.ts';
import { freshArchive, value } from '../../support/archive.ts';
import { changeEntries } from '../../support/zip.ts';
import { alarmRequest, make, mileageRequest, openReports, workerEntry, type ReportBed } from './support.ts';

const script = fileURLToPath(new URL('../../../scripts/verify-audit.mjs', import.meta.url));

/** What the checker on the command line says, and how it ends. */
function check(...files: readonly string[]): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...files], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), text: stdout + stderr });
    });
  });
}

/** Reports whose ends are written into an audit, as the console does it, and a way to export that audit. */
async function audited(): Promise<{ bed: ReportBed; exportTo: (name: string) => Promise<string> }> {
  const { archive, dispose } = freshArchive();
  onTestFinished(dispose);
  const audit = new AuditStore(archive);
  const bed = await openReports(12, {
    more: {
      printPdf: () => Promise.resolve(new TextEncoder().encode('%PDF-1.4 printed')),
      onEnd: (run, proof) => {
        value(
          audit.append({
            at: Date.now(),
            user: 'mara',
            server: 'https://api.example.com',
            account: 'demo',
            action: `report.${run.kind}`,
            target: run.path,
            result: run.state === 'done' ? 'done' : 'failed',
            detail: proof === null ? '' : `sha256 ${proof.sha256}, file ${proof.fileSha256}`,
          }),
        );
      },
    },
  });
  const exportTo = async (name: string): Promise<string> => {
    const path = join(bed.folder, name);
    value(
      await exportAudit(audit, { begin: null, end: null }, path, (target, title, sheets) =>
        writeTable(
          forkWorker(workerEntry),
          { target, title, author: 'mara', id: 'audit', timeZone: 'UTC', now: 0 },
          sheets,
        ),
      ),
    );
    return path;
  };
  return { bed, exportTo };
}

describe('the checker of reports', () => {
  it('finds a report whole, by itself and in the audit that tells of it', async () => {
    const { bed, exportTo } = await audited();
    const run = await make(bed, mileageRequest(2, 'day'), 'mileage');
    await make(bed, alarmRequest(1), 'alarms');
    const alone = await check(run.path);
    expect(alone).toMatchObject({ code: 0 });
    expect(alone.text).toContain('The report is as it was written.');
    const told = await check(run.path, await exportTo('audit.xlsx'));
    expect(told.code).toBe(0);
    expect(told.text).toMatch(/Row 1 of the audit: report\.mileage by mara \(demo\)/);
  });

  it('finds one number, one text and one format that were changed, and names the sheet', async () => {
    const { bed } = await audited();
    const changes: readonly (readonly [RegExp, (xml: string) => string, RegExp])[] = [
      [
        /xl\/worksheets\/sheet1\.xml/,
        (xml) => xml.replace(/<v>(\d+)\.(\d+)<\/v>/, '<v>9$1.$2</v>'),
        /Per day \(xl\/worksheets\/sheet1\.xml\) was changed/,
      ],
      [
        /xl\/sharedStrings\.xml/,
        (xml) => xml.replace(/(<si><t>)(\d{14})\d/, '$1$2X'),
        /texts of all sheets.*was changed/,
      ],
      [/xl\/styles\.xml/, (xml) => xml.replace('#,##0.00', '#,##0.0,'), /how numbers are shown.*was changed/],
      [/xl\/workbook\.xml/, (xml) => xml.replace('"Totals"', '"Totally"'), /was written as "Totals"/],
    ];
    for (const [index, [part, change, flaw]] of changes.entries()) {
      const run = await make(bed, mileageRequest(2, 'day'), `tampered ${index}`);
      let touched = false;
      await changeEntries(run.path, (name, xml) => {
        if (!part.test(name) || name.includes('_rels')) return null;
        touched = change(xml) !== xml;
        return change(xml);
      });
      expect(touched).toBe(true);
      const found = await check(run.path);
      expect(found.code).toBe(1);
      expect(found.text).toMatch(flaw);
    }
  });

  it('finds a cover that was made to look complete, and hashes that were made to fit, by the audit', async () => {
    const { bed, exportTo } = await audited();
    const covered = await make(bed, mileageRequest(2, 'day'), 'cover');
    const audit = await exportTo('audit.xlsx');
    await changeEntries(covered.path, (_name, xml) =>
      xml.includes('Complete: nothing') ? xml.replace('Complete: nothing', 'Complete: not a thing') : null,
    );
    expect((await check(covered.path)).code).toBe(0);
    const found = await check(covered.path, audit);
    expect(found.code).toBe(1);
    expect(found.text).toMatch(/something beside its data was changed/);
    const later = await make(bed, alarmRequest(1), 'later');
    const unknown = await check(later.path, audit);
    expect(unknown.code).toBe(1);
    expect(unknown.text).toMatch(/no row of this audit tells of a report with these data/);
  });

  it('checks text files and printed reports by the audit', async () => {
    const { bed, exportTo } = await audited();
    const text = await make(bed, { ...alarmRequest(1), layout: { ...usualLayout, format: 'csv' } }, 'text');
    const paper = await make(bed, { ...alarmRequest(1), layout: { ...usualLayout, format: 'pdf' } }, 'paper');
    const audit = await exportTo('audit.xlsx');
    expect((await check(text.path, audit)).code).toBe(0);
    expect((await check(paper.path, audit)).code).toBe(0);
    appendFileSync(text.path, 'one more line\r\n');
    expect((await check(text.path, audit)).code).toBe(1);
    expect((await check(text.path)).code).toBe(2);
  });
});
