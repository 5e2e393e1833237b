import { escapeText, fitCell, keepsSpace } from './xml.ts';

/** Texts kept in memory until the end; further ones are written into their cells, so memory stays flat. */
const MOST_TEXTS = 400_000;
const MOST_CHARACTERS = 24_000_000;

/** The workbook's table of texts that repeat (ECMA-376, 18.4). */
export class SharedStrings {
  readonly #numbers = new Map<string, number>();
  #characters = 0;
  #uses = 0;
  #cut = 0;
  #frozen = false;

  /** Texts that were too long for a cell since the last call. */
  takeCut(): number {
    const cut = this.#cut;
    this.#cut = 0;
    return cut;
  }

  /** The rest of a text cell after its address and style: `t="s"><v>5</v></c>`, or the text itself. */
  cell(text: string): string {
    if (this.#frozen) return this.inline(text);
    const known = this.#numbers.get(text);
    if (known !== undefined) return this.#use(known);
    if (this.#numbers.size >= MOST_TEXTS || this.#characters >= MOST_CHARACTERS) return this.inline(text);
    const number = this.#numbers.size;
    this.#numbers.set(text, number);
    this.#characters += text.length;
    if (fitCell(text).cut) this.#cut += 1;
    return this.#use(number);
  }

  /** The rest of a cell that carries its text itself, for texts that mostly differ. */
  inline(text: string): string {
    const fitted = fitCell(text);
    if (fitted.cut) this.#cut += 1;
    return ` t="inlineStr"><is>${textElement(fitted.text)}</is></c>`;
  }

  /** The part `xl/sharedStrings.xml`, in pieces. From then on every text stands in its own cell. */
  *xml(): Generator<string> {
    this.#frozen = true;
    yield (
      '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
      '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"' +
      ` count="${this.#uses}" uniqueCount="${this.#numbers.size}">`
    );
    let piece = '';
    for (const text of this.#numbers.keys()) {
      piece += `<si>${textElement(fitCell(text).text)}</si>`;
      if (piece.length > 100_000) {
        yield piece;
        piece = '';
      }
    }
    yield `${piece}</sst>`;
  }

  #use(number: number): string {
    this.#uses += 1;
    return ` t="s"><v>${number}</v></c>`;
  }
}

function textElement(text: string): string {
  return `<t${keepsSpace(text) ? ' xml:space="preserve"' : ''}>${escapeText(text)}</t>`;
}
