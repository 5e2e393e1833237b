import {
  ACCOUNTS_PER_MESSAGE,
  MESSAGE_LENGTH_LIMIT,
  messageProblem,
  type MessageProblem,
} from '../../contract/message.ts';
import { fail, succeed, type Result } from '../../contract/result.ts';
import type { CallOptions } from '../api.ts';
import type { Call } from '../exchange.ts';
import { listedAccountProblem } from '../input.ts';

const problems: Readonly<Record<MessageProblem, string>> = {
  empty: 'The message is empty.',
  tooLong: `A message has at most ${MESSAGE_LENGTH_LIMIT} characters.`,
  brokenCharacter: 'The message holds half a character.',
  controlCharacter: 'The message holds a control character.',
};

/** Sends a message to accounts (open-api.md 2.13). More than the API takes is refused here, before anything is sent. */
export async function sendMessage(
  call: Call,
  accounts: readonly string[],
  content: string,
  options: CallOptions,
): Promise<Result<null>> {
  const unique = [...new Set(accounts)];
  if (unique.length === 0) return fail({ code: 'input.nothingChosen', concerns: 'accounts' });
  if (unique.length > ACCOUNTS_PER_MESSAGE) {
    const detail = `${unique.length} accounts; at most ${ACCOUNTS_PER_MESSAGE} fit into one request.`;
    return fail({ code: 'input.invalid', concerns: 'accounts', detail });
  }
  for (const account of unique) {
    const problem = listedAccountProblem(account);
    if (problem !== null) return fail(problem);
  }
  const problem = messageProblem(content);
  if (problem !== null)
    return fail({ code: 'input.invalid', concerns: 'content', detail: problems[problem] });
  const answer = await call(
    {
      method: 'POST',
      path: '/api/message/send',
      params: { accounts: unique.join(','), content },
      effect: true,
    },
    options,
  );
  return answer.ok ? succeed(null) : answer;
}
