import { describe, expect, it } from 'vitest';
import type { OpenApiClient } from '../../../electron/openapi/client.ts';
import type { Result } from '../../../electron/contract/result.ts';
import { FakeProvider, hanging, HttpReply, nodeError, type Reply } from './support/fake-provider.ts';
import { action, testBed } from './support/client.ts';
import { demos } from './support/demos.ts';

const IMEI = '358899051025339';
const fence = {
  imei: IMEI,
  name: 'Depot',
  trigger: 'both',
  longitude: 10,
  latitude: 50,
  radius: 300,
} as const;

const effects: readonly [string, string, (client: OpenApiClient) => Promise<Result<unknown>>][] = [
  ['a geofence', '/api/geofence/create', (client) => client.createGeofence(fence, action)],
  ['a command', '/api/command/send', (client) => client.sendCommand(IMEI, { kind: 'stopEngine' }, action)],
  ['a block', '/api/user/block', (client) => client.block('demo', action)],
  ['an unblocking', '/api/user/unblock', (client) => client.unblock('demo', action)],
  ['a message', '/api/message/send', (client) => client.sendMessage(['demo'], 'Hello', action)],
  [
    'a password',
    '/api/user/password/set',
    (client) => client.setPassword('demo', '9d591136280b3ec563e3062dbb6f915b', action),
  ],
];

describe.each(effects)('%s', (_what, path, send) => {
  it.each<[string, Reply]>([
    ['the connection breaks', nodeError('ECONNRESET')],
    ['nothing comes back', hanging],
    ['a web page comes back', '<html>502 Bad Gateway</html>'],
    ['the answer breaks off', '{"code":0,"rec'],
    ['the network changes', new Error('net::ERR_NETWORK_CHANGED')],
    ['the server breaks down over it', { code: 10000, message: 'System error.' }],
    ['the encryption breaks down', new Error('net::ERR_SSL_PROTOCOL_ERROR')],
    ['a gateway answers in its own codes', { code: 500, message: 'Internal Server Error' }],
    ['a code comes that is none', { code: -1, message: 'fail' }],
    ['a gateway gives up waiting', new HttpReply(504, '{"code":504,"message":"upstream timed out"}')],
  ])('is sent once and its outcome is unknown when %s', async (_how, reply) => {
    const { client, provider, timing } = testBed();
    provider.on(path, () => reply);
    expect(await timing.until(send(client))).toMatchObject({
      ok: false,
      failure: { code: 'outcome.unknown' },
    });
    expect(provider.asked(path)).toHaveLength(1);
  });

  it('was certainly not done when no connection came about', async () => {
    const { client, provider, timing } = testBed();
    provider.on(path, () => nodeError('ECONNREFUSED', 'connect'));
    expect(await timing.until(send(client))).toMatchObject({
      ok: false,
      failure: { code: 'network.unreachable' },
    });
    expect(provider.asked(path)).toHaveLength(1);
  });

  it.each<[string, Reply]>([
    ['the login brings a web page', '<html>Sign in to the hotel</html>'],
    ['the login brings no answer', hanging],
    ['the server breaks down over the login', { code: 10000, message: 'System error.' }],
    ['the right was taken away', { code: 10007, message: 'Permission denied' }],
    ['the password was changed', { code: 20001, message: 'account or password error' }],
  ])('has not left, and says so, when %s', async (_how, reply) => {
    const { client, provider, timing } = testBed();
    provider.on('/api/authorization', () => reply);
    expect(await timing.until(send(client))).toMatchObject({
      ok: false,
      failure: { code: 'request.notSent' },
    });
    expect(provider.asked(path)).toHaveLength(0);
  });

  it('has not left when no connection came about in time', async () => {
    const { client, provider, timing } = testBed();
    provider.on(path, () => nodeError('UND_ERR_CONNECT_TIMEOUT'));
    expect(await timing.until(send(client))).toMatchObject({
      ok: false,
      failure: { code: 'request.notSent' },
    });
  });

  it('is not repeated when the provider says no', async () => {
    const { client, provider, timing } = testBed();
    provider.on(path, () => ({ code: 20018, message: 'Send command fail.' }));
    expect(await timing.until(send(client))).toMatchObject({
      ok: false,
      failure: { code: 'provider.20018' },
    });
    expect(provider.asked(path)).toHaveLength(1);
  });

  it('goes again after 10009, which refused it', async () => {
    const { client, provider, timing } = testBed();
    provider.on(path, () =>
      provider.asked(path).length === 1 ? { code: 10009, message: 'Over TPS Limit' } : demos.commandSend,
    );
    expect(await timing.until(send(client))).toMatchObject({ ok: true });
    expect(provider.asked(path)).toHaveLength(2);
  });
});

describe('a request with an effect', () => {
  it('has an unknown outcome when it is cancelled under way, and none when it still waited', async () => {
    const { client, provider, timing } = testBed();
    provider.on('/api/user/block', () => hanging);
    await client.signIn();
    const controller = new AbortController();
    const underWay = client.block('demo', { lane: 'action', signal: controller.signal });
    await timing.advance(1_000);
    controller.abort();
    expect(await underWay).toEqual({
      ok: false,
      failure: { code: 'outcome.unknown', concerns: 'demo', detail: 'It was cancelled under way.' },
    });
    expect(await client.block('demo', { lane: 'action', signal: controller.signal })).toEqual({
      ok: false,
      failure: { code: 'cancelled' },
    });
    expect(provider.asked('/api/user/block')).toHaveLength(1);
  });

  it('that brings no command id has an unknown outcome', async () => {
    const { client, provider } = testBed();
    provider.on('/api/command/send', () => ({ code: 0, record: {} }));
    expect(await client.sendCommand(IMEI, { kind: 'reset' }, action)).toMatchObject({
      ok: false,
      failure: { code: 'outcome.unknown', concerns: IMEI },
    });
  });

  it('keeps the provider’s own words for the user', async () => {
    const { client, provider } = testBed();
    provider.on('/api/command/send', () => ({ code: 20017, message: 'Device is offline.' }));
    expect(await client.sendCommand(IMEI, { kind: 'reset' }, action)).toEqual({
      ok: false,
      failure: {
        code: 'provider.20017',
        provider: { code: 20017, message: 'Device is offline.' },
        concerns: IMEI,
      },
    });
  });

  it('keeps the words of a code that nobody documented', async () => {
    const { client, provider, timing } = testBed();
    provider.on('/api/user/block', () => ({ code: '20777', message: 'Out of cheese' }));
    expect(await client.block('demo', action)).toEqual({
      ok: false,
      failure: {
        code: 'provider.unknownCode',
        provider: { code: 20777, message: 'Out of cheese' },
        concerns: 'demo',
      },
    });
    provider.on('/api/user/block', () => ({ code: '31337', message: 'Out of cheese' }));
    expect(await timing.until(client.block('demo', action))).toMatchObject({
      failure: { code: 'outcome.unknown', provider: { code: 31337, message: 'Out of cheese' } },
    });
  });

  it('does not leave after somebody stopped it while it waited for its turn, and is awaited when it had left', async () => {
    const { client, provider, timing } = testBed();
    const stopped = new AbortController();
    provider.on('/api/user/block', () => ({ code: 10009, message: 'Over TPS Limit' }));
    const waits = client.block('demo', { lane: 'action', stopped: stopped.signal });
    await timing.advance(100);
    stopped.abort();
    expect(await waits).toEqual({ ok: false, failure: { code: 'cancelled' } });
    expect(provider.asked('/api/user/block')).toHaveLength(1);

    const other = new AbortController();
    provider.on('/api/user/unblock', () => hanging);
    const left = client.unblock('demo', { lane: 'action', stopped: other.signal });
    await timing.advance(60_000);
    other.abort();
    expect(await timing.until(left)).toMatchObject({ failure: { code: 'outcome.unknown' } });
  });
});

describe('a reading request', () => {
  it('is repeated once when a kept connection broke', async () => {
    const { client, provider, timing } = testBed();
    provider.on('/api/user/info', () =>
      provider.asked('/api/user/info').length === 1 ? nodeError('ECONNRESET') : demos.account,
    );
    expect(await timing.until(client.account('demo', action))).toMatchObject({ ok: true });
    provider.on('/api/user/info', () => nodeError('ECONNRESET'));
    expect(await timing.until(client.account('demo', action))).toMatchObject({
      ok: false,
      failure: { code: 'network.unreachable', concerns: 'demo' },
    });
    expect(provider.asked('/api/user/info')).toHaveLength(4);
  });
});

describe('a server that reads POST parameters only in the query', () => {
  const queryOnly = (code: number): FakeProvider => {
    const provider = new FakeProvider();
    const answer = ({ inBody }: { inBody: boolean }): Reply =>
      inBody ? { code, message: 'missing required parameter:account' } : { code: 0 };
    return provider.on('/api/user/block', answer).on('/api/user/unblock', answer);
  };

  it.each([10005, 10010])('is found out by its %i and remembered', async (code) => {
    const { client, provider, timing } = testBed({}, queryOnly(code));
    expect(await timing.until(client.block('demo', action))).toEqual({ ok: true, value: null });
    expect(await timing.until(client.unblock('demo', action))).toEqual({ ok: true, value: null });
    expect(provider.requests.slice(1).map(({ inBody }) => inBody)).toEqual([true, false, false]);
    expect(provider.logins).toBe(1);
    expect(client.learned().postStyle).toBe('query');
  });

  it('is asked in the query from the start when that was learned before', async () => {
    const learned = { rate: { allowed: 5, ceiling: null }, postStyle: 'query' } as const;
    const { client, provider, timing } = testBed({ learned }, queryOnly(10005));
    await timing.until(client.block('demo', action));
    expect(provider.asked('/api/user/block').map(({ inBody }) => inBody)).toEqual([false]);
  });

  it('is not suspected once a form was understood', async () => {
    const { client, provider, timing } = testBed();
    provider.on('/api/user/block', () => ({ code: 0 }));
    await timing.until(client.block('demo', action));
    provider.on('/api/user/block', () => ({ code: 10005, message: 'missing required parameter:x' }));
    expect(await timing.until(client.block('demo', action))).toMatchObject({
      failure: { code: 'provider.10005' },
    });
    expect(provider.asked('/api/user/block').every(({ inBody }) => inBody)).toBe(true);
  });

  it('is told from a parameter that is really missing', async () => {
    const { client, provider, timing } = testBed();
    provider.on('/api/user/block', () => ({ code: 10005, message: 'missing required parameter:x' }));
    expect(await timing.until(client.block('demo', action))).toMatchObject({
      failure: { code: 'provider.10005' },
    });
    expect(provider.asked('/api/user/block')).toHaveLength(2);
    expect(client.learned().postStyle).toBe('form');
  });
});

describe('input that the API cannot take', () => {
  const calls: readonly [string, (client: OpenApiClient) => Promise<Result<unknown>>, string][] = [
    [
      'an IMEI that is none',
      (client) => client.sendCommand('12', { kind: 'reset' }, action),
      'input.invalid',
    ],
    ['an account without a name', (client) => client.block(' ', action), 'input.invalid'],
    ['an account with a line break', (client) => client.unblock('a\nb', action), 'input.invalid'],
    [
      'one of several accounts with a comma',
      (client) => client.sendMessage(['c', 'a,b'], 'x', action),
      'input.invalid',
    ],
    ['no accounts', (client) => client.sendMessage([], 'x', action), 'input.nothingChosen'],
    [
      'more than 200 accounts',
      (client) =>
        client.sendMessage(
          Array.from({ length: 201 }, (_, i) => `a${i}`),
          'x',
          action,
        ),
      'input.invalid',
    ],
    [
      'more than 300 characters',
      (client) => client.sendMessage(['a'], 'x'.repeat(301), action),
      'input.invalid',
    ],
    ['an empty message', (client) => client.sendMessage(['a'], '  ', action), 'input.invalid'],
    [
      'a radius below 100 m',
      (client) => client.createGeofence({ ...fence, radius: 99 }, action),
      'input.invalid',
    ],
    ['a password in the clear', (client) => client.setPassword('demo', 'Abc@34590', action), 'input.invalid'],
    [
      'a mileage that is no whole number',
      (client) => client.sendCommand(IMEI, { kind: 'setMileage', mileage: 1.5 }, action),
      'input.invalid',
    ],
  ];

  it.each(calls)('is refused before anything is sent: %s', async (_what, send, code) => {
    const { client, provider } = testBed();
    expect(await send(client)).toMatchObject({ ok: false, failure: { code } });
    expect(provider.requests).toHaveLength(0);
  });

  it('may be a single account with a comma in its name', async () => {
    const { client, provider } = testBed();
    provider.on('/api/user/block', () => ({ code: 0 }));
    expect(await client.block('Weber, Sons', action)).toEqual({ ok: true, value: null });
    expect(provider.asked('/api/user/block')[0]?.params['account']).toBe('Weber, Sons');
  });

  it('does not quote a password in its refusal', async () => {
    const { client } = testBed();
    expect(JSON.stringify(await client.setPassword('demo', 'Abc@34590', action))).not.toContain('Abc@34590');
  });
});
