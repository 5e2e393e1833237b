import { describe, expect, it } from 'vitest';
import { isDigest, passwordDigest, signature } from '../../../electron/openapi/digest.ts';
import { authorization } from '../../../electron/openapi/endpoints/authorization.ts';

describe('digests of the reference', () => {
  it('computes the signature of the worked example in 2.1', () => {
    expect(signature(passwordDigest('Abc@34590'), 1556243443)).toBe('3844afd2c3bf68f0f3f4aa0a9ee8ee6c');
  });

  it('computes the password digest of the worked example in 2.16', () => {
    expect(passwordDigest('Abc@34590')).toBe('9d591136280b3ec563e3062dbb6f915b');
  });

  it('builds the login request of the worked example in 2.1', () => {
    expect(authorization('test', passwordDigest('Abc@34590'), 1556243443)).toEqual({
      method: 'GET',
      path: '/api/authorization',
      params: { time: '1556243443', account: 'test', signature: '3844afd2c3bf68f0f3f4aa0a9ee8ee6c' },
      effect: false,
    });
  });

  it('digests a password as UTF-8', () => {
    expect(passwordDigest('пароль-密码')).toBe('679827e2be00c40e13fa5364ca1ac20c');
  });

  it.each(['', 'ABCDEF0123456789ABCDEF0123456789', '9d591136280b3ec563e3062dbb6f915', 'secret'])(
    'does not take %j for a digest',
    (text) => {
      expect(isDigest(text)).toBe(false);
    },
  );
});
