import { computed, onScopeDispose, shallowReactive } from 'vue';
import type { ComputedRef } from 'vue';
import type { Failure } from '../../electron/contract/errors.ts';
import type { JobStatus } from '../../electron/contract/job.ts';
import { call } from './calls.ts';
import { on } from './events.ts';

export type JobAct = 'jobs.pause' | 'jobs.resume' | 'jobs.cancel';

/** The jobs of one kind that are not at their end, newest first, and what can be done with them. */
export function useJobs(kind: string): {
  readonly open: ComputedRef<readonly JobStatus[]>;
  readonly load: () => Promise<Failure | null>;
  readonly act: (action: JobAct, id: string) => Promise<Failure | null>;
} {
  const byId = shallowReactive(new Map<string, JobStatus>());
  const take = (job: JobStatus): void => {
    if (job.kind === kind) byId.set(job.id, job);
  };
  onScopeDispose(on('jobs.changed', take));
  return {
    open: computed(() =>
      [...byId.values()]
        .filter(({ state }) => state !== 'done' && state !== 'cancelled')
        .toSorted((a, b) => b.createdAt - a.createdAt),
    ),
    load: async () => {
      const listed = await call('jobs.list');
      if (!listed.ok) return listed.failure;
      listed.value.forEach(take);
      return null;
    },
    act: async (action, id) => {
      const done = await call(action, { id });
      if (!done.ok) return done.failure;
      take(done.value);
      return null;
    },
  };
}
