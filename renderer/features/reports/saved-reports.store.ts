import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Failure } from '../../../electron/contract/errors.ts';
import type { SavedReport, SavedReportDraft } from '../../../electron/contract/saved-report.ts';
import { call } from '../../bridge/calls.ts';
import { useEvent } from '../../bridge/events.ts';

/** Saved reports; what another window or a schedule changes is followed. */
export const useSavedReportsStore = defineStore('saved-reports', () => {
  const saved = shallowRef<readonly SavedReport[]>([]);
  const failure = shallowRef<Failure | null>(null);
  /** The one that is being changed in the form; null for a new one. */
  const editing = shallowRef<SavedReport | null>(null);
  useEvent('reports.savedChanged', (list) => {
    saved.value = list;
  });

  async function load(): Promise<void> {
    const result = await call('reports.saved');
    failure.value = result.ok ? null : result.failure;
    if (result.ok) saved.value = result.value;
  }

  /** Keeps a report; gives the failure, or null. */
  async function save(id: string | null, draft: SavedReportDraft): Promise<Failure | null> {
    const result = await call('reports.save', { id, draft });
    return result.ok ? null : result.failure;
  }

  async function remove(id: string): Promise<Failure | null> {
    const result = await call('reports.remove', { id });
    return result.ok ? null : result.failure;
  }

  /** Makes a saved report now; gives the failure, or null. The run comes as an event. */
  async function run(id: string): Promise<Failure | null> {
    const result = await call('reports.runSaved', { id });
    return result.ok ? null : result.failure;
  }

  /** Lets the user choose a folder in the system's dialog; null when cancelled. */
  async function chooseFolder(current: string): Promise<string | null> {
    const result = await call('reports.chooseFolder', { current });
    return result.ok ? result.value : null;
  }

  return { saved, failure, editing, load, save, remove, run, chooseFolder };
});
