import { readFile, stat } from 'node:fs/promises';
import { problemSheets } from '../../administration/draft-shelf.ts';
import { templateSheets } from '../../administration/exports.ts';
import { TABLE_LIMITS } from '../../contract/administration.ts';
import type { administrationCalls } from '../../contract/calls/administration.ts';
import { fail, succeed, type Result } from '../../contract/result.ts';
import type { Plan } from '../../contract/job.ts';
import type { HandlersOf } from '../../desktop/ipc.ts';
import { comparePlans, readPlanFile, writePlanFile } from '../../jobs/plan.ts';
import { writeWhole } from '../whole-file.ts';
import { dated, planKind, tableKind, workbookKind } from './files.ts';
import { withServices, type HandlerNeeds } from './needs.ts';

type PlanCalls = {
  readonly [
    Name in keyof typeof administrationCalls as Name extends `plans.${string}` ? Name : never
  ]: (typeof administrationCalls)[Name];
};

/** Plans: made of a selection or a file, kept as files, compared. Nothing here sends anything. */
export function planHandlers(needs: HandlerNeeds): HandlersOf<PlanCalls> {
  const { session } = needs;
  return {
    'plans.make': (request) => withServices(session, ({ administration }) => administration.plan(request)),
    'plans.problems': ({ id, offset, limit }) =>
      withServices(session, ({ administration }) => administration.drafts.page(id, offset, limit)),
    'plans.exportProblems': ({ id }, from) =>
      withServices(session, async (services): Promise<Result<string | null>> => {
        const problems = services.administration.drafts.all(id);
        if (!problems.ok) return problems;
        const target = await needs.askSave(from, dated('Rows with a problem', 'xlsx'), workbookKind);
        if (target === null) return succeed(null);
        const sheets = problemSheets(problems.value);
        const written = await services.writeWorkbook(target, 'Rows with a problem', sheets);
        services.audit(
          'plan.problems',
          target,
          written.ok ? 'done' : 'failed',
          `${problems.value.length} rows`,
        );
        return written;
      }),
    'plans.chooseTable': async (_input, from) => succeed(await needs.askOpen(from, tableKind)),
    'plans.saveTemplate': ({ kind }, from) =>
      withServices(session, async (services): Promise<Result<string | null>> => {
        const target = await needs.askSave(from, `Template ${kind}.xlsx`, workbookKind);
        if (target === null) return succeed(null);
        return services.writeWorkbook(target, 'Template', templateSheets(kind === 'password'));
      }),
    'plans.save': ({ plan }, from) =>
      withServices(session, async (services): Promise<Result<string | null>> => {
        const target = await needs.askSave(from, dated(plan.title, 'json'), planKind);
        if (target === null) return succeed(null);
        const written = await writeWhole(target, writePlanFile(plan));
        services.audit('plan.save', target, written.ok ? 'done' : 'failed', plan.title);
        return written;
      }),
    'plans.open': async (_input, from) => {
      const path = await needs.askOpen(from, planKind);
      return path === null ? succeed(null) : openPlan(path);
    },
    'plans.compare': ({ first, second }) => succeed(comparePlans(first, second)),
  };
}

async function openPlan(path: string): Promise<Result<Plan>> {
  try {
    const { size } = await stat(path);
    if (size > TABLE_LIMITS.bytes) {
      return fail({
        code: 'table.tooLarge',
        concerns: path,
        detail: `${size} bytes, at most ${TABLE_LIMITS.bytes}`,
      });
    }
    return readPlanFile(await readFile(path, 'utf8'));
  } catch {
    return fail({ code: 'file.unreadable', concerns: path });
  }
}
