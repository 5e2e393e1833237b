/** One press of keys, as a table of shortcuts writes it. */
export interface KeyPress {
  /** `KeyboardEvent.key`, a letter in lower case. */
  readonly key: string;
  /** Ctrl, or Command where a keyboard has that. */
  readonly ctrl?: boolean;
  readonly alt?: boolean;
  readonly shift?: boolean;
}

/** What of a keyboard event counts. */
export type PressedKey = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const digit = /^[0-9]$/u;
/** Keys whose sign is another one with Shift, so that Shift says nothing of its own. */
const sign = /^[^\p{L}\p{N}\s]$/u;

/** Whether these keys are the ones that were pressed. */
export function isPressed(event: PressedKey, press: KeyPress): boolean {
  if ((event.ctrlKey || event.metaKey) !== (press.ctrl ?? false)) return false;
  if (event.altKey !== (press.alt ?? false)) return false;
  if (!sign.test(press.key) && event.shiftKey !== (press.shift ?? false)) return false;
  // With Alt, and on keyboards whose digits need Shift, the key gives another sign than its digit.
  if (digit.test(press.key) && event.code === `Digit${press.key}`) return true;
  return !(press.alt && digit.test(press.key)) && event.key.toLowerCase() === press.key.toLowerCase();
}

/** Whether keys that write something belong to where the focus is. */
export function isWriting(target: unknown): boolean {
  return isWithin(target, 'input, textarea, select, [contenteditable=""], [contenteditable=true]');
}

/** Whether an event came from within what a selector names. */
export function isWithin(target: unknown, selector: string): boolean {
  return hasClosest(target) && target.closest(selector) !== null;
}

function hasClosest(target: unknown): target is { closest(selector: string): unknown } {
  return (
    typeof target === 'object' &&
    target !== null &&
    'closest' in target &&
    typeof target.closest === 'function'
  );
}
