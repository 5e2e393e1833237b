import { userInfo } from 'node:os';

/**
 * Name of the user of the operating system, for the audit. A user without an entry in the system's list of users (a
 * container, a directory service that is away) has no name there; then the environment is asked, then the number.
 */
export function systemUser(
  ask: () => { readonly username: string } = userInfo,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  try {
    const { username } = ask();
    if (username !== '') return username;
  } catch {
    // Told below in another way.
  }
  const named = environment['USER'] ?? environment['LOGNAME'] ?? environment['USERNAME'] ?? '';
  if (named !== '') return named;
  const number = process.getuid?.();
  return number === undefined ? 'unknown user' : `user ${number}`;
}
