import { basename } from 'node:path';
import { accountName } from '../contract/account.ts';
import type {
  AccountJobKind,
  PlanProblem,
  PlanRequest,
  PlanTargets,
  Table,
} from '../contract/administration.ts';
import type { JobData, PlanRow } from '../contract/job.ts';
import { contentProblem, messageProblem, placeholdersIn } from '../contract/message.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { NearNames, type Accounts } from './accounts.ts';
import { candidatesFromTable, candidatesFromText, problemAt, type Candidate } from './candidates.ts';
import type { MadePlan } from './draft-shelf.ts';
import { earliestDue, failureOf, personalText } from './message.ts';
import { passwordProblem, typedStrength } from './passwords.ts';
import { systemClock } from '../jobs/clock.ts';
import { Turns } from '../jobs/turns.ts';
import type { Vault } from './vault.ts';

export interface PlannerParts {
  readonly accounts: Accounts;
  readonly vault: Vault;
  /** Reads a workbook or a text file as a table; in another process, for the file may be anything. */
  readonly readTable: (path: string) => Promise<Result<Table>>;
  readonly session: () => { readonly server: string; readonly account: string } | null;
  /** User of the operating system. */
  readonly who: () => string;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly newId: () => string;
  /** Unix seconds as a customer should read them. */
  readonly formatDate: (time: number) => string;
}

/** What the candidates become. */
interface Filled {
  readonly rows: PlanRow[];
  readonly parameters: JobData;
  readonly problems: PlanProblem[];
}

interface Input {
  readonly found: readonly Candidate[];
  readonly problems: readonly PlanProblem[];
  readonly source: MadePlan['source'];
}

/** Makes plans from selections, pasted lists and files. Sends nothing, and writes no password anywhere. */
export class Planner {
  readonly #parts: PlannerParts;

  constructor(parts: PlannerParts) {
    this.#parts = parts;
  }

  /** A plan with everything that is wrong with its input; a plan without rows is no failure here. */
  async plan(request: PlanRequest): Promise<Result<MadePlan>> {
    const session = this.#parts.session();
    if (session === null) return fail({ code: 'session.signedOut' });
    if (request.kind === 'message') {
      const wrong = failureOf(contentProblem(request.content), request.content);
      if (wrong !== null) return fail(wrong);
    }
    const fromFile = request.kind === 'password' && request.password.mode === 'file';
    if (fromFile && request.targets.from !== 'file') {
      return fail({
        code: 'input.invalid',
        concerns: 'targets',
        detail: 'passwords of a file need the file',
      });
    }
    const input = await this.#input(request.targets, fromFile);
    if (!input.ok) return input;
    const { found, problems, source } = input.value;
    const sieved = await sieve(found, this.#parts.accounts, request.kind);
    const filled = await this.#fill(request, sieved.passed);
    const { rows, parameters } = filled;
    return succeed({
      plan: {
        version: 1,
        kind: request.kind,
        title: titleOf(request.kind, rows.length),
        ...session,
        createdBy: this.#parts.who(),
        createdAt: this.#parts.now(),
        parameters,
        rows,
      },
      problems: [...problems, ...sieved.problems, ...filled.problems].sort(
        (a, b) => (a.line ?? 0) - (b.line ?? 0),
      ),
      rowsRead: found.length + problems.filter((problem) => problem.severity === 'error').length,
      source,
    });
  }

  async #input(targets: PlanTargets, withPassword: boolean): Promise<Result<Input>> {
    switch (targets.from) {
      case 'accounts': {
        const found = targets.accounts.map((account) => ({ line: null, account, password: null }));
        return succeed({ found, problems: [], source: null });
      }
      case 'text':
        return succeed({ found: candidatesFromText(targets.text), problems: [], source: null });
      case 'file': {
        const table = await this.#parts.readTable(targets.path);
        if (!table.ok) return table;
        const candidates = candidatesFromTable(table.value, withPassword);
        if (!candidates.ok) return candidates;
        const { found, problems, columns, ignored } = candidates.value;
        const { format, encoding, separator, sheet, notices } = table.value;
        const file = basename(targets.path);
        const source = { file, format, encoding, separator, sheet, notices, columns, ignored };
        return succeed({ found, problems, source });
      }
    }
  }

  async #fill(request: PlanRequest, candidates: readonly Candidate[]): Promise<Filled> {
    switch (request.kind) {
      case 'block':
      case 'unblock':
        return { rows: candidates.map(bareRow), parameters: {}, problems: [] };
      case 'message':
        return this.#messages(request.content, candidates);
      case 'password': {
        const { password } = request;
        if (password.mode === 'generated') {
          const parameters = { source: 'generated', length: password.length };
          return { rows: candidates.map(bareRow), parameters, problems: [] };
        }
        const given = candidates.map((candidate) =>
          password.mode === 'typed' ? { ...candidate, password: password.password } : candidate,
        );
        return this.#passwords(password.mode, given);
      }
    }
  }

  /** Texts of their own are made between other work: each looks at the devices of its account. */
  async #messages(content: string, candidates: readonly Candidate[]): Promise<Filled> {
    if (placeholdersIn(content).length === 0) {
      return { rows: candidates.map(bareRow), parameters: { content }, problems: [] };
    }
    const problems: PlanProblem[] = [];
    const rows: PlanRow[] = [];
    const needsDate = placeholdersIn(content).includes('expires');
    const turns = new Turns(systemClock());
    for (const { account, line } of candidates) {
      if (turns.over) await turns.next();
      if (needsDate && earliestDue(this.#parts.accounts.devicesOf(account)) === null) {
        problems.push(
          problemAt(line, account, 'badMessage', 'no due time is known to put in place of {expires}'),
        );
        continue;
      }
      const text = personalText(content, account, this.#parts.accounts, this.#parts.formatDate);
      const problem = messageProblem(text);
      const detail = failureOf(problem, text)?.detail ?? '';
      if (problem === null) rows.push({ target: account, data: { text } });
      else problems.push(problemAt(line, account, 'badMessage', `its own text cannot be sent: ${detail}`));
    }
    return { rows, parameters: { content }, problems };
  }

  #passwords(source: 'typed' | 'file', candidates: readonly Candidate[]): Filled {
    const problems: PlanProblem[] = [];
    const good: (readonly [string, string])[] = [];
    for (const { account, line, password } of candidates) {
      if (password === null || password === '') {
        problems.push(problemAt(line, account, 'missingPassword', 'has no password'));
        continue;
      }
      const wrong = passwordProblem(password);
      if (wrong !== null) {
        problems.push(problemAt(line, account, 'badPassword', `its password ${wrong}`));
        continue;
      }
      if (typedStrength(password, account).grade === 'weak') {
        problems.push(problemAt(line, account, 'badPassword', 'its password is easy to guess', 'warning'));
      }
      good.push([account, password]);
    }
    const draft = this.#parts.newId();
    this.#parts.vault.put(draft, good);
    return { rows: good.map(([target]) => ({ target, data: {} })), parameters: { source, draft }, problems };
  }
}

function bareRow({ account }: Candidate): PlanRow {
  return { target: account, data: {} };
}

/** Keeps each account that can be acted on, once; every other candidate becomes a problem with its line. */
export async function sieve(
  found: readonly Candidate[],
  accounts: Accounts,
  kind: AccountJobKind,
): Promise<{ passed: Candidate[]; problems: PlanProblem[] }> {
  // Made when the first name is not in the tree: most plans name nobody else.
  let near: NearNames | null = null;
  const turns = new Turns(systemClock());
  const complete = accounts.isComplete();
  const root = accounts.root();
  const seen = new Map<string, number | null>();
  const passed: Candidate[] = [];
  const problems: PlanProblem[] = [];
  for (const candidate of found) {
    if (turns.over) await turns.next();
    const { account, line } = candidate;
    const problem =
      nameProblem(line, account) ??
      repeated(line, account, seen) ??
      (account === root && kind !== 'message'
        ? problemAt(line, account, 'ownAccount', 'is the account this console is signed in with')
        : null) ??
      (accounts.find(account) === null && complete
        ? outside(line, account, (near ??= new NearNames(accounts.all())))
        : null);
    if (problem !== null) {
      problems.push(problem);
      continue;
    }
    seen.set(account, line);
    passed.push(candidate);
  }
  return { passed, problems };
}

function nameProblem(line: number | null, account: string): PlanProblem | null {
  if (account.includes(',')) {
    const detail = 'holds a comma, which separates accounts in the API, so it cannot be named there';
    return problemAt(line, account.slice(0, 200), 'comma', detail);
  }
  if (account.trim() === '') return problemAt(line, '', 'missingAccount', 'names no account');
  if (account.length > 100) {
    return problemAt(line, account.slice(0, 200), 'tooLong', 'is longer than 100 characters');
  }
  if (!accountName.safeParse(account).success || account !== account.trim()) {
    return problemAt(line, account, 'badCharacter', 'holds a character that no account name can have');
  }
  return null;
}

function repeated(
  line: number | null,
  account: string,
  seen: ReadonlyMap<string, number | null>,
): PlanProblem | null {
  const first = seen.get(account);
  if (first === undefined) return null;
  const detail = first === null ? 'is chosen already' : `stands in line ${first} already`;
  return problemAt(line, account, 'duplicate', detail);
}

function outside(line: number | null, account: string, near: NearNames): PlanProblem {
  const meant = near.find(account);
  const hint = meant === null ? '' : `; did you mean "${meant}"?`;
  return problemAt(line, account, 'outsideTree', `is not in the tree below the signed-in account${hint}`);
}

const verbs: Record<AccountJobKind, string> = {
  block: 'Block',
  unblock: 'Unblock',
  password: 'New passwords for',
  message: 'Message to',
};

function titleOf(kind: AccountJobKind, count: number): string {
  return `${verbs[kind]} ${count} ${count === 1 ? 'account' : 'accounts'}`;
}
