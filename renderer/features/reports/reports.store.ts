import { defineStore } from 'pinia';
import { computed, shallowReactive, shallowRef } from 'vue';
import type { CallName } from '../../../electron/contract/calls.ts';
import type { Failure } from '../../../electron/contract/errors.ts';
import type { ReportRequest, ReportRun } from '../../../electron/contract/report.ts';
import { call } from '../../bridge/calls.ts';
import { useEvent } from '../../bridge/events.ts';

export type RunAction = Extract<CallName, 'reports.pause' | 'reports.resume' | 'reports.cancel'>;

/** Reports that are being made, and those made so far. */
export const useReportsStore = defineStore('reports', () => {
  const byId = shallowReactive(new Map<string, ReportRun>());
  const failure = shallowRef<Failure | null>(null);
  const loaded = shallowRef(false);

  /** Newest first. */
  const runs = computed(() => [...byId.values()].toSorted((a, b) => b.startedAt - a.startedAt));

  const take = (run: ReportRun): void => {
    byId.set(run.id, run);
  };
  useEvent('reports.changed', take);

  async function load(): Promise<void> {
    const result = await call('reports.runs');
    loaded.value = true;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    byId.clear();
    result.value.forEach(take);
  }

  /** Starts a report; gives the failure, or null. */
  async function start(request: ReportRequest): Promise<Failure | null> {
    const result = await call('reports.start', request);
    if (!result.ok) return result.failure;
    take(result.value);
    return null;
  }

  /** Pauses, resumes or cancels a run; gives the failure, or null. */
  async function act(action: RunAction, id: string): Promise<Failure | null> {
    const result = await call(action, { id });
    if (!result.ok) return result.failure;
    take(result.value);
    return null;
  }

  /** Shows the workbook in the system's file manager; gives the failure, or null. */
  async function show(id: string): Promise<Failure | null> {
    const result = await call('reports.show', { id });
    return result.ok ? null : result.failure;
  }

  return { runs, failure, loaded, load, start, act, show };
});
