import { useToast } from '@nuxt/ui/composables';
import { useI18n } from 'vue-i18n';
import type { ReportRun } from '../../../electron/contract/report.ts';
import { call } from '../../bridge/calls.ts';
import { useEvent } from '../../bridge/events.ts';
import { useTexts } from '../../i18n/failures.ts';

/** Tells wherever the user is that a report is ready or has failed, once each. */
export function useReportToasts(): void {
  const toast = useToast();
  const texts = useTexts();
  const { t } = useI18n();
  const told = new Set<string>();

  useEvent('reports.changed', (run) => {
    if (run.state !== 'done' && run.state !== 'failed') {
      told.delete(run.id);
      return;
    }
    if (told.has(run.id)) return;
    told.add(run.id);
    if (run.state === 'done') tellDone(run);
    else tellFailed(run);
  });

  function tellDone(run: ReportRun): void {
    toast.add({
      title: t(`reports.ready.${run.kind}`),
      description: run.path,
      color: run.gaps > 0 ? 'warning' : 'success',
      icon: 'i-lucide-file-spreadsheet',
      actions: [
        {
          label: t('reports.show'),
          color: 'neutral',
          variant: 'subtle',
          onClick: () => void call('reports.show', { id: run.id }),
        },
      ],
    });
  }

  function tellFailed(run: ReportRun): void {
    const text = run.failure ? texts.failure(run.failure) : null;
    toast.add({
      title: t(`reports.failed.${run.kind}`),
      description: text ? `${text.title}. ${text.next}` : '',
      color: 'error',
      icon: 'i-lucide-file-x',
    });
  }
}
