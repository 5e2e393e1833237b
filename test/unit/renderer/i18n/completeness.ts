import type { Locale } from '../../../../renderer/i18n/locales.ts';
import { alarmTypes } from '../../../../electron/contract/alarm.ts';
import { allFailureCodes } from '../../../../electron/contract/errors.ts';

/** Every text of a tree of messages by its key. */
export function flatten(messages: object, prefix = ''): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(messages) as [string, unknown][]) {
    if (typeof value === 'string') texts.set(`${prefix}${key}`, value);
    else if (typeof value === 'object' && value !== null) {
      for (const entry of flatten(value, `${prefix}${key}.`)) texts.set(...entry);
    }
  }
  return texts;
}

const placeholders = (text: string): string =>
  [...new Set(text.match(/\{\w+\}/gu) ?? [])].toSorted().join(' ');

/** What a locale lacks, has too much, or says with other placeholders than the reference. */
export function findGaps(locale: Locale, reference: Locale): string[] {
  const wanted = flatten(reference.messages);
  const given = flatten(locale.messages);
  const gaps: string[] = [];
  for (const [key, text] of wanted) {
    const other = given.get(key);
    if (other === undefined || other.trim() === '') gaps.push(`missing: ${key}`);
    else if (placeholders(other) !== placeholders(text)) gaps.push(`placeholders: ${key}`);
  }
  for (const key of given.keys()) if (!wanted.has(key)) gaps.push(`unknown: ${key}`);
  for (const code of allFailureCodes()) {
    const text = locale.failures[code];
    if (!text?.title || !text.next) gaps.push(`failure: ${code}`);
  }
  for (const { number } of alarmTypes) if (!locale.alarms[number]) gaps.push(`alarm: ${number}`);
  return gaps;
}
