import { fail, succeed, type Result } from '../contract/result.ts';

/** Where a provider's Open API answers. */
export interface ServerAddress {
  /** Everything before `/api/...`, without a slash at the end: `https://api.example.com` or `https://host:8443/gps`. */
  readonly base: string;
  /** Host and port, for people. */
  readonly host: string;
  /** True: what is sent can be read on the way. */
  readonly plainHttp: boolean;
}

/** The last part of every path of the reference, so that a whole example URL can be pasted as an address. */
const endpointPath =
  /\/api\/(authorization|track|playback|geofence|command|device|alarm|user|message)(\/[a-z/]*)?$/i;

function refused(detail: string): Result<never> {
  return fail({ code: 'input.server', concerns: 'server', detail });
}

/** Scheme and rest of what was typed, with the slips of field-notes.md put right: `http//`, `http:/`, doubled schemes. */
function splitScheme(text: string): { scheme: string; rest: string } {
  let scheme = 'https';
  let rest = text;
  for (;;) {
    const found = /^(https?)(?::\/*|\/\/+)/i.exec(rest);
    if (found?.[1] === undefined || /^https?:\d+(\/|$)/i.test(rest)) return { scheme, rest };
    scheme = found[1].toLowerCase();
    rest = rest.slice(found[0].length);
  }
}

/**
 * Normalises any server address a person may type or paste: with or without scheme (then https), path, slash at the
 * end, query, a path that already ends in `/api` or in an endpoint. http and https are never exchanged for each other.
 * Fails with `input.server`.
 */
export function normaliseAddress(typed: string): Result<ServerAddress> {
  const text = typed
    .trim()
    .replace(/^[<"'\s]+|[>"'\s]+$/g, '')
    .replaceAll('\\', '/');
  if (text === '') return refused('It is empty.');
  const { scheme, rest } = splitScheme(text);
  const other = /^([a-z][a-z0-9+.-]*):\/\//i.exec(rest);
  if (other?.[1] !== undefined) return refused(`It starts with ${other[1]}, not with http or https.`);
  const bare = rest.replace(/[?#].*$/s, '').replace(/^\/\/+/, '');
  if (bare.startsWith('/')) return refused('It has no host.');
  if (/[\s@,]/.test(bare)) return refused('It holds a space, a comma or an @.');
  if (!URL.canParse(`${scheme}://${bare}`)) return refused('It has no readable host or port.');
  const url = new URL(`${scheme}://${bare}`);
  if (!/^([a-z0-9_-][a-z0-9._-]*|\[[0-9a-f:.]+\])$/i.test(url.hostname))
    return refused('It has no readable host.');
  const path = url.pathname
    .replace(/\/{2,}/g, '/')
    .replaceAll("'", '%27')
    .replace(/\/+$/, '')
    .replace(endpointPath, '/api');
  const prefix = path.replace(/(\/api)+$/i, '').replace(/\/+$/, '');
  return succeed({ base: `${url.origin}${prefix}`, host: url.host, plainHttp: scheme === 'http' });
}
