import { readFile, stat } from 'node:fs/promises';
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
