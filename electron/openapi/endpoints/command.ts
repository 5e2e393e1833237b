import {
  commandRequest,
  commandWords,
  type CommandAnswer,
  type CommandRequest,
} from '../../contract/command.ts';
import { fail, succeed, type Result } from '../../contract/result.ts';
import type { CallOptions } from '../api.ts';
import { isFields, readFlag, readText } from '../decode.ts';
import type { Call } from '../exchange.ts';
import { imeiProblem, invalidInput } from '../input.ts';

/**
 * Sends a command (open-api.md 2.5); gives its id. A value of "set mileage" goes into `paramData` as text, never
 * into the command word, which servers answer with 20048 (field-notes.md).
 */
export async function sendCommand(
  call: Call,
  imei: string,
  command: CommandRequest,
  options: CallOptions,
): Promise<Result<string>> {
  const problem = imeiProblem(imei);
  if (problem !== null) return fail(problem);
  const checked = commandRequest.safeParse(command);
  if (!checked.success) return fail(invalidInput(checked.error));
  const value = checked.data;
  const paramData =
    value.kind === 'setMileage' ? { paramData: JSON.stringify({ mileage: String(value.mileage) }) } : {};
  const answer = await call(
    {
      method: 'POST',
      path: '/api/command/send',
      params: { imei, command: commandWords[value.kind], ...paramData },
      effect: true,
    },
    options,
    imei,
  );
  if (!answer.ok) return answer;
  const id = isFields(answer.value) ? readText(answer.value['commandid']) : readText(answer.value);
  if (id !== '') return succeed(id);
  // The provider took it but gave nothing to ask with: whether the device got it cannot be found out.
  return fail({ code: 'outcome.unknown', concerns: imei, detail: 'The provider gave no command id.' });
}

/** Asks once what became of a command (open-api.md 2.6); reading, though it is a POST. */
export async function queryCommand(
  call: Call,
  commandId: string,
  options: CallOptions,
): Promise<Result<CommandAnswer>> {
  const answer = await call(
    { method: 'POST', path: '/api/command/query', params: { commandid: commandId }, effect: false },
    options,
    commandId,
  );
  if (!answer.ok) return answer;
  if (!isFields(answer.value)) return succeed({ answered: false, response: '' });
  const { response, commandstatus } = answer.value;
  return succeed({ answered: readFlag(commandstatus) === true, response: readText(response) });
}
