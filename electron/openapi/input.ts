import type { z } from 'zod';
import type { Failure } from '../contract/errors.ts';
import { imei as imeiSchema } from '../contract/device.ts';
import { accountName } from '../contract/account.ts';

/** The failure for input that a schema refused: the first field that is wrong and why. */
export function invalidInput(error: z.ZodError): Failure {
  const issue = error.issues[0];
  const field = issue?.path.join('.') ?? '';
  return {
    code: 'input.invalid',
    ...(field === '' ? {} : { concerns: field }),
    ...(issue === undefined ? {} : { detail: issue.message }),
  };
}

/** Null when `imei` can be sent, else why not. */
export function imeiProblem(imei: string): Failure | null {
  const checked = imeiSchema.safeParse(imei);
  if (checked.success) return null;
  return {
    code: 'input.invalid',
    concerns: imei,
    detail: checked.error.issues[0]?.message ?? 'Not an IMEI.',
  };
}

/** Null when `account` can be the one account of a request (2.7, 2.9 to 2.11, 2.15, 2.16), else why not. */
export function accountProblem(account: string): Failure | null {
  if (account.trim() !== '' && account.length <= 100 && !/[\u0000-\u001f\u007f]/.test(account)) return null;
  return {
    code: 'input.invalid',
    concerns: account,
    detail: 'An account has 1 to 100 printable characters.',
  };
}

/** Null when `account` can be one of several, separated by commas (2.13), else why not. */
export function listedAccountProblem(account: string): Failure | null {
  const checked = accountName.safeParse(account);
  if (checked.success) return null;
  const detail = checked.error.issues[0]?.message ?? 'Not an account.';
  return { code: 'input.invalid', concerns: account, detail };
}

/** Null when begin and end, in Unix seconds, make a period that the API can be asked for. */
export function periodProblem(begin: number, end: number): Failure | null {
  if (Number.isFinite(begin) && Number.isFinite(end) && begin > 0 && end > begin) return null;
  return { code: 'input.period' };
}
