import type { Failure } from '../contract/errors.ts';
import { isFields, readInteger, readText } from './decode.ts';
import { parseJson } from './json.ts';

/** What the provider said (open-api.md 1.4). `code` 0 means it did what was asked. */
export interface Answer {
  readonly code: number;
  readonly message: string;
  readonly record: unknown;
}

const EXCERPT = 160;

function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > EXCERPT ? `${line.slice(0, EXCERPT)} ...` : line;
}

/**
 * Reads an answer's body: `code` before anything else, as a number or a string. What is not JSON, or JSON without a
 * code, does not come from the Open API (`answer.notApi`); JSON that breaks off is `answer.malformed`. The failures'
 * details quote the body, so the caller redacts them.
 */
export function readAnswer(body: string, httpStatus: number): Answer | { readonly failure: Failure } {
  const status = httpStatus === 200 ? '' : `HTTP ${httpStatus}. `;
  const parsed = parseJson(body);
  if (parsed.unreadable) {
    const broken = /^\s*\{\s*"/.test(body);
    const what = body.trim() === '' ? 'The answer was empty.' : `It begins with: ${excerpt(body)}`;
    return { failure: { code: broken ? 'answer.malformed' : 'answer.notApi', detail: `${status}${what}` } };
  }
  const value = parsed.value;
  const code = isFields(value) ? readInteger(value['code']) : null;
  if (!isFields(value) || code === null) {
    return {
      failure: {
        code: 'answer.notApi',
        detail: `${status}The answer has no code. It begins with: ${excerpt(body)}`,
      },
    };
  }
  return { code, message: readText(value['message']).slice(0, 500), record: value['record'] };
}
