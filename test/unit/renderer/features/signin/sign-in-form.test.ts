import { describe, expect, it } from 'vitest';
import {
  checkSignIn,
  hostOf,
  isPlainHttp,
  savedFor,
} from '../../../../../renderer/features/signin/sign-in-form.ts';

const good = { server: 'https://api.example.com', account: 'north', password: 'secret', remember: false };
const problemsOf = (over: Partial<typeof good>, secretKept = false): object =>
  checkSignIn({ ...good, ...over }, secretKept);

describe('The sign-in form', () => {
  it.each([
    'https://api.example.com',
    'http://10.0.0.8:8080/gps/',
    ' https://api.example.com/x/y ',
    'HTTPS://A.B',
    'api.example.com',
    '10.0.0.8:8080/gps',
  ])('takes %j as a server', (server) => {
    expect(problemsOf({ server })).toEqual({});
  });

  it.each([
    ['', 'signin.problem.serverMissing'],
    ['   ', 'signin.problem.serverMissing'],
    ['ftp://api.example.com', 'signin.problem.serverScheme'],
    ['https://', 'signin.problem.serverInvalid'],
    ['https://a b', 'signin.problem.serverInvalid'],
    ['https://me:pw@api.example.com', 'signin.problem.serverSecret'],
  ])('says what is wrong with the server %j', (server, server_) => {
    expect(problemsOf({ server })).toEqual({ server: server_ });
  });

  it.each([
    ['', 'signin.problem.accountMissing'],
    ['a,b', 'signin.problem.accountComma'],
    ['x'.repeat(101), 'signin.problem.accountLong'],
  ])('says what is wrong with the account %j', (account, problem) => {
    expect(problemsOf({ account })).toEqual({ account: problem });
  });

  it('wants a password unless the system keeps it', () => {
    expect(problemsOf({ password: '' })).toEqual({ password: 'signin.problem.passwordMissing' });
    expect(problemsOf({ password: '' }, true)).toEqual({});
    expect(problemsOf({ password: 'x'.repeat(201) })).toEqual({ password: 'signin.problem.passwordLong' });
  });

  it('takes spaces as part of a password', () => {
    expect(problemsOf({ password: ' ' })).toEqual({});
  });

  it('warns of plain http only', () => {
    expect([' http://x', 'HTTP://x', 'https://x', 'httpx'].map(isPlainHttp)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('recognises a saved sign-in whatever slashes end the address', () => {
    const saved = [{ server: 'https://api.example.com/', account: 'north', remembered: true, lastUsed: 1 }];
    expect(savedFor(saved, good)).toBe(saved[0]);
    expect(savedFor(saved, { ...good, account: 'south' })).toBeNull();
  });

  it('shows the host of an address, and what is typed where it is none', () => {
    expect([hostOf('https://api.example.com:8443/x'), hostOf('nonsense')]).toEqual([
      'api.example.com:8443',
      'nonsense',
    ]);
  });
});
