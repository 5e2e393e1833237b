/** At most this many characters in one message (open-api.md 2.13). */
export const MESSAGE_LENGTH_LIMIT = 300;

/** At most this many accounts in one request (2.13). */
export const ACCOUNTS_PER_MESSAGE = 200;

/**
 * How long a message is, in the characters that the limit of 2.13 counts.
 *
 * The provider does not say how it counts, so this is the strictest count a server of this kind may use: UTF-16 code
 * units, as Java, C# and JavaScript count. An emoji is 2 or more, a combining mark 1 of its own. A text that passes
 * here passes a server that counts code points or what the eye sees too, since neither count is ever higher.
 */
export function messageLength(text: string): number {
  return text.length;
}

/** Why a text cannot be sent as a message. */
export type MessageProblem = 'empty' | 'tooLong' | 'brokenCharacter' | 'controlCharacter';

/**
 * What is wrong with a message, or null when it can be sent as it is. Half of a surrogate pair has no UTF-8 form
 * (1.1), so it would reach the customer as another text than the one previewed; line breaks and tabs are allowed.
 */
export function messageProblem(text: string): MessageProblem | null {
  if (text.trim() === '') return 'empty';
  if (messageLength(text) > MESSAGE_LENGTH_LIMIT) return 'tooLong';
  if (/\p{Surrogate}/u.test(text)) return 'brokenCharacter';
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text)) return 'controlCharacter';
  return null;
}

/** The placeholders that a message may hold; a message with one of them costs one request per account. */
export const messagePlaceholders = ['username', 'account', 'devices', 'expires'] as const;
export type MessagePlaceholder = (typeof messagePlaceholders)[number];

const placeholder = /\{(username|account|devices|expires)\}/g;

/** The placeholders a text uses, each once, in the order of `messagePlaceholders`. */
export function placeholdersIn(text: string): MessagePlaceholder[] {
  const used = new Set(Array.from(text.matchAll(placeholder), (match) => match[1]));
  return messagePlaceholders.filter((name) => used.has(name));
}

/** Why a text cannot be sent to anybody, before its placeholders are filled. */
export type ContentProblem = MessageProblem | 'placeholder';

/** What stands in braces without being a placeholder, as it was typed; a lone brace counts too. */
export function unknownPlaceholders(content: string): string[] {
  const left = content.replace(placeholder, '');
  return [...new Set(Array.from(left.matchAll(/\{[^{}\n]{0,40}\}?|\}/g), ([found]) => found))];
}

/**
 * What is wrong with a text as it is written, or null. Its length is judged only when it has no placeholders: with
 * them that of each filled text counts. Braces are for placeholders, so that none reaches a customer misspelt.
 */
export function contentProblem(content: string): ContentProblem | null {
  const problem = messageProblem(content);
  if (problem !== null && !(problem === 'tooLong' && placeholdersIn(content).length > 0)) return problem;
  return unknownPlaceholders(content).length > 0 ? 'placeholder' : null;
}

/** Fills the placeholders in once; braces inside a value are left alone, other braces too. */
export function fillPlaceholders(text: string, values: Readonly<Record<MessagePlaceholder, string>>): string {
  return text.replace(placeholder, (_whole, name: MessagePlaceholder) => values[name]);
}
