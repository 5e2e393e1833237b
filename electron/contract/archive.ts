import { z } from 'zod';

/** What is in a file that was found to be a sound archive. */
export interface ArchiveSummary {
  readonly bytes: number;
  /** Which server and account it is of, as a digest; null in files of earlier consoles. */
  readonly identity: string | null;
  readonly devices: number;
  readonly auditRows: number;
  /** First and last recorded second (Unix seconds of the provider's clock); null when nothing is. */
  readonly recorded: { readonly begin: number; readonly until: number } | null;
}

/** A file that was set aside beside the archive, never deleted by the console. */
export interface SetAsideFile {
  readonly path: string;
  readonly bytes: number;
  /** `damaged`: found so at a start or by a check. `replaced`: a backup took its place. */
  readonly why: 'damaged' | 'replaced';
}

/** What is being done with the archive; one thing at a time. */
export interface ArchiveWork {
  readonly kind: 'check' | 'backup' | 'restore';
  /** `copy` has a total; how far a check has come SQLite does not tell. */
  readonly step: 'copy' | 'verify';
  readonly done: number;
  /** Bytes to copy; 0 while unknown. */
  readonly total: number;
}

/** The archive of whoever is signed in, for Settings. Sizes are bytes. */
export interface ArchiveStatus {
  readonly path: string;
  /** With what lies in the write-ahead log beside the file. */
  readonly bytes: number;
  /** Bytes within the file that are free and used next. */
  readonly free: number;
  readonly positions: { readonly bytes: number; readonly perDay: number; readonly seconds: number };
  readonly setAside: readonly SetAsideFile[];
  /** The last whole check of this session: Unix milliseconds; null when none was made. */
  readonly checkedAt: number | null;
  readonly work: ArchiveWork | null;
}

/** What may have limits by age beside recorded positions. `mileage` stands for odometers too. */
export type HistoryKind = 'tracks' | 'mileage' | 'alarms';

/** Days before the newest that a kind is kept, and how large all may grow; null: everything is kept. */
const days = (low: number) => z.number().int().min(low).max(3_660).nullable();

export const historyLimits = z.object({
  tracks: days(1),
  mileage: days(1),
  /** Alarms that are closed; others are always kept. */
  alarms: days(7),
  /** How large tracks, mileage and odometers may grow together. */
  gigabytes: z.number().min(0.1).max(1_000).nullable(),
});
export type HistoryLimits = Readonly<z.infer<typeof historyLimits>>;

export const noLimits: HistoryLimits = { tracks: null, mileage: null, alarms: null, gigabytes: null };

/** What is kept of one kind. Sizes are bytes, measured in pages of the file. */
export interface KeptHistory {
  /** Tracks: a device on a day (UTC). Alarms: alarms. Mileage: answers and readings. */
  readonly rows: number;
  readonly bytes: number;
  /** Days from the first to the last; 0 when nothing is kept that has an age. */
  readonly days: number;
  /** What a day took in the last seven, or as many as there are. */
  readonly perDay: number;
  /** What is over the limits and goes next: all from before a Unix second; 0 when nothing ever goes. */
  readonly over: { readonly rows: number; readonly bytes: number; readonly before: number };
}

export interface ArchiveHistory {
  /** Those in force. */
  readonly limits: HistoryLimits;
  readonly kept: Readonly<Record<HistoryKind, KeptHistory>>;
}

/** What was taken out because of the limits. */
export interface RemovedHistory {
  /** A device on a day (UTC). */
  readonly tracks: number;
  readonly mileage: number;
  readonly odometers: number;
  readonly alarms: number;
  /** Closed lines of the inbox, with what was done with them. */
  readonly handled: number;
}

/** A backup that was chosen and found sound; it waits to be confirmed. */
export interface RestoreOffer {
  readonly id: string;
  readonly path: string;
  readonly summary: ArchiveSummary;
}
