import { defineStore } from 'pinia';
import { computed, shallowReactive, shallowRef } from 'vue';
import type { CallName } from '../../electron/contract/calls.ts';
import type { Failure } from '../../electron/contract/errors.ts';
import type { JobOptions, JobStatus, Plan, UnknownDecision } from '../../electron/contract/job.ts';
import type { Result } from '../../electron/contract/result.ts';
import { call } from '../bridge/calls.ts';
import { useEvent } from '../bridge/events.ts';

export type JobAction = Extract<
  CallName,
  'jobs.pause' | 'jobs.resume' | 'jobs.cancel' | 'jobs.retryFailed' | 'jobs.checkUnknown' | 'jobs.verify'
>;

/** A plan to be looked at and confirmed. */
export interface Proposal {
  readonly plan: Plan;
  /** The job that the plan takes back; null for one of its own. */
  readonly inverseOf: string | null;
}

/** All jobs of the signed-in account, as main has them. */
export const useJobsStore = defineStore('jobs', () => {
  const byId = shallowReactive(new Map<string, JobStatus>());
  const failure = shallowRef<Failure | null>(null);
  const loaded = shallowRef(false);
  /** Accounts that one screen hands to another, as recipients of a message. */
  const recipients = shallowRef<readonly string[] | null>(null);

  /** Newest first. */
  const jobs = computed(() => [...byId.values()].toSorted((a, b) => b.createdAt - a.createdAt));

  const take = (job: JobStatus): void => {
    byId.set(job.id, job);
  };
  useEvent('jobs.changed', take);
  useEvent('session.changed', (status) => {
    if (status.account === null) byId.clear();
  });

  async function load(): Promise<void> {
    const result = await call('jobs.list');
    loaded.value = true;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    byId.clear();
    result.value.forEach(take);
  }

  const taken = (result: Result<JobStatus>): Failure | null => {
    if (!result.ok) return result.failure;
    take(result.value);
    return null;
  };

  /** Steers a job; gives the failure, or null. */
  async function act(action: JobAction, id: string): Promise<Failure | null> {
    return taken(await call(action, { id }));
  }

  /** Says what became of the rows of unknown outcome; gives the failure, or null. */
  async function decide(
    id: string,
    decision: UnknownDecision,
    indexes: number[] | null,
    reason = '',
  ): Promise<Failure | null> {
    return taken(await call('jobs.decide', { id, decision, indexes, reason }));
  }

  /** Asks the provider about one row of unknown outcome; gives the failure, or null. */
  async function checkRow(id: string, index: number): Promise<Failure | null> {
    return taken(await call('jobs.checkUnknown', { id, indexes: [index] }));
  }

  /** The job that takes back another and has done or will do so; null when there is none. */
  function undoneBy(id: string): JobStatus | null {
    return (
      jobs.value.find((job) => job.inverseOf === id && (job.state !== 'cancelled' || job.counts.done > 0)) ??
      null
    );
  }

  async function setOptions(id: string, options: JobOptions): Promise<Failure | null> {
    return taken(await call('jobs.setOptions', { id, options }));
  }

  return {
    jobs,
    byId,
    failure,
    loaded,
    recipients,
    load,
    take,
    act,
    decide,
    checkRow,
    undoneBy,
    setOptions,
  };
});
