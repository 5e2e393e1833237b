import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseAddress } from '../../../electron/openapi/address.ts';

const baseOf = (typed: string): string => {
  const address = normaliseAddress(typed);
  return address.ok ? address.value.base : address.failure.code;
};

describe('a server address', () => {
  it.each([
    ['https://api.example.com', 'https://api.example.com'],
    ['https://api.example.com/', 'https://api.example.com'],
    ['  https://API.Example.com//  ', 'https://api.example.com'],
    ['http://api.example.com', 'http://api.example.com'],
    ['api.example.com', 'https://api.example.com'],
    ['api.example.com:8443', 'https://api.example.com:8443'],
    ['localhost:8080', 'https://localhost:8080'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
    ['http://[::1]:9000', 'http://[::1]:9000'],
    ['https://host.example/gps/', 'https://host.example/gps'],
    ['https://host.example/openapi', 'https://host.example/openapi'],
    ['HTTPS://host.example:443', 'https://host.example'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
  ])('normalises %j', (typed, base) => {
    expect(baseOf(typed)).toBe(base);
  });

  it.each([
    ['https://host.example/api', 'https://host.example'],
    ['https://host.example/api/', 'https://host.example'],
    ['https://host.example/gps/api', 'https://host.example/gps'],
    ['https://host.example/api/api/', 'https://host.example'],
    [
      'http://api.trackceo.com/api/authorization?time=1&account=test&signature=abc',
      'http://api.trackceo.com',
    ],
    ['https://host.example/gps/api/user/password/set?x=1', 'https://host.example/gps'],
    ['https://host.example/api#top', 'https://host.example'],
  ])('does not double the /api of %j', (typed, base) => {
    expect(baseOf(typed)).toBe(base);
  });

  it.each([
    ['http//api.example.com', 'http://api.example.com'],
    ['http:/api.example.com', 'http://api.example.com'],
    ['https:api.example.com', 'https://api.example.com'],
    ['https:///api.example.com', 'https://api.example.com'],
    ['https://https://api.example.com', 'https://api.example.com'],
    ['http://http//api.example.com', 'http://api.example.com'],
    ['https:\\\\api.example.com\\gps', 'https://api.example.com/gps'],
    ['"https://api.example.com"', 'https://api.example.com'],
    ['<https://api.example.com>', 'https://api.example.com'],
  ])('puts right the slip in %j', (typed, base) => {
    expect(baseOf(typed)).toBe(base);
  });

  it.each([
    '',
    '   ',
    'https://',
    'ftp://host.example',
    'file:///etc/passwd',
    'https://user:pass@host.example',
    'two words',
    'https://host.example:99999',
    'https://host:port',
    'https://[::1',
    '?',
    '/api',
    'a,b',
  ])('refuses %j', (typed) => {
    expect(baseOf(typed)).toBe('input.server');
  });

  it('marks plain http, and only it, as not private', () => {
    const plain = (typed: string): boolean | null => {
      const address = normaliseAddress(typed);
      return address.ok ? address.value.plainHttp : null;
    };
    expect(plain('http://host.example')).toBe(true);
    expect(plain('https://host.example')).toBe(false);
    expect(plain('host.example')).toBe(false);
  });

  it('normalises a normalised address to itself and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true }), fc.domain()), (typed) => {
        const first = normaliseAddress(typed);
        if (!first.ok) return;
        expect(normaliseAddress(first.value.base)).toEqual(first);
        expect(first.value.base).not.toMatch(/\/$|\/api$/i);
      }),
    );
  });
});
