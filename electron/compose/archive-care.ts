import { randomUUID } from 'node:crypto';
import { readdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { careApart, type CareOrder, type CareRun } from '../archive/care-thread.ts';
import { remove, removeLeftCopies, restoreCopy } from '../archive/care.ts';
import { MEMORY, setAside, type Archive } from '../archive/database.ts';
import { sizeOf } from '../archive/end-note.ts';
import { attempt, fileTrouble } from '../archive/failure.ts';
import type {
  ArchiveStatus,
  ArchiveSummary,
  ArchiveWork,
  RestoreOffer,
  SetAsideFile,
} from '../contract/archive.ts';
import type { Failure } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { HistoryKeeper } from './history-keeper.ts';
import { lostArchive } from './lost-archive.ts';
import type { SessionService } from './session.ts';
import type { SignedIn } from './signed-in.ts';

export interface CareNeeds {
  readonly session: () => SessionService<SignedIn>;
  /** Entry file of the thread. */
  readonly entry: string | URL;
  readonly onWork: (work: ArchiveWork | null) => void;
  /** A check that nobody waited for found damage. */
  readonly onFailure: (failure: Failure) => void;
}

const unavailable = fail({ code: 'archive.unavailable' });

/** Checks, backs up and restores the archive of whoever is signed in; one thing at a time. */
export class ArchiveCare {
  /** Limits of what is kept of times gone by. */
  readonly history: HistoryKeeper;
  readonly #needs: CareNeeds;
  #work: ArchiveWork | null = null;
  #run: CareRun | null = null;
  #offer: (RestoreOffer & { readonly copy: string; readonly archive: string }) | null = null;
  #checked: { readonly path: string; readonly at: number } | null = null;

  constructor(needs: CareNeeds) {
    this.#needs = needs;
    this.history = new HistoryKeeper({
      services: () => this.#services(),
      entry: needs.entry,
      isCaredFor: () => this.#work !== null,
      now: () => Date.now(),
    });
  }

  status(): Result<ArchiveStatus> {
    const services = this.#services();
    if (services === null) return unavailable;
    const { archive, time } = services;
    const { path } = archive;
    const recorded = time?.travel.status();
    const positions = recorded?.ok === true ? recorded.value : null;
    const free = attempt(() => {
      const [[pages]] = archive.quick.rows('PRAGMA freelist_count') as [[number]];
      const [[size]] = archive.quick.rows('PRAGMA page_size') as [[number]];
      return pages * size;
    });
    if (!free.ok) return free;
    return succeed({
      path,
      bytes: sizeOf(path) + sizeOf(`${path}-wal`),
      free: free.value,
      positions: {
        bytes: positions?.bytes ?? 0,
        perDay: positions?.bytesPerDay ?? 0,
        seconds: positions?.seconds ?? 0,
      },
      setAside: asideFiles(path),
      checkedAt: this.#checked?.path === path ? this.#checked.at : null,
      work: this.#work,
    });
  }

  /** Somebody signed in: a large file whose last run did not end is checked while work goes on. */
  watch(services: SignedIn): void {
    this.history.watch();
    if (hasFile(services) && this.#run === null) this.#removeLeft(services.archive.path);
    if (services.archiveUnchecked) {
      void this.check().then((checked) => {
        if (!checked.ok && checked.failure.code !== 'archive.busy') this.#needs.onFailure(checked.failure);
      });
    }
  }

  /** Examines the whole archive. A damaged one is set aside, and the session begins anew with an empty one. */
  async check(): Promise<Result<ArchiveSummary>> {
    const services = this.#services();
    if (services === null) return unavailable;
    const { path } = services.archive;
    const examined = await this.#do({ kind: 'check', path });
    if (examined.ok) {
      this.#checked = { path, at: Date.now() };
      services.archive.trust();
      services.audit('archive.check', path, 'done', '');
      return examined;
    }
    if (examined.failure.code !== 'archive.damaged') return examined;
    const reopened = await this.#needs.session().reopen(() => setAside(path, Date.now(), 'damaged'));
    if (!reopened.ok) return reopened;
    this.#services()?.audit('archive.check', path, 'failed', `set aside as ${reopened.value}`);
    const { failures, detail, open } = lostArchive(reopened.value);
    this.#services()?.audit('archive.setAside', reopened.value, open ? 'unknown' : 'done', detail);
    for (const lost of failures) if (lost.code === 'archive.jobsLost') this.#needs.onFailure(lost);
    return fail({ ...examined.failure, concerns: reopened.value });
  }

  /** Copies the archive and verifies the copy. @param target absolute path; an older file there is replaced at the end */
  async backUp(target: string): Promise<Result<string>> {
    const services = this.#services();
    if (services === null) return unavailable;
    const { path } = services.archive;
    if (target === path) return fail({ code: 'file.inUse', concerns: target });
    const copy = `${target}.${randomUUID()}.part`;
    const copied = await this.#do({ kind: 'backup', path, target: copy });
    const moved = copied.ok ? rename(copy, target) : copied;
    if (!moved.ok) remove(copy);
    if (!moved.ok && moved.failure.code === 'cancelled') return moved;
    const detail = copied.ok ? `${copied.value.bytes} bytes` : copied.failure.code;
    services.audit('archive.backup', target, moved.ok ? 'done' : 'failed', detail);
    return moved.ok ? succeed(target) : fail({ ...moved.failure, concerns: target });
  }

  /** Copies a backup beside the archive and verifies it; nothing is replaced yet. */
  async offer(from: string): Promise<Result<RestoreOffer>> {
    const services = this.#services();
    if (services === null) return unavailable;
    const { path } = services.archive;
    if (from === path) return fail({ code: 'file.inUse', concerns: from });
    this.forget();
    const copy = restoreCopy(path);
    const copied = await this.#do({ kind: 'restore', path: from, target: copy });
    if (!copied.ok) return copied;
    const { identity } = copied.value;
    if (identity !== null && identity !== basename(path)) {
      remove(copy);
      return fail({ code: 'archive.otherAccount', concerns: from });
    }
    const offer = { id: randomUUID(), path: from, summary: copied.value };
    this.#offer = { ...offer, copy, archive: path };
    return succeed(offer);
  }

  /**
   * Puts the backup that was offered in the place of the archive. The archive in use is closed and set aside, never
   * deleted; the session begins anew with what was restored. `archive.busy` while something is still being written.
   *
   * @returns where the archive that was in use lies now
   */
  async restore(id: string): Promise<Result<string>> {
    const services = this.#services();
    const offer = this.#offer;
    if (services === null) return unavailable;
    const { path } = services.archive;
    if (offer?.id !== id || offer.archive !== path)
      return fail({ code: 'file.unreadable', concerns: offer?.path ?? '' });
    if (this.#run !== null || services.isWriting()) return fail({ code: 'archive.busy' });
    services.audit('archive.restore', offer.path, 'done', 'this archive is set aside');
    this.#offer = null;
    const reopened = await this.#needs.session().reopen(() => {
      const aside = setAside(path, Date.now(), 'replaced');
      if (!aside.ok) return aside;
      const moved = rename(offer.copy, path);
      if (moved.ok) return aside;
      rename(aside.value, path);
      return moved;
    });
    remove(offer.copy);
    const detail = reopened.ok ? `the archive before: ${reopened.value}` : reopened.failure.code;
    this.#services()?.audit('archive.restore', offer.path, reopened.ok ? 'done' : 'failed', detail);
    return reopened;
  }

  /** Forgets a backup that was offered. */
  forget(): void {
    if (this.#offer !== null) remove(this.#offer.copy);
    this.#offer = null;
  }

  cancel(): void {
    this.#run?.cancel();
  }

  #removeLeft(path: string): void {
    try {
      removeLeftCopies(path, this.#offer?.copy ?? null);
    } catch (error) {
      this.#needs.onFailure(fileTrouble(error, path));
    }
  }

  async #do(order: CareOrder): Promise<Result<ArchiveSummary>> {
    if (this.#run !== null) return fail({ code: 'archive.busy' });
    const { kind } = order;
    this.#tell({ kind, step: kind === 'check' ? 'verify' : 'copy', done: 0, total: 0 });
    this.#run = careApart(this.#needs.entry, order, (done, total) => {
      this.#tell({ kind, step: done < total ? 'copy' : 'verify', done, total });
    });
    const result = await this.#run.ended;
    this.#run = null;
    this.#tell(null);
    return result;
  }

  #tell(work: ArchiveWork | null): void {
    this.#work = work;
    this.#needs.onWork(work);
  }

  #services(): (SignedIn & { readonly archive: Archive }) | null {
    const services = this.#needs.session().services();
    return services !== null && hasFile(services) ? services : null;
  }
}

function hasFile(services: SignedIn): services is SignedIn & { readonly archive: Archive } {
  return services.archive !== null && services.archive.path !== MEMORY;
}

function rename(from: string, to: string): Result<null> {
  try {
    renameSync(from, to);
    return succeed(null);
  } catch (error) {
    return fail(fileTrouble(error, to));
  }
}

/** What was set aside beside an archive, the newest first. */
function asideFiles(path: string): SetAsideFile[] {
  const name = basename(path);
  const found: SetAsideFile[] = [];
  for (const each of readdirSync(dirname(path)).sort().reverse()) {
    const [, why] = /\.(damaged|replaced)-[^.]*\.\d+Z(?:-\d+)?$/u.exec(each) ?? [];
    if (!each.startsWith(name) || (why !== 'damaged' && why !== 'replaced')) continue;
    const aside = join(dirname(path), each);
    found.push({ path: aside, bytes: sizeOf(aside), why });
  }
  return found;
}
