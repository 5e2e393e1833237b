import { createHash } from 'node:crypto';
import {
  AUDIT_BEGIN,
  auditEntry,
  auditHashText,
  auditQuery,
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
/** Rows looked at in one turn of a search: 10 ms, and other work of the process after it. */
const SEARCH_SLICE = 10_000;
/** Users and actions offered as filters. */
const MOST_NAMES = 500;
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

  /** Rows that match, newest first. A search looks at every row there is; other work gets its turn between slices. */
  async page(query: AuditQuery): Promise<Result<AuditPage>> {
    const { where, values } = condition(query);
    const rows: AuditRow[] = [];
    let total = 0;
    const swept = await this.#sweep((from, to) => {
      const counted = row.asRow(
        this.#connection
          .statement(`SELECT count(*) FROM audit WHERE seq BETWEEN ? AND ? ${where}`)
          .get(from, to, ...values),
      );
      const found = counted === null ? 0 : row.number(counted, 0);
      const skip = Math.max(0, query.offset - total);
      const most = query.limit - rows.length;
      total += found;
      if (most === 0 || skip >= found) return;
      const sql = `SELECT ${COLUMNS} FROM audit WHERE seq BETWEEN ? AND ? ${where} ORDER BY seq DESC LIMIT ? OFFSET ?`;
      rows.push(...this.#connection.rows(sql, from, to, ...values, most, skip).map(rowOf));
    });
    return swept.ok ? succeed({ total, rows }) : swept;
  }

  /** The first and the last row of a period (Unix milliseconds, end not included; null: open), null without any. */
  async ends(
    period: Pick<AuditQuery, 'begin' | 'end'>,
  ): Promise<Result<{ readonly first: AuditRow; readonly last: AuditRow } | null>> {
    const { where, values } = condition(auditQuery.parse(period));
    let first: AuditRow | undefined;
    let last: AuditRow | undefined;
    const swept = await this.#sweep((from, to) => {
      const found = (order: 'ASC' | 'DESC'): AuditRow | undefined => {
        const sql = `SELECT ${COLUMNS} FROM audit WHERE seq BETWEEN ? AND ? ${where} ORDER BY seq ${order} LIMIT 1`;
        return this.#connection.rows(sql, from, to, ...values).map(rowOf)[0];
      };
      last ??= found('DESC');
      first = found('ASC') ?? first;
    });
    if (!swept.ok) return swept;
    return succeed(first === undefined || last === undefined ? null : { first, last });
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

  /** Every user and action that has a row, each sorted; other work gets its turn between slices. */
  async names(): Promise<Result<AuditNames>> {
    const users = new Set<string>();
    const actions = new Set<string>();
    const collect = (into: Set<string>, column: 'user' | 'action', from: number, to: number): void => {
      const sql = `SELECT DISTINCT ${column} FROM audit WHERE seq BETWEEN ? AND ?`;
      for (const found of this.#connection.rows(sql, from, to)) into.add(row.text(found, 0));
    };
    const swept = await this.#sweep((from, to) => {
      collect(users, 'user', from, to);
      collect(actions, 'action', from, to);
    });
    const sorted = (names: ReadonlySet<string>): string[] => [...names].sort().slice(0, MOST_NAMES);
    return swept.ok ? succeed({ users: sorted(users), actions: sorted(actions) }) : swept;
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

  /**
   * Looks at all rows there are by now, the newest first, in slices of numbers (both ends included). What is appended
   * meanwhile is in none of them.
   */
  async #sweep(look: (from: number, to: number) => void): Promise<Result<null>> {
    for (let to: number | null = Number.MAX_SAFE_INTEGER; to !== null;) {
      const last: number = to;
      const next = attempt(() => {
        const [from, newest] = this.#ends(last);
        if (newest === null) return null;
        look(from ?? Number.MIN_SAFE_INTEGER, newest);
        return from === null ? null : from - 1;
      });
      if (!next.ok) return next;
      to = next.value;
      if (to !== null) await new Promise<void>((resolve) => void setImmediate(resolve));
    }
    return succeed(null);
  }

  /** The lowest and the highest number of the slice that ends at `to`; no lowest one: it holds all that is left. */
  #ends(to: number): [from: number | null, newest: number | null] {
    const at = (offset: number): number | null => {
      const sql = 'SELECT seq FROM audit WHERE seq <= ? ORDER BY seq DESC LIMIT 1 OFFSET ?';
      const [found] = this.#connection.rows(sql, to, offset);
      return found === undefined ? null : row.number(found, 0);
    };
    return [at(SEARCH_SLICE - 1), at(0)];
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

/** What a row has to be, to follow another condition. */
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
  return { where: parts.map((part) => `AND ${part}`).join(' '), values };
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
