import { z } from 'zod';
import {
  historyLimits,
  type ArchiveHistory,
  type ArchiveStatus,
  type ArchiveSummary,
  type HistoryLimits,
  type RemovedHistory,
  type RestoreOffer,
} from '../archive.ts';
import { gives, id, nothing } from '../call.ts';

export const archiveCalls = {
  'archive.status': gives<ArchiveStatus>()(nothing),
  /** Reads the whole file and compares everything in it; a damaged one is set aside and a new one begun. */
  'archive.check': gives<ArchiveSummary>()(nothing),
  /** Asks where to, copies and verifies the copy; gives its path, null when the user cancelled the dialog. */
  'archive.backup': gives<string | null>()(nothing),
  /** Asks for a backup and verifies it; null when the user cancelled the dialog. Nothing is replaced yet. */
  'archive.chooseBackup': gives<RestoreOffer | null>()(nothing),
  /** Puts the chosen backup in the place of the archive, which is set aside; the session begins anew. Gives the path of the file set aside. */
  'archive.restore': gives<string>()(id),
  /** Forgets a backup that was chosen. */
  'archive.forgetBackup': gives<null>()(id),
  /** Ends a copy under way; nothing of it stays. */
  'archive.cancel': gives<null>()(nothing),
  /**
   * What tracks, mileage, odometers and alarms take, what a day costs, and what would be over such limits; null: over
   * those in force.
   */
  'archive.history': gives<ArchiveHistory>()(z.object({ limits: historyLimits.nullable() })),
  /** Sets limits that a person has confirmed, having seen what goes because of them. */
  'archive.setLimits': gives<HistoryLimits>()(z.object({ limits: historyLimits })),
  /** Takes out what is over the limits, which happens by itself once an hour. */
  'archive.removeOld': gives<RemovedHistory>()(nothing),
} as const;
