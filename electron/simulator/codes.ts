/** Error codes of the reference (chapter 3) and the words that real servers put beside them. */
const codeTexts: Readonly<Record<number, string>> = {
  10000: 'system error',
  10001: 'unknown request',
  10002: 'login timeout',
  10003: 'not login yet',
  10004: 'parameter error',
  10005: 'missing required parameter',
  10006: 'the parameter is out of range',
  10007: 'permission denied',
  10009: 'request is too frequency',
  10010: "access token doesn't exist",
  10011: 'access token is invalid',
  10012: 'access token is out of date',
  10013: 'imei is not authorized',
  10014: 'request time error',
  10016: 'account is blocked',
  20001: 'account or password error',
  20005: "target doesn't exist",
  20017: 'device is offline',
  20018: 'send command fail',
  20023: 'no data',
  20046: 'target is expired',
  20048: 'unsupported command',
  20089: 'device is blocked',
};

/** An answer that is not the one asked for. */
export interface Refusal {
  readonly code: number;
  readonly message: string;
}

/** What an operation answers: a record (left out when there is none) or a refusal. */
export type Answer = Refusal | { readonly code: 0; readonly record?: unknown };

export function refuse(code: number, detail = ''): Refusal {
  const text = codeTexts[code] ?? 'error';
  return { code, message: detail === '' ? text : detail };
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'message' in value && 'code' in value;
}
