import { createI18n } from 'vue-i18n';
import { locales } from './locales.ts';

/** The translations of one window, as a Vue plugin. */
export function createTranslations() {
  return createI18n({
    legacy: false,
    locale: locales[0].code,
    fallbackLocale: locales[0].code,
    messages: Object.fromEntries(locales.map((locale) => [locale.code, locale.messages])),
  });
}
