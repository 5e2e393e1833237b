import { createHash } from 'node:crypto';
import type { Failure } from '../contract/errors.ts';
import {
  planFile,
  planHashParts,
  planHashText,
  sorted,
  type Plan,
  type PlanComparison,
  type PlanFile,
  type PlanRow,
} from '../contract/job.ts';
import type { Turns } from './turns.ts';
import { fail, succeed, type Result } from '../contract/result.ts';

/** SHA-256 of a text (UTF-8), lower-case hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** The hash that stands for what a plan does. */
export function planHash(plan: Plan): string {
  return sha256(planHashText(plan));
}

/** The same hash, worked out between other work. */
export async function planHashInTurns(plan: Plan, turns: Turns): Promise<string> {
  const hash = createHash('sha256');
  for (const part of planHashParts(plan)) {
    if (turns.over) await turns.next();
    hash.update(part, 'utf8');
  }
  return hash.digest('hex');
}

/** A plan as the text of a file. */
export function writePlanFile(plan: Plan): string {
  const file: PlanFile = { format: 'watchdesk-plan', plan, hash: planHash(plan) };
  return `${JSON.stringify(file, null, 1)}\n`;
}

/** Reads a plan file; one whose content does not fit its hash is refused (`plan.invalid`). */
export function readPlanFile(text: string): Result<Plan> {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return fail(invalid('it is not JSON'));
  }
  const parsed = planFile.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return fail(
      invalid(issue === undefined ? 'its form is wrong' : `${issue.path.join('.')}: ${issue.message}`),
    );
  }
  if (planHash(parsed.data.plan) !== parsed.data.hash) {
    return fail(invalid('its content does not fit its hash: it was changed by hand or cut'));
  }
  return succeed(parsed.data.plan);
}

function invalid(detail: string): Failure {
  return { code: 'plan.invalid', detail };
}

/** How two plans differ, by target. */
export function comparePlans(first: Plan, second: Plan): PlanComparison {
  const ofSecond = new Map(second.rows.map((row) => [row.target, rowText(row)]));
  const onlyInFirst: string[] = [];
  const different: string[] = [];
  let same = 0;
  for (const row of first.rows) {
    const other = ofSecond.get(row.target);
    if (other === undefined) onlyInFirst.push(row.target);
    else if (other === rowText(row)) same += 1;
    else different.push(row.target);
    ofSecond.delete(row.target);
  }
  return {
    sameKind: first.kind === second.kind,
    sameParameters: JSON.stringify(sorted(first.parameters)) === JSON.stringify(sorted(second.parameters)),
    onlyInFirst,
    onlyInSecond: [...ofSecond.keys()],
    different,
    same,
  };
}

function rowText(row: PlanRow): string {
  return JSON.stringify(sorted(row.data));
}
