import type { ErrorText, FailureCode } from '../../electron/contract/errors.ts';
import { alarmTypes } from '../../electron/contract/alarm.ts';
import { allFailureCodes, errorText } from '../../electron/contract/errors.ts';
import { en } from './en.ts';

/** Every text on screen, by the keys of English. */
export type Messages = MessagesLike<typeof en>;
type MessagesLike<T> = { readonly [Key in keyof T]: T[Key] extends string ? string : MessagesLike<T[Key]> };

/** One language. A test fails when one lacks a text that English has. */
export interface Locale {
  /** The code that settings hold. */
  readonly code: string;
  /** Its own name for itself. */
  readonly name: string;
  readonly direction: 'ltr' | 'rtl';
  readonly messages: Messages;
  readonly failures: Readonly<Record<string, ErrorText>>;
  /** Names of alarm types by number. */
  readonly alarms: Readonly<Record<number, string>>;
}

// English texts of failures and alarms live in the contract, because workbooks and logs need them too.
const english: Locale = {
  code: 'en',
  name: 'English',
  direction: 'ltr',
  messages: en,
  failures: Object.fromEntries(allFailureCodes().map((code: FailureCode) => [code, errorText(code)])),
  alarms: Object.fromEntries(alarmTypes.map((type) => [type.number, type.name])),
};

/** Every language the console speaks; English first, it fills in for what another lacks. */
export const locales: readonly [Locale, ...Locale[]] = [english];
