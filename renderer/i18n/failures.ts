import { useI18n } from 'vue-i18n';
import type { AlarmType } from '../../electron/contract/alarm.ts';
import type { ErrorText, Failure } from '../../electron/contract/errors.ts';
import { errorText } from '../../electron/contract/errors.ts';
import { locales } from './locales.ts';
import type { Locale } from './locales.ts';

/** The locale of a language code; English when there is none. */
export function localeOf(language: string): Locale {
  return locales.find((locale) => locale.code === language) ?? locales[0];
}

/** Title and next step of a failure in a language; English where that language has no text. */
export function failureText(failure: Failure, language: string): ErrorText {
  return localeOf(language).failures[failure.code] ?? errorText(failure.code);
}

/** Failure texts and alarm names in the window's language. */
export function useTexts(): {
  readonly failure: (failure: Failure) => ErrorText;
  readonly alarm: (type: AlarmType) => string;
} {
  const { locale } = useI18n();
  return {
    failure: (failure) => failureText(failure, locale.value),
    alarm: (type) => localeOf(locale.value).alarms[type.number] ?? type.name,
  };
}
