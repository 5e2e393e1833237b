import { DatabaseSync } from '@photostructure/sqlite';
import { asRow, number, text, type Row } from './row.ts';

/** A job that stood open in an archive that was set aside. Rows by how far they came. */
export interface LostJob {
  readonly title: string;
  readonly state: string;
  /** Null: its rows cannot be read any more. */
  readonly rows: {
    readonly done: number;
    readonly notSent: number;
    /** Left without a known outcome, also those of jobs that had ended. */
    readonly unknown: number;
  } | null;
}

const OPEN_JOBS = `
  SELECT title, state,
    (SELECT count(*) FROM job_row WHERE job = job.id AND state = 'done'),
    (SELECT count(*) FROM job_row WHERE job = job.id AND state = 'waiting'),
    (SELECT count(*) FROM job_row WHERE job = job.id AND state IN ('sent', 'unknown'))
  FROM job
  WHERE state NOT IN ('done', 'cancelled')
    OR EXISTS (SELECT 1 FROM job_row WHERE job = job.id AND state IN ('sent', 'unknown'))
  ORDER BY created_at DESC`;

/** Where only the rows are damaged, the jobs still have their titles. */
const OPEN_TITLES = `
  SELECT title, state FROM job WHERE state NOT IN ('done', 'cancelled') ORDER BY created_at DESC`;

/**
 * The jobs in an archive that was set aside which had not ended, or had rows that somebody had still to decide about;
 * the newest first. Changes nothing in the file.
 *
 * @param path of the file where it lies now
 * @returns null when the file is too damaged to tell
 */
export function lostJobs(path: string): readonly LostJob[] | null {
  return read(path, OPEN_JOBS) ?? read(path, OPEN_TITLES);
}

function read(path: string, query: string): LostJob[] | null {
  let database: InstanceType<typeof DatabaseSync> | null = null;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    const statement = database.prepare(query);
    statement.setReturnArrays(true);
    const found: unknown = statement.all();
    if (!Array.isArray(found)) return null;
    return found.flatMap((each) => {
      const row = asRow(each);
      return row === null ? [] : [jobOf(row)];
    });
  } catch {
    // Whatever a damaged file answers means the same here: it cannot be told.
    return null;
  } finally {
    if (database?.isOpen === true) database.close();
  }
}

function jobOf(row: Row): LostJob {
  return {
    title: text(row, 0),
    state: text(row, 1),
    rows: row.length < 5 ? null : { done: number(row, 2), notSent: number(row, 3), unknown: number(row, 4) },
  };
}
