import { useToast } from '@nuxt/ui/composables';
import type { Failure } from '../../electron/contract/errors.ts';
import { useTexts } from '../i18n/failures.ts';

/** Shows a failure that belongs to no field or place on screen as a toast. @param duration milliseconds it stays */
export function useFailureToast(duration?: number): (failure: Failure) => void {
  const toast = useToast();
  const texts = useTexts();
  return (failure) => {
    const { title, next } = texts.failure(failure);
    const words = [failure.concerns, failure.detail, failure.provider?.message].filter(Boolean).join(' · ');
    toast.add({
      title,
      description: words === '' ? next : `${next} (${words})`,
      color: 'error',
      icon: 'i-lucide-circle-alert',
      // A path has no place to break by itself.
      ui: { description: 'wrap-anywhere' },
      ...(duration === undefined ? {} : { duration }),
    });
  };
}
