import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { errorText, type Failure } from '../../../electron/contract/errors.ts';
import { usualLayout, type ReportRequest } from '../../../electron/contract/report.ts';
import { forkWorker } from '../../../electron/reports/forked-worker.ts';
import { readIndependently } from '../../support/independent-reader.ts';
import { mileageRows } from '../../support/provider-ledger.ts';
import { filesIn, temporaryFolder } from '../../support/reports.ts';
import {
  alarmRequest,
  DAY,
  make,
  midnight,
  mileageRequest,
  openReports,
  workerEntry,
  type ReportBed,
} from './support.ts';

/** What a person reads: what happened, what exactly, and what to do next. */
function words({ code, detail = '' }: Failure): string {
  const { title, next } = errorText(code);
  return `${title}. ${detail} ${next}`;
}

async function refusal({ service }: ReportBed, request: ReportRequest): Promise<string> {
  const started = await service.start(request);
  return started.ok ? 'started' : words(started.failure);
}

/** For states that a busy machine comes to late. */
const PATIENCE = { timeout: 30_000 };
const over = (begin: number, end: number, timeZone = 'UTC'): ReportRequest => ({
  ...mileageRequest(1, 'day'),
  begin,
  end,
  timeZone,
});

describe('a period that cannot be', () => {
  it('is refused with what is allowed, before anything is asked and without a file', async () => {
    const bed = await openReports(3);
    const asked = bed.sent.length;
    const today = midnight();
    expect(await refusal(bed, over(today, today - DAY))).toMatch(/The end must lie after the begin/);
    expect(await refusal(bed, over(today, today))).toMatch(/The end must lie after the begin/);
    expect(await refusal(bed, over(today + 30 * DAY, today + 31 * DAY))).toMatch(
      /The period lies in the future\. If it does not, check the clock of this computer/,
    );
    expect(await refusal(bed, over(today - 3_700 * DAY, today))).toMatch(/longer than ten years/);
    expect(await refusal(bed, over(today - 3_700 * DAY, today - 3_690 * DAY))).toMatch(
      /begins more than ten years ago/,
    );
    expect(await refusal(bed, over(today - DAY, today, 'Mars/Olympus_Mons'))).toMatch(
      /does not know the time zone "Mars\/Olympus_Mons"/,
    );
    expect(await refusal(bed, over(today - 600, today - 300))).toMatch(
      /half hours: choose a period of at least one/,
    );
    expect(bed.sent).toHaveLength(asked);
    expect(filesIn(bed.folder)).toEqual([]);
  });

  it('that reaches ahead is cut at the present, and says so', async () => {
    const bed = await openReports(3);
    const run = await make(bed, { ...alarmRequest(1), end: midnight() + 90 * DAY });
    const cover = JSON.stringify((await readIndependently(run.path)).get('Cover'));
    expect(cover).toMatch(
      /Until \d{4}-\d\d-\d\d \d\d:\d\d, when this report was made; the rest had not happened yet/,
    );
  });
});

describe('days that are no 24 hours', () => {
  it('hold what the provider counted in 25 and 23 hours where the clocks change', async () => {
    const bed = await openReports(12);
    // Berlin: the night before 26 October 2025 had 25 hours, that before 30 March 2025 only 23.
    const autumn = [1_761_343_200, 1_761_429_600, 1_761_519_600, 1_761_606_000];
    const spring = [1_743_202_800, 1_743_289_200, 1_743_372_000, 1_743_458_400];
    for (const edges of [autumn, spring]) {
      const run = await make(bed, over(edges[0] ?? 0, edges[3] ?? 0, 'Europe/Berlin'));
      expect(run).toMatchObject({ state: 'done', gaps: 0 });
      const ledger = mileageRows(
        bed.simulator,
        [0, 1, 2].map((day) => [edges[day] ?? 0, edges[day + 1] ?? 0]),
      );
      for (const row of ((await readIndependently(run.path)).get('Per day') ?? []).slice(1, -1)) {
        const imei = typeof row[2] === 'string' ? row[2] : '';
        expect(row.slice(4, 7)).toEqual(ledger.get(imei)?.slice(4, 7));
      }
    }
  });

  it('begin a quarter of an hour early in a zone with 45 minutes, and the cover says so', async () => {
    const bed = await openReports(6);
    const begin = midnight(3) - 20_700;
    const run = await make(bed, over(begin, begin + 2 * DAY, 'Asia/Kathmandu'));
    const sheets = await readIndependently(run.path);
    const edge = Math.floor(begin / 1_800) * 1_800;
    const ledger = mileageRows(bed.simulator, [
      [edge, edge + DAY],
      [edge + DAY, edge + 2 * DAY],
    ]);
    for (const row of (sheets.get('Per day') ?? []).slice(1, -1)) {
      const imei = typeof row[2] === 'string' ? row[2] : '';
      expect(row.slice(4, 6)).toEqual(ledger.get(imei)?.slice(4, 6));
    }
    const cover = JSON.stringify(sheets.get('Cover'));
    expect(cover).toMatch(/The provider tells mileage in half hours only/);
    expect(cover).toMatch(/UTC\+05:45/);
  });
});

describe('devices that the provider tells nothing of', () => {
  it('keep a word and a reason in place of every number, and spoil no other', async () => {
    const gone = { imei: '999999999999999', name: 'Deleted', plate: '', account: '', accountPath: '' };
    const bed = await openReports(40, { extra: [gone] });
    const [expired] = bed.simulator.control.find({ status: 3, limit: 1 });
    if (expired === undefined) throw new Error('the world has no expired device');
    await bed.simulator.faults.set({ expiredSpoilsBatch: true });
    const run = await make(bed, mileageRequest(2, 'day'));
    expect(run.state).toBe('done');
    const sheets = await readIndependently(run.path);
    const rows = new Map((sheets.get('Per day') ?? []).map((row) => [row[2], row.slice(4)]));
    expect(rows.get(gone.imei)).toEqual(['error 10013', 'error 10013', 'no data']);
    expect(rows.get(expired.imei)).toEqual(['error 20046', 'error 20046', 'no data']);
    const numbers = bed.devices.filter(({ imei }) => typeof rows.get(imei)?.[0] === 'number');
    expect(numbers.length).toBeGreaterThan(30);
    const cover = JSON.stringify(sheets.get('Cover'));
    expect(cover).toMatch(/The device does not belong to this account/);
    expect(cover).toMatch(/The target is expired/);
  });
});

describe('a place that cannot be written', () => {
  it('is told at once: a folder that vanished, a name that is a folder, a file that another program runs', async () => {
    const bed = await openReports(2);
    const at = (target: string): ReportRequest => ({ ...mileageRequest(1, 'day'), target });
    expect(await refusal(bed, at(join(bed.folder, 'gone', 'report.xlsx')))).toMatch(
      /The folder does not exist\..*Choose another folder/,
    );
    expect(await refusal(bed, at('report.xlsx'))).toMatch(/Give the whole path of the file/);
    const held = join(bed.folder, 'held.xlsx');
    copyFileSync('/bin/sleep', held);
    chmodSync(held, 0o755);
    const program = spawn(held, ['600'], { stdio: 'ignore' });
    onTestFinished(() => void program.kill());
    await new Promise((resolve) => program.once('spawn', resolve));
    const run = await make(bed, mileageRequest(1, 'day'), 'held');
    expect(words(run.failure ?? { code: 'internal' })).toMatch(/open in another program\..*Close it there/);
    expect(filesIn(bed.folder)).toEqual(['held.xlsx']);
    expect(readFileSync(held).subarray(1, 4).toString()).toBe('ELF');
  });

  it('ends a report that is under way, and leaves nothing of it', async () => {
    const bed = await openReports(200);
    // The file is begun before the first answer, so it is certainly open and not complete when its folder goes.
    await bed.simulator.faults.set({ latencyMs: 500 });
    const started = await bed.service.start({
      ...mileageRequest(20, 'day'),
      target: join(bed.folder, 'report.xlsx'),
    });
    expect(started.ok).toBe(true);
    await vi.waitFor(() => {
      expect(filesIn(bed.folder)).toHaveLength(1);
    }, PATIENCE);
    rmSync(bed.folder, { recursive: true });
    await bed.service.close('wait');
    const [run] = bed.service.runs();
    expect(run).toMatchObject({ state: 'failed', failure: { code: 'file.folderMissing' } });
  });
});

/** A worker whose files may not grow beyond so many bytes: what it writes more, the operating system refuses. */
async function crampedWorker(bytes: number): Promise<() => ReturnType<typeof forkWorker>> {
  const folder = await temporaryFolder();
  const program = join(folder, 'cramped-node');
  // The limit of a shell counts in blocks of 512 bytes.
  writeFileSync(
    program,
    `#!/bin/sh\nulimit -f ${Math.floor(bytes / 512)}\nexec '${process.execPath}' "$@"\n`,
  );
  chmodSync(program, 0o755);
  return () => forkWorker(workerEntry, program);
}

describe('a disk that is full', () => {
  for (const format of ['xlsx', 'csv'] as const) {
    it(`at four fifths of a report (${format}) ends it with a clear reason, and leaves no half file`, async () => {
      const request: ReportRequest = { ...alarmRequest(6), layout: { ...usualLayout, format } };
      const roomy = await openReports(60);
      const whole = await make(roomy, request);
      expect(whole.state).toBe('done');
      const { size } = statSync(whole.path);
      const bed = await openReports(60, { more: { spawnWorker: await crampedWorker(size * 0.8) } });
      const run = await make(bed, request);
      expect(run.state).toBe('failed');
      expect(words(run.failure ?? { code: 'internal' })).toMatch(
        /The disk is full\..*Make room or choose another drive, then run it again/,
      );
      expect(filesIn(bed.folder)).toEqual([]);
    });
  }
});

describe('a clock that is set back', () => {
  it('makes a period of yesterday lie in the future, and the console says to look at the clock', async () => {
    const bed = await openReports(2, { more: { now: () => Date.now() - 3 * DAY * 1_000 } });
    expect(await refusal(bed, mileageRequest(1, 'day'))).toMatch(/check the clock of this computer/);
    expect(filesIn(bed.folder)).toEqual([]);
  });

  it('while a report is made does it no harm', async () => {
    let back = 0;
    const bed = await openReports(30, { more: { now: () => Date.now() - back } });
    bed.service.onChange(({ done }) => {
      if (done > 0) back = 2 * 3_600_000;
    });
    const run = await make(bed, mileageRequest(3, 'day'));
    expect(run).toMatchObject({ state: 'done', gaps: 0 });
    expect(filesIn(bed.folder)).toEqual(['report.xlsx']);
  });
});
