/** The provider's codes that the client itself acts on (open-api.md, chapter 3; field-notes.md, "So the client"). */
export const SYSTEM_ERROR = 10_000;
export const MISSING_PARAMETER = 10_005;
export const TOO_FREQUENT = 10_009;
export const REQUEST_TIME_ERROR = 10_014;

const tokenErrors: ReadonlySet<number> = new Set([10_002, 10_003, 10_010, 10_011, 10_012]);

/** The server does not know the token or no longer takes it: log in once and repeat. */
export function isTokenError(code: number): boolean {
  return tokenErrors.has(code);
}

const refusalsForGood: ReadonlySet<number> = new Set([10_007, 10_016, 20_001]);

/** A login answered so will be answered so again: no Open API right, blocked, wrong account or password. */
export function isRefusalForGood(code: number): boolean {
  return refusalsForGood.has(code);
}

const aboutOneImei: ReadonlySet<number> = new Set([10_013, 20_005, 20_046, 20_089]);

/** One IMEI can spoil a whole batch with these: not authorised, unknown, expired, blocked. */
export function isAboutOneImei(code: number): boolean {
  return aboutOneImei.has(code);
}
