import ExcelJS from 'exceljs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { auditSheets } from '../../../electron/administration/audit-export.ts';
import { AuditStore } from '../../../electron/archive/audit.ts';
import { CommandStore } from '../../../electron/archive/command-store.ts';
import { evidencePeriod, evidenceSheet } from '../../../electron/commands/evidence.ts';
import { CommandService } from '../../../electron/commands/service.ts';
import { auditQuery } from '../../../electron/contract/audit.ts';
import { commandPolicy, commandQuery } from '../../../electron/contract/command-desk.ts';
import { verifyAuditExport } from '../../../electron/reports/audit-proof.ts';
import { forkWorker } from '../../../electron/reports/forked-worker.ts';
import { writeTable } from '../../../electron/reports/write-table.ts';
import { freshArchive, value } from '../../support/archive.ts';
import { aPosition, aStop, IMEI, OneVehicle, timingOf } from '../../support/commands.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const worker = fileURLToPath(new URL('../../../electron/reports/worker.ts', import.meta.url));

it('of a stop that two persons signed says why, who, how the vehicle was and what it did, and proves itself', async () => {
  const { archive, dispose } = freshArchive();
  const folder = mkdtempSync(join(tmpdir(), 'evidence-'));
  onTestFinished(() => {
    dispose();
    rmSync(folder, { recursive: true, force: true });
  });
  const clock = new ManualClock();
  const provider = new OneVehicle();
  const store = new CommandStore(archive);
  const audit = new AuditStore(archive);
  const write = (
    action: string,
    target: string,
    result: 'done' | 'failed' | 'unknown' | 'started' | 'refused',
    detail: string,
  ): void => {
    value(
      audit.append({
        at: clock.now(),
        user: 'operator',
        server: '',
        account: 'demo',
        action,
        target,
        result,
        detail,
      }),
    );
  };
  const service = new CommandService({
    api: provider,
    vehicles: provider,
    store,
    timing: timingOf(clock),
    user: () => 'operator',
    systemUser: 'operator',
    newId: () => 'c0ffee',
    audit: write,
    onLost: (failure) => {
      throw new Error(failure.code);
    },
  });
  // What was done before and after it is in the chain, but no part of the evidence.
  write('session.signIn', 'demo', 'done', '');
  await clock.advance(60_000);
  value(store.putPolicy({ ...commandPolicy.parse({}), twoPersonStop: true }));
  value(await service.signers.add('nadia', '4711'));
  provider.answer = { at: 1, text: 'Cut off the fuel supply: Success! Speed: 0km/h.' };
  value(await service.send(aStop({ signature: { operator: 'nadia', pin: '4711' } })));
  await clock.advance(2_000);
  provider.position = aPosition({ fuelSupply: false });
  await clock.advance(10_000);
  await clock.advance(60_000);
  write('session.signOut', 'demo', 'done', '');

  const [record] = value(service.page(commandQuery.parse({}))).rows;
  if (record === undefined) throw new Error('the log is empty');
  expect(record).toMatchObject({ state: 'answered', effect: 'observed', signedBy: 'nadia' });
  const period = evidencePeriod(record);
  const rows = value(await audit.page(auditQuery.parse({ ...period, target: IMEI, limit: 100 }))).rows;
  const town = { name: 'Berlin', country: 'DE', metres: 2_345, bearing: 91 };
  const sheets = [evidenceSheet(record, town, rows), ...value(await auditSheets(audit, period))];
  const options = {
    target: join(folder, 'evidence.xlsx'),
    title: 'Evidence',
    author: 'demo',
    id: 'e',
    timeZone: 'UTC',
    now: 0,
  };
  const path = value(await writeTable(forkWorker(worker), options, sheets));

  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(path);
  const facts = new Map<string, unknown>();
  book.getWorksheet('Evidence')?.eachRow((row) => facts.set(row.getCell(1).text, row.getCell(2).value));
  expect(Object.fromEntries(facts)).toMatchObject({
    Command: 'stopEngine',
    Number: 'c0ffee',
    IMEI,
    'Ordered by': 'operator',
    'Signed by a second operator': 'nadia',
    Reason: 'stolen, police informed',
    'Speed (km/h)': 0,
    'Age of the fix (s)': 10,
    'Nearest town': '2.3 km E of Berlin, DE',
    'Answer of the device': 'Cut off the fuel supply: Success! Speed: 0km/h.',
    'What the answer says': 'success',
    'Observed effect': 'observed: the telemetry shows it',
    'Rows of the audit about it': '2, 3, 4',
  });
  const proof = value(await verifyAuditExport(path));
  expect(proof).toMatchObject({ rows: 3, firstSeq: 2, lastSeq: 4, flaws: [] });
  expect(JSON.stringify([...facts])).not.toContain('4711');
});
