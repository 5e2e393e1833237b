// Checks an exported audit by the workbook alone: npm run verify-audit FILE. Ends with 0 when it is whole, 1 when a
// row was changed, taken out or moved, 2 when the file cannot be read.
import path from 'node:path';
import { verifyAuditExport } from '../electron/reports/audit-proof.ts';

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error('Usage: npm run verify-audit FILE (an audit exported as .xlsx)');
  process.exit(2);
}
// npm runs scripts in the project's folder; the file was named where the person stands.
const proof = await verifyAuditExport(path.resolve(process.env['INIT_CWD'] ?? '.', file));
if (!proof.ok) {
  console.error(`${file} cannot be checked: ${proof.failure.detail ?? proof.failure.code}`);
  process.exit(2);
}
const { rows, firstSeq, lastSeq, lastHash, flaws } = proof.value;
for (const flaw of flaws) console.log(`${flaw.flaw}: ${flaw.detail}`);
console.log(`${rows} rows (${firstSeq} to ${lastSeq}); hash of the last: ${lastHash}`);
console.log(flaws.length === 0 ? 'The chain is whole.' : `The chain is broken: ${flaws.length} flaws found.`);
process.exit(flaws.length === 0 ? 0 : 1);
