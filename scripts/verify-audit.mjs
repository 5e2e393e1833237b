// Checks an exported audit, or a report, by the file alone: npm run verify-audit FILE. A report is checked against the
// audit too when one is named: npm run verify-audit REPORT AUDIT.xlsx. Ends with 0 when all is as it was written, 1 when
// something was changed, taken out or moved, 2 when a file cannot be read.
import path from 'node:path';
import { verifyAuditExport } from '../electron/reports/audit-proof.ts';
import { verifyReport } from '../electron/reports/report-proof.ts';

const [file, audit] = process.argv.slice(2);
if (file === undefined) {
  console.error('Usage: npm run verify-audit FILE [AUDIT]');
  console.error('  FILE   an audit exported as .xlsx, or a report (.xlsx, .csv, .pdf)');
  console.error('  AUDIT  an audit exported as .xlsx that a report is checked against');
  process.exit(2);
}

// npm runs scripts in the project's folder; the file was named where the person stands.
/** @param {string} name */
const placed = (name) => path.resolve(process.env['INIT_CWD'] ?? '.', name);

/** @param {string} name @param {import('../electron/contract/errors.ts').Failure} failure @returns {never} */
function unreadable(name, failure) {
  console.error(`${failure.concerns ?? name} cannot be checked: ${failure.detail ?? failure.code}`);
  process.exit(2);
}

const proof = audit === undefined && file.endsWith('.xlsx') ? await verifyAuditExport(placed(file)) : null;
if (proof?.ok) {
  const { rows, firstSeq, lastSeq, lastHash, flaws } = proof.value;
  for (const flaw of flaws) console.log(`${flaw.flaw}: ${flaw.detail}`);
  console.log(`${rows} rows (${firstSeq} to ${lastSeq}); hash of the last: ${lastHash}`);
  console.log(
    flaws.length === 0 ? 'The chain is whole.' : `The chain is broken: ${flaws.length} flaws found.`,
  );
  process.exit(flaws.length === 0 ? 0 : 1);
}

const report = await verifyReport(placed(file), audit === undefined ? null : placed(audit));
if (!report.ok) unreadable(file, report.failure);
const { sha256, flaws, row } = report.value;
for (const flaw of flaws) console.log(`changed: ${flaw}`);
console.log(`SHA-256 of the data: ${sha256}`);
if (row !== null) {
  console.log(
    `Row ${row.seq} of the audit: ${row.action} by ${row.user} (${row.account}), ${new Date(row.at).toISOString()}`,
  );
} else if (audit === undefined) {
  console.log('Compare it with the audit, or name an exported audit after the file.');
}
console.log(
  flaws.length === 0
    ? 'The report is as it was written.'
    : `Not as it was written: ${flaws.length} flaws found.`,
);
process.exit(flaws.length === 0 ? 0 : 1);
