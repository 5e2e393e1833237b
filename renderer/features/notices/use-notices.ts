import { useToast } from '@nuxt/ui/composables';
import { onMounted } from 'vue';
import { useI18n } from 'vue-i18n';
import { call } from '../../bridge/calls.ts';
import { useEvent } from '../../bridge/events.ts';
import { useFailureToast } from '../../ui/use-failure-toast.ts';

/** Milliseconds: what nobody asked for may come while nobody looks. */
const STAYS = 120_000;

/**
 * What a window tells that nobody asked for: failures main met on its own (a damaged archive, a bug), and that the
 * window had to reload itself, once.
 */
export function useNotices(): void {
  const toast = useToast();
  const { t } = useI18n();
  const showFailure = useFailureToast(STAYS);
  useEvent('console.notice', showFailure);
  onMounted(async () => {
    const untold = await call('console.notices');
    if (untold.ok) untold.value.forEach(showFailure);
  });
  onMounted(() => {
    const address = new URL(window.location.href);
    if (!address.searchParams.has('recovered')) return;
    address.searchParams.delete('recovered');
    window.history.replaceState(window.history.state, '', address);
    toast.add({
      title: t('notices.recovered.title'),
      description: t('notices.recovered.next'),
      color: 'warning',
      icon: 'i-lucide-rotate-ccw',
      duration: STAYS,
    });
  });
}
