import { createHash } from 'node:crypto';
import {
  AUDIT_BEGIN,
  auditEntry,
  auditHashText,
  auditResults,
  verifyAudit,
  type AuditEntry,
  type AuditFlaw,
  type AuditNames,
  type AuditPage,
  type AuditQuery,
  type AuditRow,
  type AuditVerdict,
} from '../contract/audit.ts';
import { succeed, type Result } from '../contract/result.ts';
import type { Archive, Connection } from './database.ts';
import { attempt } from './failure.ts';
import * as row from './row.ts';

const COLUMNS = 'seq, at, user, server, account, action, target, result, detail, previous, hash';
/** Rows read at a time while the whole chain is checked. */
const VERIFY_PAGE = 1_000;
/** Flaws that are told; a chain with more is no chain. */
const MOST_FLAWS = 100;

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

interface Head {
  readonly seq: number;
  readonly hash: string;
}

/**
 * The append-only chain of operator actions. Each row carries the hash of the one before; the number and hash of the
 * last one are kept apart, so that rows cut off at the end are missed too. A row is on the disk when `append` returns.
 */
export class AuditStore {
  readonly #connection: Connection;

  constructor(archive: Archive) {
    this.#connection = archive.durable;
  }

  /** Writes one action; its texts are kept as `auditText` leaves them. */
  append(entry: AuditEntry): Result<AuditRow> {
    return attempt(() => this.#connection.transaction(() => this.#append(auditEntry(entry))));
  }

  /** Writes several actions inside a transaction that the caller has begun on the durable connection. */
  link(entries: readonly AuditEntry[]): void {
    if (entries.length === 0) return;
    let head = this.#head();
    for (const entry of entries) head = this.#insert(auditEntry(entry), head);
    this.#setHead(head);
  }

  /** Rows from number `seq` on in the order they were written, for exports that stream. */
  slice(seq: number, limit: number): Result<readonly AuditRow[]> {
    return attempt(() =>
      this.#connection
        .rows(`SELECT ${COLUMNS} FROM audit WHERE seq >= ? ORDER BY seq LIMIT ?`, seq, limit)
        .map(rowOf),
    );
  }

  /** Rows that match, newest first. */
  page(query: AuditQuery): Result<AuditPage> {
    return attempt(() => {
      const { where, values } = condition(query);
      const counted = row.asRow(
        this.#connection.statement(`SELECT count(*) FROM audit ${where}`).get(...values),
      );
      const rows = this.#connection
        .rows(
          `SELECT ${COLUMNS} FROM audit ${where} ORDER BY seq DESC LIMIT ? OFFSET ?`,
          ...values,
          query.limit,
          query.offset,
        )
        .map(rowOf);
      return { total: counted === null ? 0 : row.number(counted, 0), rows };
    });
  }

  /** What was done to an account by itself, not by a job: trial sign-ins and messages to oneself; newest first. */
  deedsOn(account: string, limit = 200): Result<readonly AuditRow[]> {
    return attempt(() =>
      this.#connection
        .rows(
          `SELECT ${COLUMNS} FROM audit
           WHERE target = ? AND action IN ('password.trialSignIn', 'message.toMyself') ORDER BY seq DESC LIMIT ?`,
          account,
          limit,
        )
        .map(rowOf),
    );
  }

  /** Every user and action that has a row, each sorted. */
  names(): Result<AuditNames> {
    const distinct = (column: 'user' | 'action'): string[] =>
      this.#connection
        .rows(`SELECT DISTINCT ${column} FROM audit ORDER BY ${column} LIMIT 500`)
        .map((found) => row.text(found, 0));
    return attempt(() => ({ users: distinct('user'), actions: distinct('action') }));
  }

  /**
   * Checks the whole chain for changed, missing and reordered rows, rows cut off at the end included. Other work gets
   * its turn between pages; what is appended meanwhile is checked too.
   */
  async verify(): Promise<Result<AuditVerdict>> {
    const flaws: AuditFlaw[] = [];
    let last: Head = { seq: 0, hash: AUDIT_BEGIN };
    let rows = 0;
    for (let from = Number.MIN_SAFE_INTEGER; ;) {
      const page = this.slice(from, VERIFY_PAGE);
      if (!page.ok) return page;
      flaws.push(...verifyAudit(page.value, sha256, last, MOST_FLAWS - flaws.length));
      rows += page.value.length;
      last = page.value.at(-1) ?? last;
      from = last.seq + 1;
      const done = page.value.length < VERIFY_PAGE;
      if (done || flaws.length >= MOST_FLAWS) {
        const head = attempt(() => this.#head());
        if (!head.ok) return head;
        const tail = done ? tailFlaw(head.value, last) : null;
        return succeed({ rows, lastHash: last.hash, flaws: tail === null ? flaws : [...flaws, tail] });
      }
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    }
  }

  #append(entry: AuditEntry): AuditRow {
    const written = this.#insert(entry, this.#head());
    this.#setHead(written);
    return written;
  }

  #insert(entry: AuditEntry, head: Head): AuditRow {
    const linked = { ...entry, seq: head.seq + 1, previous: head.hash };
    const written = { ...linked, hash: sha256(auditHashText(linked)) };
    this.#connection
      .statement(`INSERT INTO audit (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(
        written.seq,
        written.at,
        written.user,
        written.server,
        written.account,
        written.action,
        written.target,
        written.result,
        written.detail,
        written.previous,
        written.hash,
      );
    return written;
  }

  #setHead({ seq, hash }: Head): void {
    this.#connection
      .statement(
        `INSERT INTO audit_head (only, seq, hash) VALUES (1, ?, ?)
         ON CONFLICT DO UPDATE SET seq = excluded.seq, hash = excluded.hash`,
      )
      .run(seq, hash);
  }

  #head(): Head {
    const found = row.asRow(this.#connection.statement('SELECT seq, hash FROM audit_head').get());
    return found === null
      ? { seq: 0, hash: AUDIT_BEGIN }
      : { seq: row.number(found, 0), hash: row.text(found, 1) };
  }
}

function tailFlaw(head: Head, last: Head): AuditFlaw | null {
  if (last.seq < head.seq) {
    const detail = `rows ${last.seq + 1} to ${head.seq} are missing`;
    return { seq: head.seq, flaw: 'missing', detail };
  }
  if (last.seq > head.seq || last.hash !== head.hash) {
    return {
      seq: last.seq,
      flaw: 'unlinked',
      detail: `row ${last.seq} is not the last one that was written`,
    };
  }
  return null;
}

function condition(query: AuditQuery): { where: string; values: (string | number)[] } {
  const parts: string[] = [];
  const values: (string | number)[] = [];
  const add = (sql: string, ...given: (string | number)[]): void => {
    parts.push(sql);
    values.push(...given);
  };
  if (query.text !== '') {
    const fields = ['user', 'server', 'account', 'action', 'target', 'result', 'detail'];
    const pattern = `%${query.text.replace(/[\\%_]/g, '\\$&')}%`;
    add(
      `(${fields.map((field) => `${field} LIKE ? ESCAPE '\\'`).join(' OR ')})`,
      ...fields.map(() => pattern),
    );
  }
  if (query.user !== '') add('user = ?', query.user);
  if (query.action !== '') add('action = ?', query.action);
  if (query.target !== '') add('target = ?', query.target);
  if (query.targetBegins !== '') {
    add('substr(target, 1, length(?)) = ?', query.targetBegins, query.targetBegins);
  }
  if (query.result !== null) add('result = ?', query.result);
  if (query.begin !== null) add('at >= ?', query.begin);
  if (query.end !== null) add('at < ?', query.end);
  return { where: parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`, values };
}

function rowOf(values: row.Row): AuditRow {
  return {
    seq: row.number(values, 0),
    at: row.number(values, 1),
    user: row.text(values, 2),
    server: row.text(values, 3),
    account: row.text(values, 4),
    action: row.text(values, 5),
    target: row.text(values, 6),
    result: row.oneOf(values, 7, auditResults),
    detail: row.text(values, 8),
    previous: row.text(values, 9),
    hash: row.text(values, 10),
  };
}
