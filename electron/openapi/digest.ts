import { createHash } from 'node:crypto';

function md5(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex');
}

/** md5(password), 32 lower-case hex characters (open-api.md 2.16): what is kept and sent instead of a password. */
export function passwordDigest(password: string): string {
  return md5(password);
}

/** md5(md5(password) + time) for 2.1; `time` in Unix seconds as the server's clock has it. */
export function signature(digest: string, time: number): string {
  return md5(`${digest}${time}`);
}

/** Whether a text looks like md5 as the API wants it. */
export function isDigest(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}
