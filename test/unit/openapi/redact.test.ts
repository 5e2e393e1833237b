import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeError, HIDDEN, redactText, Redactor } from '../../../electron/openapi/redact.ts';

const hex = fc.stringMatching(/^[0-9a-f]{32}$/);
const secretText = fc
  .string({ minLength: 8, maxLength: 60, unit: 'grapheme' })
  .filter((text) => /[^*]{8}/.test(text));
const around = fc.string({ maxLength: 40 });

describe('redaction', () => {
  it('takes token, signature and password out of the URLs of the reference', () => {
    const url =
      'http://api.trackceo.com/api/user/password/set?access_token=ACCESS_TOKEN&account=monitorcenter&password=9d591136280b3ec563e3062dbb6f915b';
    expect(redactText(url)).toBe(
      `http://api.trackceo.com/api/user/password/set?access_token=${HIDDEN}&account=monitorcenter&password=${HIDDEN}`,
    );
  });

  it('takes a token out of an answer', () => {
    const answer = '{"record":{"access_token":"AB-cd_12","expires_in":7200},"code":0}';
    expect(redactText(answer)).not.toContain('AB-cd_12');
    expect(redactText(answer)).toContain('"expires_in":7200');
  });

  it('leaves what is no secret as it is', () => {
    const text = 'missing required parameter:imeis for 358899051025339 at 1784505600';
    expect(redactText(text)).toBe(text);
  });

  it('hides any md5 wherever it stands', () => {
    fc.assert(
      fc.property(around, hex, around, fc.boolean(), (before, secret, after, upper) => {
        const written = upper ? secret.toUpperCase() : secret;
        expect(redactText(`${before}${written}${after}`)).not.toContain(written);
      }),
    );
  });

  it('hides the value of any secret name in a query, a form and JSON', () => {
    const name = fc.constantFrom('access_token', 'signature', 'password', 'token', 'Access_Token');
    const value = fc.stringMatching(/^[A-Za-z0-9_.~+/-]{6,60}$/);
    fc.assert(
      fc.property(name, value, (key, secret) => {
        const written = [
          `https://h/api/x?${key}=${secret}&imei=1`,
          `${key}=${encodeURIComponent(secret)}`,
          JSON.stringify({ [key]: secret, code: 0 }),
          JSON.stringify({ outer: JSON.stringify({ [key]: secret }) }),
          `${key}: ${secret}`,
        ];
        for (const text of written) {
          expect(redactText(text)).not.toContain(secret);
          expect(redactText(text)).not.toContain(encodeURIComponent(secret));
        }
      }),
    );
  });

  it('hides any known secret in any string that holds it, plain, encoded or escaped', () => {
    fc.assert(
      fc.property(secretText, around, around, (secret, before, after) => {
        fc.pre(!HIDDEN.includes(secret));
        const redactor = new Redactor();
        redactor.add(secret);
        const spellings = [
          secret,
          encodeURIComponent(secret),
          new URLSearchParams({ v: secret }).toString().slice(2),
          JSON.stringify(secret).slice(1, -1),
        ];
        for (const spelling of spellings) {
          expect(redactor.text(`${before}${spelling}${after}`)).not.toContain(spelling);
        }
      }),
    );
  });

  it('hides secrets in failures and leaves the rest of them', () => {
    const redactor = new Redactor();
    redactor.add('TOKEN-12345');
    expect(
      redactor.failure({
        code: 'provider.10011',
        provider: { code: 10011, message: 'token TOKEN-12345 is invalid' },
        concerns: '358899051025339',
        detail: 'GET /api/track?access_token=TOKEN-12345',
      }),
    ).toEqual({
      code: 'provider.10011',
      provider: { code: 10011, message: `token ${HIDDEN} is invalid` },
      concerns: '358899051025339',
      detail: `GET /api/track?access_token=${HIDDEN}`,
    });
  });

  it('hides secrets in the causes of an error', () => {
    const secret = '9d591136280b3ec563e3062dbb6f915b';
    const inner = new Error(`connect failed for https://h/?signature=${secret}`);
    const text = describeError(new TypeError('fetch failed', { cause: inner }));
    expect(text).toContain('fetch failed');
    expect(text).not.toContain(secret);
  });

  it('redacts a redacted text to itself', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const once = redactText(text);
        expect(redactText(once)).toBe(once);
      }),
    );
  });
});
