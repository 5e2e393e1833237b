import { ShownRows, type ShownCell } from './shown-rows.ts';
import type { TextSink } from './csv-writer.ts';
import { pageHead } from './page-style.ts';
import type { Cell, ClosedSheet, RowBatch, SealedPart, SheetSpec } from './workbook/model.ts';
import type { WorkbookProperties } from './workbook/parts.ts';
import type { SheetWriter } from './workbook/sheet-writer.ts';
import type { ZoneClock } from './zone.ts';

/** Rows that are put on paper; a report of more is for a workbook, and its cover says how many are left out. */
export const MOST_PRINTED = 20_000;

interface OpenPage {
  readonly spec: SheetSpec;
  readonly shown: ShownRows;
  readonly inFront: boolean;
}

/**
 * The same report as one page of HTML that is printed to PDF afterwards: the cover first, then every sheet as a table
 * whose titles stand on each page. Held in memory until the end, because the cover is known last.
 */
export class PageWriter implements SheetWriter {
  readonly #sink: TextSink;
  readonly #zone: ZoneClock;
  readonly #sections: string[] = [];
  #cover = '';
  #open: OpenPage | null = null;
  #html: string[] = [];
  #row = 0;
  #sums: { count: number; sum: number }[] = [];
  #printed = 0;
  #left = 0;

  constructor(sink: TextSink, zone: ZoneClock) {
    this.#sink = sink;
    this.#zone = zone;
  }

  openSheet(spec: SheetSpec, inFront: boolean): Promise<void> {
    const shown = new ShownRows(spec.columns, this.#zone, false);
    this.#open = { spec, shown, inFront };
    this.#html = [];
    this.#row = 0;
    this.#left = 0;
    this.#sums = spec.columns.map(() => ({ count: 0, sum: 0 }));
    return Promise.resolve();
  }

  rows(batch: RowBatch): Promise<void> {
    for (const row of this.#opened().shown.rows(batch)) this.#add(row);
    this.#spec.columns.forEach((_, index) => {
      const packed = batch.columns[index];
      if (packed?.as === 'numbers')
        packed.values.slice(0, batch.count).forEach((value) => this.#sum(index, value));
    });
    return Promise.resolve();
  }

  cells(rows: readonly (readonly Cell[])[]): Promise<void> {
    const { shown } = this.#opened();
    for (const row of rows) {
      this.#add(shown.cells(row));
      row.forEach((cell, index) => {
        const value = typeof cell === 'object' && cell !== null && 'value' in cell ? cell.value : null;
        if (typeof value === 'number') this.#sum(index, value);
      });
    }
    return Promise.resolve();
  }

  closeSheet(): Promise<ClosedSheet> {
    const { spec, inFront, shown } = this.#opened();
    if (inFront) {
      this.#cover = `<section class="cover"><table>${this.#html.join('')}</table></section>`;
    } else {
      const titles = shown.titles().map((title, index) => {
        const text = ['text', 'time', 'mapLink'].includes(spec.columns[index]?.kind.is ?? 'text');
        return `<th${text ? '' : ' class="number"'}>${escape(title)}</th>`;
      });
      const rest =
        this.#left === 0
          ? ''
          : `<p class="warning">${this.#left} further rows are not printed: a PDF holds ${MOST_PRINTED} in all. A workbook or text file holds every row.</p>`;
      this.#sections.push(
        `<section><h2>${escape(spec.name)}</h2><table class="data"><thead><tr>${titles.join('')}</tr></thead>` +
          `<tbody>${this.#html.join('')}${this.#totals()}</tbody></table>${rest}</section>`,
      );
    }
    const part = { name: spec.name, firstRow: 2, lastRow: this.#row + 1, file: '', sha256: '' };
    const closed: ClosedSheet = { parts: inFront ? [] : [part], cutTexts: 0, leftOut: this.#left };
    this.#open = null;
    return Promise.resolve(closed);
  }

  seal(): Promise<readonly SealedPart[]> {
    return Promise.resolve([]);
  }

  async finish({ title }: WorkbookProperties): Promise<number> {
    const head = pageHead(escape(title));
    let size = 0;
    for (const piece of [head, this.#cover, ...this.#sections, '</body></html>']) {
      const bytes = Buffer.from(piece, 'utf8');
      size += bytes.length;
      await this.#sink.append(bytes);
    }
    return size;
  }

  get #spec(): SheetSpec {
    return this.#opened().spec;
  }

  #opened(): OpenPage {
    if (!this.#open) throw new Error('No sheet is open');
    return this.#open;
  }

  #sum(index: number, value: number): void {
    const sum = this.#sums[index];
    if (sum === undefined || !Number.isFinite(value)) return;
    sum.count += 1;
    sum.sum += value;
  }

  #add(cells: readonly ShownCell[]): void {
    this.#row += 1;
    const { inFront } = this.#opened();
    if (!inFront && this.#printed >= MOST_PRINTED) {
      this.#left += 1;
      return;
    }
    if (!inFront) this.#printed += 1;
    this.#html.push(`<tr>${cells.map(cellHtml).join('')}</tr>`);
  }

  #totals(): string {
    const { spec } = this.#opened();
    if (spec.totalLabel === null || this.#row === 0) return '';
    const labelAt = spec.columns.findIndex(({ kind }) => kind.is === 'text');
    const cells = spec.columns.map(({ total, kind }, index) => {
      if (index === labelAt) return `<td>${escape(spec.totalLabel ?? '')}</td>`;
      const sum = this.#sums[index];
      if (total !== true || sum === undefined || sum.count === 0) return '<td></td>';
      const whole = kind.is === 'integer' || (kind.is === 'rowSum' && kind.of === 'integer');
      const digits = whole ? 0 : 2;
      const text = sum.sum.toLocaleString('en', {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      });
      return `<td class="number">${text}</td>`;
    });
    return `<tr class="total">${cells.join('')}</tr>`;
  }
}

function cellHtml({ text, isNumber, style, link }: ShownCell): string {
  const classes = [
    ...(isNumber && style !== 'dateTime' ? ['number'] : []),
    ...(style === null || style === 'plain' || style === 'text' ? [] : [style]),
  ].join(' ');
  const shown = link === null ? escape(text) : `<a href="${escape(link)}">${escape(text)}</a>`;
  return `<td${classes === '' ? '' : ` class="${classes}"`}>${shown}</td>`;
}

function escape(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
