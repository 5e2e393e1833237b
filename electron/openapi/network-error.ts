import type { ConsoleErrorCode } from '../contract/errors.ts';
import { describeError } from './redact.ts';

/** Why a request brought no answer. */
export interface NetworkTrouble {
  readonly code: ConsoleErrorCode;
  /** Redacted. */
  readonly detail: string;
  /** Whether the request may have reached the server. */
  readonly maybeSent: boolean;
  /** The connection broke off, as it does when a server drops a kept connection just as it is used again. */
  readonly reset: boolean;
}

/** Codes of Node and names of Chromium's net stack that say that no connection came about. */
const neverConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_NODATA',
  'EAI_NONAME',
  'ERR_CONNECTION_REFUSED',
  'ERR_CONNECTION_FAILED',
  'ERR_NAME_NOT_RESOLVED',
  'ERR_NAME_RESOLUTION_FAILED',
  'ERR_INTERNET_DISCONNECTED',
  'ERR_PROXY_CONNECTION_FAILED',
  'ERR_TUNNEL_CONNECTION_FAILED',
  'ERR_UNSAFE_PORT',
  'ERR_ADDRESS_INVALID',
]);
/** A server that answers https with something else, mostly plain http. */
const notSecure = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PROTOCOL_ERROR',
  'ERR_SSL_VERSION_OR_CIPHER_MISMATCH',
]);
/** Codes that say so only when they come from connecting. */
const neverConnectedWhileConnecting = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ETIMEDOUT']);
const connectTimeouts = new Set(['UND_ERR_CONNECT_TIMEOUT', 'ERR_CONNECTION_TIMED_OUT']);
const timeouts = new Set(['ETIMEDOUT', 'ERR_TIMED_OUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);
const resets = new Set([
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'ERR_CONNECTION_RESET',
  'ERR_CONNECTION_CLOSED',
  'ERR_EMPTY_RESPONSE',
]);
const certificates =
  /^(CERT_.*|ERR_CERT_.*|ERR_TLS_CERT_ALTNAME_INVALID|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(VERIFY|GET)_.*|HOSTNAME_MISMATCH|INVALID_CA|ERR_BAD_SSL_CLIENT_AUTH_CERT)$/;

interface Trace {
  readonly code: string;
  readonly connecting: boolean;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** All codes in an error, its causes and the errors it gathers. */
function traces(error: unknown, depth = 0): Trace[] {
  if (typeof error !== 'object' || error === null || depth > 5) return [];
  const found: Trace[] = [];
  const fields = error as {
    code?: unknown;
    syscall?: unknown;
    cause?: unknown;
    errors?: unknown;
    message?: unknown;
  };
  const connecting = fields.syscall === 'connect';
  if (typeof fields.code === 'string') found.push({ code: fields.code.replace(/^net::/, ''), connecting });
  for (const [, name] of text(fields.message).matchAll(/net::(ERR_[A-Z_]+)/g)) {
    if (name !== undefined) found.push({ code: name, connecting: false });
  }
  if (Array.isArray(fields.errors))
    for (const inner of fields.errors) found.push(...traces(inner, depth + 1));
  return [...found, ...traces(fields.cause, depth + 1)];
}

/**
 * What an exception of `fetch` means: Node's (undici, codes in `cause`) and Electron's (`net::ERR_...`). "Never
 * sent" is claimed only where no connection can have come about.
 */
export function readNetworkError(error: unknown): NetworkTrouble {
  const detail = describeError(error);
  const seen = traces(error);
  const has = (codes: ReadonlySet<string>): boolean => seen.some(({ code }) => codes.has(code));
  const trouble = (code: ConsoleErrorCode, maybeSent: boolean, reset = false): NetworkTrouble => ({
    code,
    detail,
    maybeSent,
    reset,
  });
  if (seen.some(({ code }) => certificates.test(code))) return trouble('network.certificate', false);
  if (has(connectTimeouts)) return trouble('network.timeout', false);
  // The encryption of a connection that was already in use can break down with the same codes.
  if (has(notSecure)) return trouble('network.notSecure', true);
  if (has(neverConnected)) return trouble('network.unreachable', false);
  const whileConnecting = seen.filter(({ code }) => neverConnectedWhileConnecting.has(code));
  if (whileConnecting.length > 0 && whileConnecting.every(({ connecting }) => connecting)) {
    return trouble(has(timeouts) ? 'network.timeout' : 'network.unreachable', false);
  }
  if (has(timeouts)) return trouble('network.timeout', true);
  if (/redirect/i.test(detail)) return trouble('answer.notApi', true);
  return trouble('network.unreachable', true, has(resets));
}
