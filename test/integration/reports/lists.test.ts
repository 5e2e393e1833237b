import { expect, it, onTestFinished } from 'vitest';
import { reportDirectory } from '../../../electron/compose/report-archive.ts';
import type { ReportRun } from '../../../electron/contract/report.ts';
import { forkWorker } from '../../../electron/reports/forked-worker.ts';
import { ReportService } from '../../../electron/reports/service.ts';
import type { SimulatorOptions } from '../../../electron/simulator/server.ts';
import { readWorkbook, sheetOf, sheetText, temporaryFolder } from '../../support/reports.ts';
import { openFleet } from '../fleet/support.ts';
import { openBed } from '../openapi/support.ts';
import { mileageRequest, workerEntry } from './support.ts';

/** Reports over the fleet itself, whose lists are read while they are made. */
async function openLists(faults: SimulatorOptions['faults'] = {}): Promise<{
  readonly service: ReportService;
  readonly fleet: ReturnType<typeof openFleet>;
  readonly ended: (id: string) => Promise<ReportRun>;
}> {
  const bed = await openBed({ vehicles: 60, accounts: 30, faults });
  await bed.client.signIn();
  const fleet = openFleet(bed);
  const folder = await temporaryFolder();
  const service = new ReportService({
    api: () => bed.client,
    directory: reportDirectory(fleet),
    spawnWorker: () => forkWorker(workerEntry),
    now: Date.now,
    exportsFolder: () => folder,
    who: () => ({ account: bed.simulator.account, systemUser: 'mara', server: bed.simulator.url }),
    waits: [50, 100, 200],
  });
  onTestFinished(() => service.close('cancel'));
  const ended = (id: string): Promise<ReportRun> =>
    new Promise((resolve) => {
      const look = (run: ReportRun): void => {
        if (run.id === id && run.finishedAt !== null) resolve(run);
      };
      service.onChange(look);
      service.runs().forEach(look);
    });
  return { service, fleet, ended };
}

async function started(service: ReportService, account = 'demo'): Promise<ReportRun> {
  const request = mileageRequest(2, 'total');
  const answer = await service.start({ ...request, scope: { ...request.scope, accounts: [account] } });
  if (!answer.ok) throw new Error(`${answer.failure.code} ${answer.failure.detail ?? ''}`);
  return answer.value;
}

it('a report begun before the lists are read waits for them and then holds every device', async () => {
  const { service, fleet, ended } = await openLists({ latencyMs: 30 });
  const run = await started(service);
  expect(run).toMatchObject({ state: 'running', total: 0, waitsFor: { accountsLoaded: 0 } });
  const seen: number[] = [];
  service.onChange(({ waitsFor }) => waitsFor !== undefined && seen.push(waitsFor.accountsLoaded));
  void fleet.start();
  const last = await ended(run.id);
  expect(last).toMatchObject({ state: 'done', total: 60, rows: 60, gaps: 0 });
  expect(last.waitsFor).toBeUndefined();
  expect(seen.length).toBeGreaterThan(0);
  const cover = sheetText(sheetOf(await readWorkbook(last.path), 'Cover'));
  expect(cover).toMatch(/Complete: nothing that was asked for is missing/);
  expect(cover).toMatch(/as the provider listed them at/);
});

it('a report that waits for the lists can be cancelled', async () => {
  const { service, ended } = await openLists();
  const run = await started(service);
  service.cancel(run.id);
  expect(await ended(run.id)).toMatchObject({ state: 'cancelled', failure: null });
});

it('an account whose lists cannot be read keeps a report from saying that it is complete', async () => {
  const { service, fleet, ended } = await openLists();
  const all = fleet.start().then(() => fleet.tree());
  const victim = (await all).find(({ depth, deviceCount }) => depth > 0 && (deviceCount ?? 0) > 0);
  if (victim === undefined) throw new Error('nobody has devices');

  const again = await openLists({
    rules: [
      {
        endpoints: ['deviceList'],
        account: victim.account,
        action: { do: 'answer', code: 10_013, message: 'not yours' },
      },
    ],
  });
  void again.fleet.start();
  const last = await again.ended((await started(again.service)).id);
  expect(last).toMatchObject({
    state: 'done',
    total: 60 - (victim.deviceCount ?? 0),
    doubt: { unread: 1, cut: 0, names: [victim.account] },
  });
  expect(last.gaps).toBe(1);
  const cover = sheetText(sheetOf(await readWorkbook(last.path), 'Cover'));
  expect(cover).toMatch(/Not complete: 1 part is missing or in doubt/);
  expect(cover).toMatch(/they were never read completely/);
  expect(cover).toMatch(new RegExp(`${victim.account}[\\s\\S]*could not be read[\\s\\S]*not yours`));
  expect(await ended((await started(service)).id)).toMatchObject({ state: 'done', gaps: 0, total: 60 });
});

it('an account that the provider does not list ends a waiting report with the reason', async () => {
  const { service, fleet, ended } = await openLists();
  const run = await started(service, 'nobody-here');
  void fleet.start();
  const last = await ended(run.id);
  expect(last).toMatchObject({ state: 'failed', failure: { code: 'input.nothingChosen' } });
  expect(last.failure?.detail).toMatch(/nobody-here: The provider listed no such account/);
});
