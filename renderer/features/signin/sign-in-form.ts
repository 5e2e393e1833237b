import type { SavedSignIn } from '../../../electron/contract/session.ts';

/** What is typed into the sign-in form. */
export interface SignInForm {
  readonly server: string;
  readonly account: string;
  readonly password: string;
  readonly remember: boolean;
}

/** The fields in the order of the form. */
export const signInFields = ['server', 'account', 'password'] as const;
export type SignInField = (typeof signInFields)[number];

/** i18n keys of what is wrong, by field; a field without an entry is fine. */
export type SignInProblems = Partial<Record<SignInField, string>>;

/**
 * What is wrong with the form.
 *
 * @param secretKept whether the password of this server and account is kept by the system, so that none is needed
 */
export function checkSignIn(form: SignInForm, secretKept: boolean): SignInProblems {
  const problems: SignInProblems = {};
  const server = serverProblem(form.server.trim());
  if (server !== null) problems.server = server;
  const account = form.account.trim();
  if (account === '') problems.account = 'signin.problem.accountMissing';
  else if (account.includes(',')) problems.account = 'signin.problem.accountComma';
  else if (account.length > 100) problems.account = 'signin.problem.accountLong';
  if (form.password === '' && !secretKept) problems.password = 'signin.problem.passwordMissing';
  else if (form.password.length > 200) problems.password = 'signin.problem.passwordLong';
  return problems;
}

function serverProblem(server: string): string | null {
  if (server === '') return 'signin.problem.serverMissing';
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//iu.exec(server)?.[1];
  if (scheme !== undefined && !/^https?$/iu.test(scheme)) return 'signin.problem.serverScheme';
  // Without a scheme it means https, as main reads it too.
  const address = scheme === undefined ? `https://${server}` : server;
  if (/\s/u.test(server) || !URL.canParse(address)) return 'signin.problem.serverInvalid';
  const url = new URL(address);
  if (url.hostname === '') return 'signin.problem.serverInvalid';
  if (url.username !== '' || url.password !== '') return 'signin.problem.serverSecret';
  return null;
}

/** Whether an address says plain http, which anybody on the way can read. */
export function isPlainHttp(server: string): boolean {
  return /^http:\/\//iu.test(server.trim());
}

/** The saved sign-in that the form names, if there is one. */
export function savedFor(
  saved: readonly SavedSignIn[],
  form: Pick<SignInForm, 'server' | 'account'>,
): SavedSignIn | null {
  const server = withoutSlash(form.server.trim());
  const account = form.account.trim();
  return saved.find((entry) => withoutSlash(entry.server) === server && entry.account === account) ?? null;
}

/** An address without what does not tell servers apart on screen: slashes at its end. */
export function withoutSlash(server: string): string {
  return server.replace(/\/+$/u, '');
}

/** The host of an address, for narrow places; the address itself when it is not one. */
export function hostOf(server: string): string {
  return URL.canParse(server) ? new URL(server).host : server;
}
