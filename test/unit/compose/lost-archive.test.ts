import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditStore } from '../../../electron/archive/audit.ts';
import { openArchive, setAside } from '../../../electron/archive/database.ts';
import { JobJournal } from '../../../electron/archive/journal.ts';
import { lostArchive } from '../../../electron/compose/lost-archive.ts';
import type { JobRow, JobState } from '../../../electron/contract/job.ts';
import { value } from '../../support/archive.ts';
import { jobRow, storedJob } from '../../support/jobs.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lost-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** An archive with jobs that has been set aside; gives where it lies. */
function aside(
  jobs: readonly { title: string; state: JobState; rows: readonly JobRow['state'][] }[],
): string {
  const { archive } = value(openArchive(folder, 'https://api.example.com', 'demo', 0));
  const journal = new JobJournal(archive, new AuditStore(archive));
  jobs.forEach(({ title, state, rows }, place) => {
    const id = `job-${place}`;
    value(journal.create(storedJob({ id, title, state, createdAt: 1_000 - place })));
    value(
      journal.addRows(
        id,
        rows.map((row, index) => jobRow({ index, target: `a${index}`, state: row })),
      ),
    );
  });
  archive.close();
  return value(setAside(archive.path, 0, 'damaged'));
}

describe('an archive that was set aside', () => {
  it('names the jobs that had not ended, with how far they came, and those that wait for a decision', () => {
    const path = aside([
      { title: 'Block 4 accounts', state: 'paused', rows: ['done', 'waiting', 'waiting', 'sent'] },
      { title: 'Message to 2 accounts', state: 'done', rows: ['done', 'unknown'] },
      { title: 'Unblock 1 account', state: 'done', rows: ['done'] },
    ]);
    const { failures, detail, open } = lostArchive(path);
    expect(failures.map(({ code, concerns }) => [code, concerns])).toEqual([
      ['archive.damaged', path],
      ['archive.jobsLost', path],
    ]);
    expect(detail).toBe(
      '"Block 4 accounts" (paused): 1 done, 2 not sent, 1 unknown; ' +
        '"Message to 2 accounts" (done): 1 done, 0 not sent, 1 unknown',
    );
    expect(open).toBe(true);
  });

  it('takes no job along when none was open', () => {
    const path = aside([{ title: 'Block 1 account', state: 'done', rows: ['done', 'failed'] }]);
    const { failures, open } = lostArchive(path);
    expect([failures.map(({ code }) => code), open]).toEqual([['archive.damaged'], false]);
  });

  it('says that it cannot be told when nothing of the file can be read', () => {
    const path = join(folder, 'archive.sqlite.damaged');
    writeFileSync(path, 'not a database'.repeat(1_000));
    const { failures, detail, open } = lostArchive(path);
    expect(failures).toHaveLength(2);
    expect(detail).toContain('cannot be read any more');
    expect(open).toBe(true);
  });

  it('still names the jobs when their rows are gone', () => {
    const path = aside([{ title: 'Block 2 accounts', state: 'paused', rows: ['done', 'waiting'] }]);
    const database = new DatabaseSync(path);
    database.exec('DROP TABLE job_row');
    database.close();
    expect(lostArchive(path).detail).toBe(
      '"Block 2 accounts" (paused): how far it came cannot be read any more',
    );
  });

  it('counts the jobs that are too many to be named', () => {
    const path = aside(
      Array.from({ length: 8 }, (_, place) => ({
        title: `Job ${place}`,
        state: 'paused' as const,
        rows: ['waiting' as const],
      })),
    );
    expect(lostArchive(path).detail).toMatch(/^"Job 0".*"Job 4" \(paused\): .*; 3 more jobs$/u);
  });
});
