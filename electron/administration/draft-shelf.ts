import { FIRST_PROBLEMS, type PlanDraft, type PlanProblem } from '../contract/administration.ts';
import type { RowsPage } from '../contract/job.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { pagesOf, type TableSheet } from '../contract/table.ts';

/** What the planner makes of an input: the draft with all its problems. */
export type MadePlan = Omit<PlanDraft, 'id' | 'problemCounts'>;

/** Drafts whose problems can still be asked for; one is looked at, those before it may be returned to. */
const MOST_DRAFTS = 8;
/** Problems kept over all drafts, so that file after file of bad rows does not fill the memory. */
const MOST_PROBLEMS = 400_000;

/**
 * Keeps what is wrong with an input while somebody looks at it. A file can have 200,000 bad rows: a window gets the
 * first of them with the draft and the rest page by page, a file all of them.
 */
export class DraftShelf {
  readonly #newId: () => string;
  readonly #kept = new Map<string, readonly PlanProblem[]>();

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  /** The draft as a window gets it; the oldest draft is forgotten when there are many. */
  keep(made: MadePlan): PlanDraft {
    const { problems } = made;
    const id = this.#newId();
    this.#kept.set(id, problems);
    let kept = [...this.#kept.values()].reduce((sum, { length }) => sum + length, 0);
    for (const [oldest, { length }] of this.#kept) {
      if (oldest === id || (this.#kept.size <= MOST_DRAFTS && kept <= MOST_PROBLEMS)) break;
      this.#kept.delete(oldest);
      kept -= length;
    }
    const errors = problems.reduce((sum, { severity }) => sum + (severity === 'error' ? 1 : 0), 0);
    return {
      ...made,
      id,
      problems: problems.slice(0, FIRST_PROBLEMS),
      problemCounts: { error: errors, warning: problems.length - errors },
    };
  }

  /** All problems of a draft; `job.changed` when it is kept no longer. */
  all(id: string): Result<readonly PlanProblem[]> {
    const problems = this.#kept.get(id);
    return problems === undefined ? fail({ code: 'job.changed', concerns: id }) : succeed(problems);
  }

  page(id: string, offset: number, limit: number): Result<RowsPage<PlanProblem>> {
    const problems = this.all(id);
    if (!problems.ok) return problems;
    return succeed({ total: problems.value.length, rows: problems.value.slice(offset, offset + limit) });
  }

  /** Forgets everything (sign-out). */
  clear(): void {
    this.#kept.clear();
  }
}

/** Every problem of an input as a sheet, to be put right in the file it came from. */
export function problemSheets(problems: readonly PlanProblem[]): TableSheet[] {
  return [
    {
      name: 'Problems',
      header: true,
      columns: [
        { title: 'Line', width: 10 },
        { title: 'Account', width: 28 },
        { title: 'What is wrong', width: 70 },
        { title: 'In the plan', width: 12 },
      ],
      pages: pagesOf(
        problems.map(({ line, target, detail, severity }) => [
          line,
          target,
          detail,
          severity === 'error' ? 'no' : 'yes',
        ]),
      ),
    },
  ];
}
