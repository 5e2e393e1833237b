import log from 'electron-log/main';
import { join } from 'node:path';

/** The console's log file: small, rotated, redacted line by line before it is written. */
export interface Log {
  readonly file: string;
  info(message: string): void;
  warn(message: string): void;
  error(message: string, error?: unknown): void;
}

/** Opens the log in `folder`. `redact` sees every line last, so that no secret can slip through. */
export function openLog(folder: string, redact: (text: string) => string): Log {
  const file = join(folder, 'watchdesk.log');
  log.transports.file.resolvePathFn = () => file;
  log.transports.file.maxSize = 5 * 1024 * 1024;
  log.transports.file.format = '{iso} {level} {text}';
  log.transports.console.level = 'warn';
  log.hooks.push((message) => ({
    ...message,
    data: message.data.map((part: unknown) => redact(asText(part))),
  }));
  return {
    file,
    info: (message) => {
      log.info(message);
    },
    warn: (message) => {
      log.warn(message);
    },
    error: (message, error) => {
      log.error(error === undefined ? message : `${message}: ${asText(error)}`);
    },
  };
}

/** With the type it has: a function or undefined gives undefined. */
const stringify: (value: unknown) => string | undefined = JSON.stringify;

function asText(part: unknown): string {
  if (typeof part === 'string') return part;
  if (part instanceof Error) return part.stack ?? part.message;
  return stringify(part) ?? String(part);
}
