import { createHash } from 'node:crypto';

/** md5 of a text as 32 lower-case characters, as the API wants it (open-api.md 2.1). */
export function md5(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex');
}
