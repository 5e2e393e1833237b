import { describe, expect, it } from 'vitest';
import { readNetworkError } from '../../../electron/openapi/network-error.ts';
import { Redactor } from '../../../electron/openapi/redact.ts';
import { Transport, type ApiRequest, type Fetch } from '../../../electron/openapi/transport.ts';
import { nodeError } from './support/fake-provider.ts';
import { FakeTiming } from './support/fake-timing.ts';

const read: ApiRequest = {
  method: 'GET',
  path: '/api/track',
  params: { access_token: 'TOKEN-1', imeis: '1,2' },
  effect: false,
};
const write: ApiRequest = {
  method: 'POST',
  path: '/api/user/password/set',
  params: { access_token: 'TOKEN-1', account: 'übung & co', password: '9d591136280b3ec563e3062dbb6f915b' },
  effect: true,
};

function transport(fetch: Fetch, effectFetch = fetch): { transport: Transport; timing: FakeTiming } {
  const timing = new FakeTiming();
  const redactor = new Redactor();
  redactor.add('TOKEN-1');
  return {
    timing,
    transport: new Transport({
      base: 'http://provider.test/gps',
      fetch,
      effectFetch,
      timing,
      redactor,
      timeout: 30_000,
    }),
  };
}

const answering =
  (body: string, status = 200, location: string | null = null): Fetch =>
  () =>
    Promise.resolve({ status, headers: { get: () => location }, text: () => Promise.resolve(body) });

describe('the transport', () => {
  it('sends reading parameters in the query', async () => {
    const seen: unknown[] = [];
    const { transport: sender } = transport((url, init) => {
      seen.push(url, init.method, init.body, init.redirect);
      return answering('{"code":0}')(url, init);
    });
    await sender.send(read, 'form');
    expect(seen).toEqual([
      'http://provider.test/gps/api/track?access_token=TOKEN-1&imeis=1%2C2',
      'GET',
      undefined,
      'manual',
    ]);
  });

  it('sends the parameters of a POST in the body, so that nothing secret lands in a URL', async () => {
    const seen: string[] = [];
    const { transport: sender } = transport((url, init) => {
      seen.push(url, init.body ?? '', init.headers['content-type'] ?? '');
      return answering('{"code":0}')(url, init);
    });
    await sender.send(write, 'form');
    expect(seen).toEqual([
      'http://provider.test/gps/api/user/password/set',
      'access_token=TOKEN-1&account=%C3%BCbung+%26+co&password=9d591136280b3ec563e3062dbb6f915b',
      'application/x-www-form-urlencoded; charset=UTF-8',
    ]);
    await sender.send(write, 'query');
    expect(seen[3]).toContain('/api/user/password/set?access_token=TOKEN-1');
    expect(seen[4]).toBe('');
  });

  it('sends requests with an effect through the fetch that never repeats them, and only those', async () => {
    const ways: string[] = [];
    const through =
      (way: string): Fetch =>
      (url, init) => {
        ways.push(way);
        return answering('{"code":0}')(url, init);
      };
    const { transport: sender } = transport(through('usual'), through('effects'));
    await sender.send(write, 'form');
    await sender.send(read, 'form');
    await sender.send({ ...write, effect: false }, 'form');
    expect(ways).toEqual(['effects', 'usual', 'usual']);
  });

  it('gives up after its timeout although the fetch ignores the signal', async () => {
    const { transport: sender, timing } = transport(() => new Promise(() => undefined));
    expect(await timing.until(sender.send(read, 'form'))).toEqual({
      kind: 'trouble',
      failure: { code: 'network.timeout', detail: 'No answer within 30 seconds.' },
      maybeSent: true,
      reset: false,
    });
    expect(timing.elapsed()).toBe(30_000);
  });

  it('gives up when the body hangs', async () => {
    const { transport: sender, timing } = transport(() =>
      Promise.resolve({
        status: 200,
        headers: { get: () => null },
        text: () => new Promise<string>(() => undefined),
      }),
    );
    expect(await timing.until(sender.send(read, 'form'))).toMatchObject({
      failure: { code: 'network.timeout' },
    });
  });

  it('tells the fetch when its time is up or the caller gives up', async () => {
    const signals: AbortSignal[] = [];
    const { transport: sender, timing } = transport((_url, init) => {
      signals.push(init.signal);
      return new Promise(() => undefined);
    });
    await timing.until(sender.send(read, 'form'));
    const controller = new AbortController();
    const aborted = sender.send(read, 'form', controller.signal);
    controller.abort();
    expect(await aborted).toMatchObject({ failure: { code: 'cancelled' }, maybeSent: true });
    expect(signals.map(({ aborted: over }) => over)).toEqual([true, true]);
  });

  it('sends nothing for a caller who has given up already', async () => {
    let sent = 0;
    const { transport: sender } = transport((url, init) => {
      sent += 1;
      return answering('{"code":0}')(url, init);
    });
    expect(await sender.send(read, 'form', AbortSignal.abort())).toMatchObject({
      failure: { code: 'cancelled' },
      maybeSent: false,
    });
    expect(sent).toBe(0);
  });

  it('names where a server redirects to, without what may be secret, and does not follow', async () => {
    const { transport: sender } = transport(
      answering('', 302, 'https://provider.test/login?access_token=TOKEN-1'),
    );
    expect(await sender.send(read, 'form')).toMatchObject({
      kind: 'trouble',
      failure: { code: 'answer.notApi', detail: 'The server redirects to https://provider.test/login.' },
    });
  });

  it('takes a bare HTTP 429 for "too frequent"', async () => {
    const { transport: sender } = transport(answering('<html>slow down</html>', 429));
    expect(await sender.send(read, 'form')).toMatchObject({ kind: 'answer', answer: { code: 10009 } });
  });

  it('hides secrets that the server sends back', async () => {
    const { transport: echoing } = transport(answering('{"code":10011,"message":"token TOKEN-1 invalid"}'));
    expect(JSON.stringify(await echoing.send(read, 'form'))).not.toContain('TOKEN-1');
    const { transport: page } = transport(answering('<a href="/?access_token=TOKEN-1">TOKEN-1</a>', 404));
    expect(JSON.stringify(await page.send(read, 'form'))).not.toContain('TOKEN-1');
  });
});

describe('an exception of fetch', () => {
  const electron = (name: string): Error => new Error(`net::${name}`);

  it.each([
    ['ECONNREFUSED', nodeError('ECONNREFUSED', 'connect'), 'network.unreachable', false],
    ['ENOTFOUND', nodeError('ENOTFOUND', 'getaddrinfo'), 'network.unreachable', false],
    ['EHOSTUNREACH while connecting', nodeError('EHOSTUNREACH', 'connect'), 'network.unreachable', false],
    ['EHOSTUNREACH later', nodeError('EHOSTUNREACH', 'read'), 'network.unreachable', true],
    ['ETIMEDOUT while connecting', nodeError('ETIMEDOUT', 'connect'), 'network.timeout', false],
    ['ETIMEDOUT later', nodeError('ETIMEDOUT', 'read'), 'network.timeout', true],
    ['a connect timeout', nodeError('UND_ERR_CONNECT_TIMEOUT'), 'network.timeout', false],
    ['a headers timeout', nodeError('UND_ERR_HEADERS_TIMEOUT'), 'network.timeout', true],
    ['ECONNRESET', nodeError('ECONNRESET'), 'network.unreachable', true],
    ['an expired certificate', nodeError('CERT_HAS_EXPIRED'), 'network.certificate', false],
    ['a self-signed certificate', nodeError('DEPTH_ZERO_SELF_SIGNED_CERT'), 'network.certificate', false],
    ['another host’s certificate', nodeError('ERR_TLS_CERT_ALTNAME_INVALID'), 'network.certificate', false],
    ['an unknown issuer', nodeError('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'network.certificate', false],
    ['net::ERR_CONNECTION_REFUSED', electron('ERR_CONNECTION_REFUSED'), 'network.unreachable', false],
    ['net::ERR_NAME_NOT_RESOLVED', electron('ERR_NAME_NOT_RESOLVED'), 'network.unreachable', false],
    ['net::ERR_INTERNET_DISCONNECTED', electron('ERR_INTERNET_DISCONNECTED'), 'network.unreachable', false],
    [
      'net::ERR_PROXY_CONNECTION_FAILED',
      electron('ERR_PROXY_CONNECTION_FAILED'),
      'network.unreachable',
      false,
    ],
    ['net::ERR_SSL_PROTOCOL_ERROR', electron('ERR_SSL_PROTOCOL_ERROR'), 'network.notSecure', true],
    ['net::ERR_CONNECTION_TIMED_OUT', electron('ERR_CONNECTION_TIMED_OUT'), 'network.timeout', false],
    ['net::ERR_TIMED_OUT', electron('ERR_TIMED_OUT'), 'network.timeout', true],
    ['net::ERR_CERT_AUTHORITY_INVALID', electron('ERR_CERT_AUTHORITY_INVALID'), 'network.certificate', false],
    ['net::ERR_CERT_DATE_INVALID', electron('ERR_CERT_DATE_INVALID'), 'network.certificate', false],
    ['net::ERR_CONNECTION_RESET', electron('ERR_CONNECTION_RESET'), 'network.unreachable', true],
    ['net::ERR_NETWORK_CHANGED', electron('ERR_NETWORK_CHANGED'), 'network.unreachable', true],
    ['net::ERR_ADDRESS_UNREACHABLE', electron('ERR_ADDRESS_UNREACHABLE'), 'network.unreachable', true],
    ['a refused redirect', new Error('Redirect was cancelled'), 'answer.notApi', true],
    ['something else', new Error('?'), 'network.unreachable', true],
    ['no error at all', 'odd', 'network.unreachable', true],
  ])('that says %s is told apart', (_what, error, code, maybeSent) => {
    expect(readNetworkError(error)).toMatchObject({ code, maybeSent });
  });

  it('is read through the errors of all addresses that were tried', () => {
    const tried = [nodeError('ENETUNREACH', 'connect').cause, nodeError('ECONNREFUSED', 'connect').cause];
    const error = new TypeError('fetch failed', { cause: new AggregateError(tried) });
    expect(readNetworkError(error)).toMatchObject({ code: 'network.unreachable', maybeSent: false });
  });

  it('is not read for ever when it is its own cause', () => {
    const error = new Error('loop');
    error.cause = error;
    expect(readNetworkError(error)).toMatchObject({ maybeSent: true });
  });
});
