import { isFields, readNumber, readText } from '../decode.ts';

/** What a login gives (open-api.md 2.1). */
export interface Token {
  readonly value: string;
  /** Seconds that it is valid. */
  readonly lifetime: number;
}

/** The documented two hours, where the answer does not tell. */
const DEFAULT_LIFETIME = 7_200;

/** Decodes the record of a login; null when there is no token in it. The reference spells one key with a space. */
export function decodeToken(record: unknown): Token | null {
  if (!isFields(record)) return null;
  const value = readText(record['access_token']);
  if (value === '') return null;
  const lifetime = readNumber(record['expires_in'] ?? record['expires in']);
  return { value, lifetime: lifetime !== null && lifetime > 0 ? lifetime : DEFAULT_LIFETIME };
}
