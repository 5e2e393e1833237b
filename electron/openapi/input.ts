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

/** Null when `account` can be sent, else why not. */
export function accountProblem(account: string): Failure | null {
  const checked = accountName.safeParse(account);
  if (checked.success) return null;
  return {
    code: 'input.invalid',
    concerns: account,
    detail: checked.error.issues[0]?.message ?? 'Not an account.',
  };
}

/** Null when begin and end, in Unix seconds, make a period that the API can be asked for. */
export function periodProblem(begin: number, end: number): Failure | null {
  if (Number.isFinite(begin) && Number.isFinite(end) && begin > 0 && end > begin) return null;
  return { code: 'input.period' };
}
