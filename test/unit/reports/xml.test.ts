import { describe, expect, it } from 'vitest';
import {
  columnName,
  escapeText,
  fitCell,
  quoteSheet,
  sheetName,
} from '../../../electron/reports/workbook/xml.ts';

describe('escapeText', () => {
  it('leaves ordinary text alone, in any language', () => {
    expect(escapeText('=1+1 Ölwagen 卡车 🚚')).toBe('=1+1 Ölwagen 卡车 🚚');
  });

  it('writes control characters, and texts that look like one, so that they are read back as they were', () => {
    expect(escapeText('a\u0001b\rc')).toBe('a_x0001_b_x000D_c');
    expect(escapeText('_x0041_')).toBe('_x005F_x0041_');
    expect(escapeText('a<b & "c">')).toBe('a&lt;b &amp; &quot;c&quot;&gt;');
    expect(escapeText('\ufffe')).toBe('_xFFFE_');
  });
});

describe('fitCell', () => {
  it('cuts at 32,767 characters, never through a surrogate pair', () => {
    expect(fitCell('a'.repeat(32_767))).toEqual({ text: 'a'.repeat(32_767), cut: false });
    const { text, cut } = fitCell(`${'a'.repeat(32_765)}🚚🚚`);
    expect(cut).toBe(true);
    expect(text).toBe(`${'a'.repeat(32_765)}…`);
  });
});

describe('names', () => {
  it('counts columns as spreadsheets do', () => {
    expect([0, 25, 26, 701, 702, 16_383].map(columnName)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA', 'XFD']);
  });

  it('makes sheet names that are allowed and not taken', () => {
    expect(sheetName('a/b:c', new Set())).toBe('a b c');
    expect(sheetName('', new Set())).toBe('Sheet');
    expect(sheetName('Alarms', new Set(['alarms', 'alarms (2)']))).toBe('Alarms (3)');
    // Two halves of characters would both be written as the same sign, and a name must not stand twice.
    expect(sheetName(`${'x'.repeat(30)}🚚 Alarms`, new Set())).toBe('x'.repeat(30));
    const long = sheetName('x'.repeat(40), new Set(['x'.repeat(31)]));
    expect(long).toBe(`${'x'.repeat(27)} (2)`);
  });

  it('doubles apostrophes of a sheet name in formulas', () => {
    expect(quoteSheet("Bob's")).toBe("'Bob''s'");
  });
});
