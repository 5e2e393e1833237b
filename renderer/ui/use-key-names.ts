import { useI18n } from 'vue-i18n';
import type { KeyPress } from './key-press.ts';

const arrows: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};
const named: Readonly<Record<string, string>> = {
  ' ': 'space',
  Enter: 'enter',
  Escape: 'escape',
  Backspace: 'backspace',
  Home: 'home',
  End: 'end',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
};

/** What is written on the keys of a press, one after the other. */
export function useKeyNames(): (press: KeyPress) => string[] {
  const { t } = useI18n();
  const capOf = (key: string): string => {
    const name = named[key];
    return name === undefined ? (arrows[key] ?? key.toUpperCase()) : t(`keys.cap.${name}`);
  };
  return ({ key, ctrl, alt, shift }) => [
    ...(ctrl ? [t('keys.cap.ctrl')] : []),
    ...(alt ? [t('keys.cap.alt')] : []),
    ...(shift ? [t('keys.cap.shift')] : []),
    capOf(key),
  ];
}
