import { jobSheets } from '../../administration/exports.ts';
import type { administrationCalls } from '../../contract/calls/administration.ts';
import { fail, succeed, type Result } from '../../contract/result.ts';
import type { HandlersOf } from '../../desktop/ipc.ts';
import type { JobEngine } from '../../jobs/engine.ts';
import { dated, workbookKind } from './files.ts';
import { withServices, type HandlerNeeds } from './needs.ts';

type JobCalls = {
  readonly [
    Name in keyof typeof administrationCalls as Name extends `jobs.${string}` ? Name : never
  ]: (typeof administrationCalls)[Name];
};

/** Previewing, confirming and steering jobs of every kind. */
export function jobHandlers(needs: HandlerNeeds): HandlersOf<JobCalls> {
  const { session } = needs;
  const withJobs = <T>(work: (jobs: JobEngine) => Result<T> | Promise<Result<T>>): Promise<Result<T>> =>
    withServices(session, ({ jobs }) => (jobs === null ? fail({ code: 'archive.unavailable' }) : work(jobs)));
  return {
    'jobs.preview': ({ plan, inverseOf }) => withJobs((jobs) => jobs.preview(plan, inverseOf)),
    'jobs.previewRows': ({ hash, query }) => withJobs((jobs) => jobs.previewRows(hash, query)),
    'jobs.start': (input) => withJobs((jobs) => jobs.start(input)),
    'jobs.list': () => withJobs((jobs) => succeed(jobs.list())),
    'jobs.rows': ({ id, query }) => withJobs((jobs) => jobs.rows(id, query)),
    'jobs.pause': ({ id }) => withJobs((jobs) => jobs.pause(id)),
    'jobs.resume': ({ id }) => withJobs((jobs) => jobs.resume(id)),
    'jobs.cancel': ({ id }) => withJobs((jobs) => jobs.cancel(id)),
    'jobs.retryFailed': ({ id }) => withJobs((jobs) => jobs.retryFailed(id)),
    'jobs.checkUnknown': ({ id, indexes }) => withJobs((jobs) => jobs.checkUnknown(id, indexes)),
    'jobs.verify': ({ id }) => withJobs((jobs) => jobs.verify(id)),
    'jobs.decide': ({ id, indexes, decision, reason }) =>
      withJobs((jobs) => jobs.decide(id, indexes, decision, reason)),
    'jobs.setOptions': ({ id, options }) => withJobs((jobs) => jobs.setOptions(id, options)),
    'jobs.inverse': ({ id }) => withJobs((jobs) => jobs.inverse(id)),
    'jobs.export': ({ id }, from) =>
      withServices(session, async (services): Promise<Result<string | null>> => {
        const { jobs } = services;
        const status = jobs?.status(id) ?? fail({ code: 'archive.unavailable' });
        if (!status.ok || jobs === null) return status as Result<never>;
        const target = await needs.askSave(from, dated(status.value.title, 'xlsx'), workbookKind);
        if (target === null) return succeed(null);
        const sheets = jobSheets(status.value, (index, limit) => jobs.slice(id, index, limit));
        const written = await services.writeWorkbook(target, status.value.title, sheets);
        services.audit('job.export', id, written.ok ? 'done' : 'failed', target);
        return written;
      }),
  };
}
