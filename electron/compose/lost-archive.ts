import { lostJobs, type LostJob } from '../archive/lost-jobs.ts';
import type { Failure } from '../contract/errors.ts';

/** Jobs named one by one; the others are counted. */
const MOST_NAMED = 5;

/** What went with an archive that was set aside, as it is told and audited. */
export interface LostArchive {
  /** To be told, in this order. */
  readonly failures: readonly Failure[];
  /** For the audit of the archive that takes its place: nothing in there says that these jobs were done. */
  readonly detail: string;
  /** Whether something may be half done. */
  readonly open: boolean;
}

/** @param path of the damaged file where it lies now */
export function lostArchive(path: string): LostArchive {
  const jobs = lostJobs(path);
  const damaged: Failure = { code: 'archive.damaged', concerns: path };
  if (jobs?.length === 0) {
    return { failures: [damaged], detail: 'no job was open in it', open: false };
  }
  const detail =
    jobs === null ? 'whether and which jobs were open in it cannot be read any more' : wordsOf(jobs);
  return { failures: [damaged, { code: 'archive.jobsLost', concerns: path, detail }], detail, open: true };
}

function wordsOf(jobs: readonly LostJob[]): string {
  const named = jobs.slice(0, MOST_NAMED).map(({ title, state, rows }) => {
    const far =
      rows === null
        ? 'how far it came cannot be read any more'
        : `${rows.done} done, ${rows.notSent} not sent, ${rows.unknown} unknown`;
    return `"${title}" (${state}): ${far}`;
  });
  const more = jobs.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more jobs`] : [])].join('; ');
}
