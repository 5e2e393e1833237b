/**
 * Every failure the console can show: the provider's 23 error codes (open-api.md, chapter 3) and the console's own.
 * Each has a title (what happened) and a next step (what the user can do). English lives here because workbooks and
 * logs need it too; other languages override it in the renderer's i18n by the same keys.
 */

export interface ErrorText {
  /** What happened, one sentence without a full stop. */
  readonly title: string;
  /** What the user can do next, one or two sentences. */
  readonly next: string;
}

/** The provider's error codes with the name it gives them and what the user can do (open-api.md, chapter 3). */
export const providerErrors = {
  10000: {
    title: 'The provider had an internal error',
    next: 'Try again in a minute. If it stays, send the message below to your provider.',
  },
  10001: {
    title: 'The provider does not know this request',
    next: 'Check the server address; this server may run an older Open API. Ask your provider which operations it offers.',
  },
  10002: { title: 'The sign-in timed out', next: 'The console signs in again by itself. Nothing to do.' },
  10003: { title: 'Not signed in yet', next: 'The console signs in again by itself. Nothing to do.' },
  10004: {
    title: 'The provider refused a parameter',
    next: 'Read the message below: it names the parameter. Correct the value and try again.',
  },
  10005: {
    title: 'The provider missed a parameter',
    next: 'Read the message below: it names the parameter. If you filled it in, report this to us.',
  },
  10006: {
    title: 'A value is out of range',
    next: 'Choose a value within the range shown beside the field.',
  },
  10007: {
    title: 'Permission denied',
    next: 'This account may not do that, or the Open API has not been switched on for it. Ask your provider to switch it on.',
  },
  10009: {
    title: 'Too many requests',
    next: 'The console slows down by itself and goes on. Close other programs that use this account.',
  },
  10010: {
    title: 'The access token does not exist',
    next: 'The console signs in again by itself. Nothing to do.',
  },
  10011: {
    title: 'The access token is invalid',
    next: 'The console signs in again by itself. Nothing to do.',
  },
  10012: {
    title: 'The access token is out of date',
    next: 'The console signs in again by itself. Nothing to do.',
  },
  10013: {
    title: 'The device does not belong to this account',
    next: 'Reload the accounts; the device may have been moved. Else ask the distributor above it.',
  },
  10014: {
    title: "The provider refused this computer's time",
    next: 'The console corrects for the difference by itself. If it stays, set the clock of this computer.',
  },
  10016: { title: 'The account is blocked', next: 'Ask the distributor above this account to unblock it.' },
  20001: {
    title: 'Account or password is wrong',
    next: 'Check both, capital letters too, and sign in again.',
  },
  20005: {
    title: 'The target does not exist',
    next: 'It may have been deleted or moved. Reload the accounts and choose it again.',
  },
  20017: {
    title: 'The device is offline',
    next: 'Wait until it is online again, or let the command wait for it.',
  },
  20018: {
    title: 'The provider could not send the command',
    next: 'Nothing was sent to the device. Look at its state, then decide whether to send it again.',
  },
  20023: { title: 'No data', next: 'There is nothing for this period or target. Choose another.' },
  20046: {
    title: 'The target is expired',
    next: 'Renew it with the provider; until then it answers nothing.',
  },
  20048: {
    title: 'The device does not support this command',
    next: 'Choose another command. For "Set mileage" check the value.',
  },
  20089: {
    title: 'The device is blocked',
    next: 'Ask the distributor above it to unblock it.',
  },
} as const satisfies Record<number, ErrorText>;

export type ProviderErrorCode = keyof typeof providerErrors;

/** The console's own failures. */
export const consoleErrors = {
  'network.unreachable': {
    title: 'The server cannot be reached',
    next: 'Check the server address, the network cable and the VPN or proxy.',
  },
  'network.notSecure': {
    title: 'The server does not speak https there',
    next: 'If your provider gave you an http address, type it with http:// in front. Otherwise check the port.',
  },
  'network.timeout': {
    title: 'The server did not answer in time',
    next: 'It may be busy. Some providers hang on https: ask yours which address to use.',
  },
  'network.certificate': {
    title: "The server's certificate is not trusted",
    next: 'Check the address and the date of this computer. Ask your administrator about a private certificate.',
  },
  'answer.notApi': {
    title: 'This server does not answer like the Open API',
    next: 'Check the server address: it is the one your provider gives for the Open API, not its web page.',
  },
  'answer.malformed': {
    title: 'The answer could not be read',
    next: 'Try again. If it stays, send the text below to your provider.',
  },
  'provider.unknownCode': {
    title: 'The provider answered with an error this console does not know',
    next: 'Read the message of the provider below.',
  },
  'session.signedOut': { title: 'Nobody is signed in', next: 'Sign in and try again.' },
  'session.noSecret': {
    title: 'The saved sign-in can no longer be opened',
    next: 'Type the password again.',
  },
  'request.notSent': {
    title: 'The request could not be sent',
    next: 'Nothing of it reached the provider. Read below why the sign-in before it failed, then go on.',
  },
  'outcome.unknown': {
    title: 'It is not known whether the provider did it',
    next: 'It was not sent again. Check the target, then decide.',
  },
  'result.incomplete': {
    title: 'The provider stopped giving further rows',
    next: 'What was received is kept and marked as incomplete. Choose a shorter period.',
  },
  'result.missing': {
    title: 'The provider left this device out of its answer',
    next: 'It is asked again later. If it stays, check that the device still exists.',
  },
  'input.invalid': { title: 'A value is not valid', next: 'Correct the field that is marked.' },
  'input.server': {
    title: 'This is not a server address',
    next: 'Type it like https://api.example.com, with or without a path.',
  },
  'input.period': {
    title: 'The period is not valid',
    next: 'The end must lie after the begin, and both within the last ten years.',
  },
  'input.nothingChosen': { title: 'Nothing is chosen', next: 'Choose at least one account or device.' },
  'report.interrupted': {
    title: 'The console ended while this report was being made',
    next: 'Make it again. No half file was left behind.',
  },
  'file.folderMissing': {
    title: 'The folder does not exist',
    next: 'It may have been moved, or the drive is not connected. Choose another folder.',
  },
  'file.notWritable': {
    title: 'The file cannot be written there',
    next: 'You may lack the right to write in this folder. Choose another folder.',
  },
  'file.inUse': {
    title: 'The file is open in another program',
    next: 'Close it there, or save under another name.',
  },
  'file.diskFull': {
    title: 'The disk is full',
    next: 'Make room or choose another drive, then run it again.',
  },
  'file.unreadable': {
    title: 'The file cannot be read',
    next: 'Check that it exists and is the file you mean.',
  },
  'file.notPmtiles': {
    title: 'This file is not a PMTiles archive',
    next: 'Choose a file that ends in .pmtiles and was made as PMTiles version 3.',
  },
  'archive.damaged': {
    title: 'The archive on this computer was damaged',
    next: 'It was set aside under the path below, never deleted, and a new one was started. A backup can be restored in Settings.',
  },
  'archive.jobsLost': {
    title: 'Jobs that had not ended went with the damaged archive',
    next: 'Nothing of them goes on, and what they had not done is not done. Restore a backup in Settings, or plan them again: accounts that are already blocked or unblocked as wanted are left alone, messages and passwords would be sent again.',
  },
  'archive.unavailable': {
    title: 'The archive on this computer cannot be used',
    next: 'Check the space and rights of the data folder shown in Settings.',
  },
  'archive.notOne': {
    title: 'This file is not an archive of Watchdesk',
    next: 'Choose a file that Settings has written with "Back up". The archive in use was not touched.',
  },
  'archive.newer': {
    title: 'A newer version of Watchdesk wrote this archive',
    next: 'Update Watchdesk on this computer, then restore it. The archive in use was not touched.',
  },
  'archive.otherAccount': {
    title: 'This is the archive of another account or server',
    next: 'Sign in to the account it was backed up from, then restore it. The archive in use was not touched.',
  },
  'archive.busy': {
    title: 'Something is still being written into the archive',
    next: 'Wait until reports, jobs and the backup under way have ended, or cancel them, then try again.',
  },
  'archive.clock': {
    title: 'The clocks of the provider and of this computer do not agree',
    next: 'Nothing was removed: by a wrong clock too much would go. Set the clock of this computer, or ask your provider.',
  },
  'job.changed': {
    title: 'This plan is not the one that was previewed',
    next: 'Look at the preview again, then confirm it.',
  },
  'job.confirmation': {
    title: 'What was typed does not confirm this job',
    next: 'Type exactly what the preview asks for.',
  },
  'job.unknown': { title: 'There is no such job', next: 'Open the list of jobs again.' },
  'job.state': {
    title: 'The job cannot do that in its present state',
    next: 'Look at its state: it may have ended or been paused meanwhile.',
  },
  'job.otherAccount': {
    title: 'This belongs to another server or account',
    next: 'Sign in with the server and account named below, then go on.',
  },
  'job.needsSecrets': {
    title: 'The passwords of this job are no longer in memory',
    next: 'They are never written to disk. Supply them again, or let new ones be generated.',
  },
  'job.overlap': {
    title: 'Another job has not ended for this account',
    next: 'Let that job end, or cancel it, then look at the preview again.',
  },
  'job.changedSince': {
    title: 'A later job changed this account again',
    next: 'Taking back the older change would undo the later one. Undo the later job, or choose the account by itself.',
  },
  'job.refusals': {
    title: 'Too many rows failed, so the job paused',
    next: 'Read why they failed. Resume the job, retry the failed rows, or cancel it.',
  },
  'password.lost': {
    title: 'New passwords were set that nobody has seen',
    next: 'The console ended before they were shown or written to slips. Open the job under Accounts and set new ones.',
  },
  'plan.invalid': {
    title: 'This is not a plan of this console, or it was changed outside of it',
    next: 'Ask for the file again, or make the plan anew.',
  },
  'plan.empty': {
    title: 'The plan holds nobody',
    next: 'Choose accounts or a file with at least one row. An empty list means nobody, never everybody.',
  },
  'table.tooLarge': {
    title: 'The file is too large',
    next: 'Keep only the rows and columns that are needed, or split the file.',
  },
  'table.header': {
    title: 'The columns of the file are not recognised',
    next: 'Name the columns in the first row as in the template, in any order.',
  },
  'table.unreadable': {
    title: 'This is neither a workbook (.xlsx) nor a table as text (.csv)',
    next: 'Save it as .xlsx or .csv without macros or a password, then choose it again.',
  },
  'command.guard': {
    title: 'The stop was refused to keep people safe',
    next: 'Wait until the vehicle stands and its position is fresh. Where the rules allow it, override with a reason.',
  },
  'command.signature': {
    title: 'The second operator could not be recognised',
    next: 'Check name and PIN. After five wrong tries signing pauses for a minute.',
  },
  'command.failed': {
    title: 'The device answered that it failed',
    next: "Read the device's own text below, then decide.",
  },
  'command.state': {
    title: 'The command cannot do that in its present state',
    next: 'Look at its line in the log: it may have been sent or ended meanwhile.',
  },
  'wall.damaged': {
    title: 'This wall file is damaged or is none of this console',
    next: 'Nothing was changed and the file is kept. Ask for it again, or export the wall anew.',
  },
  'wall.newer': {
    title: 'This wall was saved by a newer console',
    next: 'Update this console to open it. The file is kept as it is.',
  },
  'wall.unknown': {
    title: 'There is no such wall',
    next: 'It may have been deleted meanwhile. Open the list of walls again.',
  },
  'wall.name': {
    title: 'This name cannot be used',
    next: 'Type a name that nothing else of the list has.',
  },
  'wall.changed': {
    title: 'The open wall was changed since it was saved',
    next: 'Save or discard its changes, then open the other one.',
  },
  'wall.tooMany': {
    title: 'There are too many of them',
    next: 'Delete some that nobody needs, then try again.',
  },
  'demo.ended': {
    title: 'The demo provider ended by itself',
    next: 'It is started again with the same fleet. Jobs that ran are paused; look at them, then resume.',
  },
  cancelled: { title: 'Cancelled', next: 'Nothing further was done.' },
  internal: {
    title: 'The console had an error of its own',
    next: 'It was written to the log (Settings shows where). Try again; restart the console if it stays.',
  },
} as const satisfies Record<string, ErrorText>;

export type ConsoleErrorCode = keyof typeof consoleErrors;

/** `provider.10009` for a code of the provider, else one of the console's own. */
export type FailureCode = `provider.${ProviderErrorCode}` | ConsoleErrorCode;

/** An expected failure as a value: safe to show, to log and to send to a window (no secrets). */
export interface Failure {
  readonly code: FailureCode;
  /** The provider's own words, kept for the user; `code` is null where the answer had none. */
  readonly provider?: { readonly code: number | null; readonly message: string };
  /** What it concerned: a field name, an IMEI, an account, a file's path. */
  readonly concerns?: string;
  /** What it was and what is allowed, in plain words, where the code alone does not tell. */
  readonly detail?: string;
}

/** All failure codes, for completeness tests of translations. */
export function allFailureCodes(): FailureCode[] {
  const ofProvider = Object.keys(providerErrors).map(
    (code) => `provider.${Number(code) as ProviderErrorCode}` as const,
  );
  return [...ofProvider, ...(Object.keys(consoleErrors) as ConsoleErrorCode[])];
}

/** Whether a number is one of the 23 documented error codes. */
export function isProviderErrorCode(code: number): code is ProviderErrorCode {
  return Object.hasOwn(providerErrors, code);
}

/** The failure for a non-zero `code` of the provider, with its own message kept. */
export function providerFailure(code: number, message: string, concerns?: string): Failure {
  return {
    code: isProviderErrorCode(code) ? `provider.${code}` : 'provider.unknownCode',
    provider: { code, message },
    ...(concerns === undefined ? {} : { concerns }),
  };
}

/** English title and next step of a failure; the renderer translates by the same code. */
export function errorText(code: FailureCode): ErrorText {
  if (code.startsWith('provider.') && code !== 'provider.unknownCode') {
    const number = Number(code.slice('provider.'.length));
    if (isProviderErrorCode(number)) return providerErrors[number];
  }
  return consoleErrors[code as ConsoleErrorCode];
}
