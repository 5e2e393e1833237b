import { describe, expect, it } from 'vitest';
import { problemAt } from '../../../electron/administration/candidates.ts';
import { DraftShelf, problemSheets, type MadePlan } from '../../../electron/administration/draft-shelf.ts';
import type { PlanProblem } from '../../../electron/contract/administration.ts';
import { value } from '../../support/archive.ts';
import { planFor } from '../../support/jobs.ts';

/** As many rows as a file may hold, nearly all of them bad. */
const MANY = 180_000;
const bad: readonly PlanProblem[] = Array.from({ length: MANY }, (_, place) =>
  problemAt(place + 2, `nobody-${place}`, 'outsideTree', 'is not in the tree'),
);
const formula = problemAt(1, 'north', 'formula', 'is a formula; its last computed value is used', 'warning');
const made = (problems: readonly PlanProblem[]): MadePlan => ({
  plan: planFor(['north']),
  problems,
  rowsRead: problems.length + 1,
  source: null,
});

function numbered(): DraftShelf {
  let ids = 0;
  return new DraftShelf(() => `draft-${(ids += 1)}`);
}

describe('what is wrong with a long file', () => {
  it('comes with its counts and its first rows, the others when they are asked for', () => {
    const shelf = numbered();
    const draft = shelf.keep(made([formula, ...bad]));
    expect(draft).toMatchObject({ id: 'draft-1', problemCounts: { error: MANY, warning: 1 } });
    expect([draft.problems.length, draft.problems[0]]).toEqual([200, formula]);
    const { total, rows } = value(shelf.page('draft-1', MANY, 200));
    expect([total, rows.map(({ target }) => target)]).toEqual([MANY + 1, [`nobody-${MANY - 1}`]]);
  });

  it('is written to a file whole, and tells what is in the plan all the same', async () => {
    const [sheet] = problemSheets([formula, ...bad]);
    const pages = await Array.fromAsync(sheet?.pages() ?? []);
    const rows = pages.flatMap((page) => value(page));
    expect(rows).toHaveLength(MANY + 1);
    expect(rows.slice(0, 2)).toEqual([
      [1, 'north', 'is a formula; its last computed value is used', 'yes'],
      [2, 'nobody-0', 'is not in the tree', 'no'],
    ]);
  });

  it('is forgotten with the drafts after it, and told as such', () => {
    const shelf = numbered();
    for (let count = 0; count < 9; count += 1) shelf.keep(made([]));
    expect(shelf.all('draft-1')).toMatchObject({ ok: false, failure: { code: 'job.changed' } });
    expect(value(shelf.all('draft-9'))).toEqual([]);
  });

  it('makes room for the newest when file after file is bad, and keeps that one whatever its length', () => {
    const shelf = numbered();
    const kept = (): boolean[] => ['draft-1', 'draft-2', 'draft-3', 'draft-4'].map((id) => shelf.all(id).ok);
    for (let count = 0; count < 3; count += 1) shelf.keep(made(bad));
    expect(kept()).toEqual([false, true, true, false]);
    shelf.keep(made([...bad, ...bad, ...bad]));
    expect(kept()).toEqual([false, false, false, true]);
  });
});
