import type { Failure } from '../contract/errors.ts';

/** What stands where a secret was. */
export const HIDDEN = '***';

/** Names whose values are secret, as they stand in URLs, forms, JSON and prose. */
const named =
  /((?:access[_-]?token|accesstoken|signature|password|passwd|pwd|token|digest|authorization)(?:\\?["'])?\s*(?:=|:|%3D|%3A)\s*(?:bearer\s+)?)(\\?"(?:[^"\\]|\\[^"])*\\?"|'[^']*'|[^\s&"',;}\])<>]+)/gi;
/** An md5, whether a digest, a signature or a token; no other text of the API has 32 hex digits in a row. */
const hex = /[0-9a-f]{32,}/gi;

/** Secrets shorter than this are not searched for by value: hiding every "1" would leave nothing to read. */
const SHORTEST = 4;
/** Secrets known at the same time. */
const MOST = 50;

function replaceAllCases(text: string, secret: string): string {
  if (!text.toLowerCase().includes(secret.toLowerCase())) return text;
  return text.replace(new RegExp(secret.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi'), HIDDEN);
}

/** Ways in which the same secret is written in URLs, forms and JSON. */
function spellings(secret: string): string[] {
  const form = new URLSearchParams([['', secret]]).toString().slice(1);
  const percent = /\p{Surrogate}/u.test(secret) ? form : encodeURIComponent(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  return [...new Set([secret, form, form.replaceAll('+', '%20'), percent, json])].sort(
    (a, b) => b.length - a.length,
  );
}

/** Takes everything secret out of a text by its name or its shape. */
export function redactText(text: string): string {
  return text.replace(hex, HIDDEN).replace(named, `$1${HIDDEN}`);
}

/** An error with its causes in one line, redacted; for details and logs. */
export function describeError(error: unknown): string {
  const parts: string[] = [];
  let current: unknown = error;
  for (let depth = 0; depth < 6 && current !== undefined && current !== null; depth += 1) {
    if (current instanceof Error) {
      parts.push(current.message === '' ? current.name : current.message);
      current = current.cause;
    } else {
      parts.push(typeof current === 'string' ? current : 'unknown error');
      current = null;
    }
  }
  return redactText([...new Set(parts)].join(': ')).slice(0, 500);
}

/** Knows the secrets of one account by value, beside their names and shapes. */
export class Redactor {
  readonly #secrets = new Map<string, readonly string[]>();

  /** Remembers a secret; tokens come and go, so the oldest of many is forgotten. */
  add(secret: string): void {
    if (secret.length < SHORTEST || this.#secrets.has(secret)) return;
    this.#secrets.set(secret, spellings(secret));
    const oldest = this.#secrets.keys().next().value;
    if (this.#secrets.size > MOST && oldest !== undefined) this.#secrets.delete(oldest);
  }

  /** A text without any secret. */
  text(text: string): string {
    let clean = text;
    for (const ways of this.#secrets.values()) for (const way of ways) clean = replaceAllCases(clean, way);
    return redactText(clean);
  }

  /** A failure whose texts hold no secret. */
  failure(failure: Failure): Failure {
    return {
      ...failure,
      ...(failure.provider === undefined
        ? {}
        : { provider: { code: failure.provider.code, message: this.text(failure.provider.message) } }),
      ...(failure.detail === undefined ? {} : { detail: this.text(failure.detail) }),
    };
  }
}
