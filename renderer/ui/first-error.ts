import { nextTick } from 'vue';

/**
 * Brings the first field of a form that is not right into sight, and the keyboard to it: a form that does not go
 * through because of something below its fold looks as if its button did nothing.
 */
export async function showFirstError(form: HTMLElement | null): Promise<void> {
  await nextTick();
  const wrong = form?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]');
  wrong?.scrollIntoView({ block: 'center' });
  wrong?.focus({ preventScroll: true });
}
