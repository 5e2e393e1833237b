import { styleNames, type StyleName } from './model.ts';

/** Number of a style in the style part. */
export function styleNumber(name: StyleName): number {
  return styleNames.indexOf(name);
}

// Formats from 164 on are a workbook's own (ECMA-376, 18.8.30).
const numberFormats: readonly (readonly [number, string])[] = [
  [164, '#,##0.00'],
  [165, '0.000000'],
  [166, 'yyyy\\-mm\\-dd\\ hh:mm:ss'],
  [167, 'yyyy\\-mm\\-dd'],
  [168, '[h]:mm:ss'],
  [169, '#,##0'],
];

const fonts = [
  '<font><sz val="10"/><color rgb="FF1B2330"/><name val="Calibri"/><family val="2"/></font>',
  '<font><b/><sz val="10"/><color rgb="FFFFFFFF"/><name val="Calibri"/><family val="2"/></font>',
  '<font><u/><sz val="10"/><color rgb="FF0B62C4"/><name val="Calibri"/><family val="2"/></font>',
  '<font><i/><sz val="10"/><color rgb="FF6B7280"/><name val="Calibri"/><family val="2"/></font>',
  '<font><b/><sz val="10"/><color rgb="FF1B2330"/><name val="Calibri"/><family val="2"/></font>',
  '<font><b/><sz val="16"/><color rgb="FF1B2330"/><name val="Calibri"/><family val="2"/></font>',
  '<font><sz val="9"/><color rgb="FF1B2330"/><name val="Consolas"/><family val="3"/></font>',
  '<font><b/><sz val="10"/><color rgb="FF1D6B3A"/><name val="Calibri"/><family val="2"/></font>',
  '<font><b/><sz val="10"/><color rgb="FF9A3412"/><name val="Calibri"/><family val="2"/></font>',
];

const solid = (colour: string): string =>
  `<fill><patternFill patternType="solid"><fgColor rgb="${colour}"/><bgColor indexed="64"/></patternFill></fill>`;
const fills = [
  '<fill><patternFill patternType="none"/></fill>',
  '<fill><patternFill patternType="gray125"/></fill>',
  solid('FF24344D'),
  solid('FFF1F3F6'),
  solid('FFFDF0D5'),
];

const borders = [
  '<border><left/><right/><top/><bottom/><diagonal/></border>',
  '<border><left/><right/><top style="thin"><color rgb="FF24344D"/></top><bottom/><diagonal/></border>',
];

interface Look {
  readonly format?: number;
  readonly font?: number;
  readonly fill?: number;
  readonly border?: number;
  readonly align?: string;
}

const top = 'vertical="top"';
const looks: Readonly<Record<StyleName, Look>> = {
  plain: {},
  // Format 49 is "@": a plate like =1+1 stays text even after somebody edits the cell.
  text: { format: 49 },
  integer: { format: 1, align: 'horizontal="right" indent="1"' },
  count: { format: 169, align: 'horizontal="left"' },
  kilometres: { format: 164 },
  coordinate: { format: 165 },
  dateTime: { format: 166, align: 'horizontal="left"' },
  date: { format: 167, align: 'horizontal="left"' },
  duration: { format: 168 },
  link: { format: 49, font: 2 },
  header: { format: 49, font: 1, fill: 2, align: 'vertical="center" wrapText="1"' },
  headerDate: { format: 167, font: 1, fill: 2, align: 'horizontal="right" vertical="center"' },
  missing: { format: 49, font: 3, fill: 3, align: 'horizontal="right"' },
  partial: { format: 164, fill: 4 },
  totalText: { format: 49, font: 4, border: 1 },
  totalInteger: { format: 169, font: 4, border: 1, align: 'horizontal="right" indent="1"' },
  totalKilometres: { format: 164, font: 4, border: 1, align: 'horizontal="right"' },
  title: { format: 49, font: 5 },
  label: { format: 49, font: 4, align: top },
  fixed: { format: 49, font: 6, align: top },
  good: { format: 49, font: 7, align: top },
  warning: { format: 49, font: 8, align: top },
  partialInteger: { format: 1, fill: 4, align: 'horizontal="right" indent="1"' },
};

function formatXml(look: Look): string {
  const { format = 0, font = 0, fill = 0, border = 0, align } = look;
  const applied =
    (format ? ' applyNumberFormat="1"' : '') +
    (font ? ' applyFont="1"' : '') +
    (fill ? ' applyFill="1"' : '') +
    (border ? ' applyBorder="1"' : '');
  const open = `<xf numFmtId="${format}" fontId="${font}" fillId="${fill}" borderId="${border}" xfId="0"${applied}`;
  return align === undefined ? `${open}/>` : `${open} applyAlignment="1"><alignment ${align}/></xf>`;
}

/** The workbook's style part (`xl/styles.xml`). */
export function stylesXml(): string {
  const list = (name: string, entries: readonly string[]): string =>
    `<${name} count="${entries.length}">${entries.join('')}</${name}>`;
  return (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
    list(
      'numFmts',
      numberFormats.map(([id, code]) => `<numFmt numFmtId="${id}" formatCode="${code}"/>`),
    ) +
    list('fonts', fonts) +
    list('fills', fills) +
    list('borders', borders) +
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
    list(
      'cellXfs',
      styleNames.map((name) => formatXml(looks[name])),
    ) +
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>' +
    '</styleSheet>'
  );
}
