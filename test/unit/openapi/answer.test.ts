import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../../electron/openapi/answer.ts';
import { parseJson } from '../../../electron/openapi/json.ts';
import { demos } from './support/demos.ts';

describe('reading an answer', () => {
  it('takes a code as a number or a string, before anything else', () => {
    expect(readAnswer('{"code":"10009","message":"Over TPS Limit","record":[1]}', 200)).toEqual({
      code: 10009,
      message: 'Over TPS Limit',
      record: [1],
    });
    expect(readAnswer('{"code":"0"}', 200)).toEqual({ code: 0, message: '', record: undefined });
  });

  it('looks at the code of an error answer with any HTTP status', () => {
    expect(readAnswer('{"code":10000,"message":"System error"}', 500)).toMatchObject({ code: 10000 });
  });

  it.each([
    ['a web page', '<!DOCTYPE html><html><body>nginx</body></html>'],
    ['nothing', ''],
    ['text', 'Bad Gateway'],
    ['a list', '[1,2]'],
    ['null', 'null'],
    ['a number', '0'],
    ['JSON without a code', '{"error":"not found"}'],
    ['a code that is none', '{"code":"","record":[]}'],
    ['a code that is null', '{"code":null}'],
    ['a code with a fraction', '{"code":0.5}'],
  ])('does not take %s for the API', (_what, body) => {
    expect(readAnswer(body, 200)).toMatchObject({ failure: { code: 'answer.notApi' } });
  });

  it('tells of an answer that breaks off and quotes how it begins', () => {
    expect(readAnswer('{"code":0,"record":[{"imei":"1', 200)).toEqual({
      failure: { code: 'answer.malformed', detail: 'It begins with: {"code":0,"record":[{"imei":"1' },
    });
  });

  it('names the HTTP status of what is not the API', () => {
    expect(readAnswer('<h1>503</h1>', 503)).toMatchObject({
      failure: { detail: 'HTTP 503. It begins with: <h1>503</h1>' },
    });
  });

  it('never throws and gives a code or a failure for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        const answer = readAnswer(body, 200);
        if ('failure' in answer) expect(answer.failure.code).toMatch(/^answer\./);
        else expect(Number.isSafeInteger(answer.code)).toBe(true);
      }),
    );
  });
});

describe('mending JSON', () => {
  it('reads every demo of the reference', () => {
    for (const demo of Object.values(demos)) {
      expect(parseJson(demo)).toMatchObject({ unreadable: false, value: { code: 0 } });
    }
  });

  it.each([
    ['{"a":1,}', { a: 1 }],
    ['{"a":[1,2,],"b":{"c":3,},}', { a: [1, 2], b: { c: 3 } }],
    [
      '{"a":1 "b":"x" "c":{"d":2} "e":[3] "f":null "g":4}',
      { a: 1, b: 'x', c: { d: 2 }, e: [3], f: null, g: 4 },
    ],
    ['{"a":[{"b":1}\n{"b":2}]}', { a: [{ b: 1 }, { b: 2 }] }],
    ['{"a":"1,}","b":"] \\" {",}', { a: '1,}', b: '] " {' }],
    ['\ufeff{"a":1}', { a: 1 }],
  ])('mends the commas of %j', (text, value) => {
    expect(parseJson(text)).toEqual({ unreadable: false, value });
  });

  it.each([
    '{"a":1 2}',
    '[1 2]',
    '{"a" 1}',
    '{"a":}',
    '{,}',
    '[,1]',
    '{"a":1,,"b":2}',
    '{"a":1',
    '{"a":"x}',
    "{'a':1}",
  ])('does not make anything of %j', (text) => {
    expect(parseJson(text)).toEqual({ unreadable: true });
  });

  it('reads any object from which commas between members were lost, and never another value', () => {
    const value = fc.dictionary(
      fc.string(),
      fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null)),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), fc.boolean(), (record, trailing) => {
        const rows = record.map((row) => {
          const members = Object.entries(row).map(
            ([key, item]) => `${JSON.stringify(key)}: ${JSON.stringify(item)}`,
          );
          return `{${members.join('\n')}${trailing && members.length > 0 ? ',' : ''}}`;
        });
        const text = `{"record": [${rows.join('\n')}] "code": 0}`;
        expect(parseJson(text)).toEqual({
          unreadable: false,
          value: JSON.parse(JSON.stringify({ record, code: 0 })) as unknown,
        });
      }),
    );
  });

  it('keeps every digit of an identifier given as a number', () => {
    const parsed = parseJson(
      '{"record":[{"imei":99999999999999999999,"simcard": 8986001234567890123 ,"speed":5}]}',
    );
    expect(parsed).toEqual({
      unreadable: false,
      value: { record: [{ imei: '99999999999999999999', simcard: '8986001234567890123', speed: 5 }] },
    });
  });

  it('does not touch identifiers inside texts', () => {
    const text = JSON.stringify({ message: '"imei":12345,', code: 1, imei: 5 });
    expect(parseJson(text)).toEqual({
      unreadable: false,
      value: { message: '"imei":12345,', code: 1, imei: '5' },
    });
  });
});
