import type { Device } from '../contract/device.ts';
import type { Failure } from '../contract/errors.ts';
import type { JobData, Plan, PlanRow } from '../contract/job.ts';
import {
  ACCOUNTS_PER_MESSAGE,
  fillPlaceholders,
  messageLength,
  contentProblem,
  messageProblem,
  placeholdersIn,
  unknownPlaceholders,
  type ContentProblem,
} from '../contract/message.ts';
import type { Result } from '../contract/result.ts';
import type { JobKind, KindContext, RowForecast } from '../jobs/kind.ts';
import type { CallOptions } from '../openapi/api.ts';
import type { Accounts } from './accounts.ts';
import { cannot, changes, unreachable } from './forecast.ts';

/** The operation of the provider that a message needs (2.13). */
export interface MessageApi {
  sendMessage(accounts: readonly string[], content: string, options: CallOptions): Promise<Result<null>>;
}

export interface MessageParts {
  readonly api: MessageApi;
  readonly accounts: Accounts;
}

/** Messages to more accounts than this are confirmed by typing the number of them. */
const MOST_WITHOUT_TYPING = 50;

/**
 * Sends a message, up to 200 accounts a request (2.13). With placeholders every account has a text of its own, fixed
 * in the plan (`text` of its row), and costs a request. An answer that did not come leaves all accounts of the
 * request unknown: no operation of the API tells what was delivered. A code of the provider is its word that the
 * request was an error (1.4), so its accounts have failed; nothing is sent again unless a person says so.
 */
export class MessageKind implements JobKind {
  readonly name = 'message';
  readonly action = 'account.message';
  readonly #parts: MessageParts;

  constructor(parts: MessageParts) {
    this.#parts = parts;
  }

  validate({ parameters, rows }: Plan): Failure | null {
    if (isPersonal(parameters)) {
      const bare = rows.find((row) => typeof row.data['text'] !== 'string');
      return bare === undefined
        ? null
        : { code: 'plan.invalid', concerns: bare.target, detail: 'has no text' };
    }
    return failureOf(contentProblem(contentOf(parameters)), contentOf(parameters));
  }

  preview(row: PlanRow, parameters: JobData): RowForecast {
    const text = textOf(row, parameters);
    const problem =
      unreachable(row.target, this.#parts.accounts, true) ?? failureOf(messageProblem(text), text);
    return problem === null ? changes('', text) : cannot(problem);
  }

  confirmation(changing: number): { type: 'count'; count: number } | { type: 'nothing' } {
    return changing > MOST_WITHOUT_TYPING ? { type: 'count', count: changing } : { type: 'nothing' };
  }

  rowsPerRequest(parameters: JobData): number {
    return isPersonal(parameters) ? 1 : ACCOUNTS_PER_MESSAGE;
  }

  async execute(
    rows: readonly PlanRow[],
    { parameters, signal, stopped }: KindContext,
  ): Promise<readonly Result<null>[]> {
    const [first] = rows;
    if (first === undefined) return [];
    const accounts = rows.map((row) => row.target);
    const result = await this.#parts.api.sendMessage(accounts, textOf(first, parameters), {
      lane: 'action',
      signal,
      stopped,
    });
    const outcome = refusedTogether(result, rows.length);
    return rows.map(() => outcome);
  }
}

/**
 * A refusal says which request was refused, not for whose sake: 2.13 gives one code for all accounts of a request. Each
 * of them keeps that it was refused with the others, so that nobody takes the reason for its own.
 */
function refusedTogether(result: Result<null>, accounts: number): Result<null> {
  if (result.ok || accounts < 2 || !result.failure.code.startsWith('provider.')) return result;
  const { failure } = result;
  const others = accounts === 2 ? '1 other' : `${accounts - 1} others`;
  const together = `refused in one request with ${others}; one of them may be the reason`;
  return {
    ok: false,
    failure: { ...failure, detail: [failure.detail, together].filter(Boolean).join('; ') },
  };
}

/** Why a text cannot be sent, as a failure; null when it can. */
export function failureOf(problem: ContentProblem | null, text: string): Failure | null {
  if (problem === null) return null;
  const detail = detailOf(problem, text);
  return { code: 'input.invalid', concerns: 'message', detail };
}

function detailOf(problem: ContentProblem, text: string): string {
  if (problem === 'tooLong') return `${messageLength(text)} characters, at most 300`;
  return problem === 'placeholder' ? `no placeholder: ${unknownPlaceholders(text).join(' ')}` : problem;
}

function isPersonal(parameters: JobData): boolean {
  return placeholdersIn(contentOf(parameters)).length > 0;
}

function contentOf(parameters: JobData): string {
  const content = parameters['content'];
  return typeof content === 'string' ? content : '';
}

function textOf(row: PlanRow, parameters: JobData): string {
  const own = row.data['text'];
  return isPersonal(parameters) && typeof own === 'string' ? own : contentOf(parameters);
}

/**
 * The text for one account, its placeholders filled from what the console knows: `{expires}` is the earliest due time
 * of its devices (2.7), `-` when none is told.
 *
 * @param formatDate Unix seconds as the customer should read them
 */
export function personalText(
  content: string,
  account: string,
  accounts: Accounts,
  formatDate: (time: number) => string,
): string {
  const devices = accounts.devicesOf(account);
  const expires = earliestDue(devices);
  return fillPlaceholders(content, {
    account,
    username: accounts.find(account)?.userName ?? account,
    devices: String(devices.length),
    expires: expires === null ? '-' : formatDate(expires),
  });
}

/** The earliest due time, of the user or the platform, in Unix seconds; null when none is told. */
export function earliestDue(devices: readonly Device[]): number | null {
  let earliest: number | null = null;
  for (const { userDueTime, platformDueTime } of devices) {
    for (const due of [userDueTime, platformDueTime]) {
      if (due !== null && (earliest === null || due < earliest)) earliest = due;
    }
  }
  return earliest;
}
