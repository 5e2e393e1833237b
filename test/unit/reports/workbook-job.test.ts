import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Order } from '../../../electron/reports/protocol.ts';
import { WorkbookJob } from '../../../electron/reports/workbook-job.ts';
import { filesIn, temporaryFolder } from '../../support/reports.ts';

const start = (target: string): Order => ({
  do: 'start',
  target,
  overwrite: true,
  id: 'id',
  timeZone: 'UTC',
});
const properties = { title: '', subject: '', creator: '', createdAt: 0 };

describe('WorkbookJob', () => {
  it('gives orders that were already on their way the failure that ended it', async () => {
    const job = new WorkbookJob();
    const folder = await temporaryFolder();
    const failed = { is: 'failed', failure: { code: 'file.folderMissing' } };
    expect(await job.carryOut(start(join(folder, 'gone', 'a.xlsx')))).toMatchObject(failed);
    expect(await job.carryOut({ do: 'cells', rows: [['x']] })).toMatchObject(failed);
    expect(await job.carryOut({ do: 'finish', properties })).toMatchObject(failed);
    expect(await job.carryOut({ do: 'discard' })).toEqual({ is: 'ok' });
  });

  it('leaves nothing when its file cannot get its name', async () => {
    const job = new WorkbookJob();
    const folder = await temporaryFolder();
    await job.carryOut(start(join(folder, 'a.xlsx')));
    await mkdir(join(folder, 'a.xlsx'));
    const finished = await job.carryOut({ do: 'finish', properties });
    expect(finished).toMatchObject({ is: 'failed', failure: { code: 'file.notWritable' } });
    expect(filesIn(folder)).toEqual(['a.xlsx']);
  });

  it('leaves nothing when it is discarded, before and after its start', async () => {
    const folder = await temporaryFolder();
    expect(await new WorkbookJob().carryOut({ do: 'discard' })).toEqual({ is: 'ok' });
    const job = new WorkbookJob();
    await job.carryOut(start(join(folder, 'a.xlsx')));
    expect(filesIn(folder)).toHaveLength(1);
    await job.carryOut({ do: 'discard' });
    expect(filesIn(folder)).toEqual([]);
  });
});
