import { escapeText, quoteSheet } from './xml.ts';

/** The small parts of a workbook beside its sheets (ECMA-376, part 1, 12 and 15). */

export interface WorkbookProperties {
  readonly title: string;
  readonly subject: string;
  readonly creator: string;
  /** Unix seconds. */
  readonly createdAt: number;
}

/** A finished sheet as the workbook part lists it. */
export interface ListedSheet {
  /** Number of its file: `xl/worksheets/sheetN.xml`. */
  readonly number: number;
  readonly name: string;
  /** The filtered range, as `$A$1:$J$5`; null without a filter. */
  readonly filter: string | null;
  /** Rows and columns printed on every page, as `$1:$1`; null for none. */
  readonly printTitles: readonly string[] | null;
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const officeRelations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

export function contentTypesXml(sheets: readonly ListedSheet[]): string {
  const override = (part: string, type: string): string =>
    `<Override PartName="${part}" ContentType="${type}"/>`;
  return (
    `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    '<Default Extension="xml" ContentType="application/xml"/>' +
    override('/xl/workbook.xml', `${sheetType}.sheet.main+xml`) +
    sheets.map((sheet) => override(`/${sheetFile(sheet.number)}`, `${sheetType}.worksheet+xml`)).join('') +
    override('/xl/styles.xml', `${sheetType}.styles+xml`) +
    override('/xl/sharedStrings.xml', `${sheetType}.sharedStrings+xml`) +
    override('/docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml') +
    override('/docProps/app.xml', 'application/vnd.openxmlformats-officedocument.extended-properties+xml') +
    '</Types>'
  );
}

export function rootRelationsXml(): string {
  return (
    `${head}<Relationships xmlns="${packageRelations}">` +
    `<Relationship Id="rId1" Type="${officeRelations}/officeDocument" Target="xl/workbook.xml"/>` +
    `<Relationship Id="rId2" Type="${packageRelations}/metadata/core-properties" Target="docProps/core.xml"/>` +
    `<Relationship Id="rId3" Type="${officeRelations}/extended-properties" Target="docProps/app.xml"/>` +
    '</Relationships>'
  );
}

export function workbookXml(sheets: readonly ListedSheet[]): string {
  const names = sheets.flatMap((sheet, index) => {
    const local = (name: string, refersTo: string, hidden: string): string =>
      `<definedName name="_xlnm.${name}" localSheetId="${index}"${hidden}>${escapeText(refersTo)}</definedName>`;
    const quoted = quoteSheet(sheet.name);
    return [
      sheet.filter === null ? '' : local('_FilterDatabase', `${quoted}!${sheet.filter}`, ' hidden="1"'),
      sheet.printTitles === null
        ? ''
        : local('Print_Titles', sheet.printTitles.map((range) => `${quoted}!${range}`).join(','), ''),
    ].filter(Boolean);
  });
  return (
    `${head}<workbook xmlns="${main}" xmlns:r="${officeRelations}">` +
    '<workbookPr date1904="false" defaultThemeVersion="124226"/>' +
    '<bookViews><workbookView xWindow="0" yWindow="0" windowWidth="28800" windowHeight="15000" activeTab="0"/></bookViews>' +
    `<sheets>${sheets
      .map(
        (sheet, index) =>
          `<sheet name="${escapeText(sheet.name)}" sheetId="${index + 1}" r:id="rId${sheet.number}"/>`,
      )
      .join('')}</sheets>` +
    (names.length === 0 ? '' : `<definedNames>${names.join('')}</definedNames>`) +
    '<calcPr calcId="191029"/></workbook>'
  );
}

export function workbookRelationsXml(sheets: readonly ListedSheet[]): string {
  const last = sheets.reduce((highest, sheet) => Math.max(highest, sheet.number), 0);
  return (
    `${head}<Relationships xmlns="${packageRelations}">` +
    sheets
      .map(
        ({ number }) =>
          `<Relationship Id="rId${number}" Type="${officeRelations}/worksheet" Target="worksheets/sheet${number}.xml"/>`,
      )
      .join('') +
    `<Relationship Id="rId${last + 1}" Type="${officeRelations}/styles" Target="styles.xml"/>` +
    `<Relationship Id="rId${last + 2}" Type="${officeRelations}/sharedStrings" Target="sharedStrings.xml"/>` +
    '</Relationships>'
  );
}

export function corePropertiesXml(properties: WorkbookProperties): string {
  const when = new Date(properties.createdAt * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
  return (
    `${head}<cp:coreProperties xmlns:cp="${packageRelations.replace('relationships', 'metadata/core-properties')}"` +
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"' +
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
    `<dc:title>${escapeText(properties.title)}</dc:title>` +
    `<dc:subject>${escapeText(properties.subject)}</dc:subject>` +
    `<dc:creator>${escapeText(properties.creator)}</dc:creator>` +
    `<dcterms:created xsi:type="dcterms:W3CDTF">${when}</dcterms:created>` +
    `<dcterms:modified xsi:type="dcterms:W3CDTF">${when}</dcterms:modified>` +
    '</cp:coreProperties>'
  );
}

export function appPropertiesXml(): string {
  return (
    `${head}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">` +
    '<Application>Watchdesk</Application></Properties>'
  );
}

/** Path of a sheet inside the workbook. */
export function sheetFile(number: number): string {
  return `xl/worksheets/sheet${number}.xml`;
}
