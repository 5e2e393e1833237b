/** What is told while XML goes by. Names come without their prefix. */
export interface XmlListener {
  open(name: string, tag: string): void;
  text(text: string): void;
  close(name: string): void;
}

/** XML that a workbook has no business to hold, or none. */
export class XmlProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'XmlProblem';
  }
}

/** Longest piece without an end, in characters: more is no workbook. */
const LONGEST_PIECE = 4_000_000;

/**
 * Goes through the XML of a workbook's parts as it comes, in pieces of any size. Knows elements, attributes, text,
 * the five named entities and character numbers, comments and CDATA; a DOCTYPE is refused, so no entity can expand.
 */
export class XmlScanner {
  readonly #listener: XmlListener;
  #rest = '';

  constructor(listener: XmlListener) {
    this.#listener = listener;
  }

  write(piece: string): void {
    const text = this.#rest + piece;
    let at = 0;
    for (;;) {
      const begin = text.indexOf('<', at);
      if (begin < 0) break;
      const end = endOf(text, begin);
      if (end < 0) break;
      if (begin > at) this.#listener.text(decode(text.slice(at, begin)));
      this.#markup(text.slice(begin, end));
      at = end;
    }
    this.#rest = text.slice(at);
    if (this.#rest.length > LONGEST_PIECE) throw new XmlProblem('a part of it has no end');
  }

  #markup(markup: string): void {
    if (markup.startsWith('</')) {
      this.#listener.close(localName(markup, 2));
    } else if (markup.startsWith('<![CDATA[')) {
      this.#listener.text(markup.slice(9, -3));
    } else if (markup.startsWith('<!') || markup.startsWith('<?')) {
      if (/^<!DOCTYPE/i.test(markup)) throw new XmlProblem('it declares a document type');
    } else {
      const name = localName(markup, 1);
      this.#listener.open(name, markup);
      if (markup.endsWith('/>')) this.#listener.close(name);
    }
  }
}

/** Where the markup that begins at `begin` has ended; -1 when its end has not come yet. */
function endOf(text: string, begin: number): number {
  if (text.startsWith('<!--', begin)) return after(text, '-->', begin + 4);
  if (text.startsWith('<![CDATA[', begin)) return after(text, ']]>', begin + 9);
  if (text.length - begin < 9 && text.startsWith('<!', begin)) return -1;
  let end = text.indexOf('>', begin);
  while (end >= 0 && openQuote(text, begin, end)) end = text.indexOf('>', end + 1);
  return end < 0 ? -1 : end + 1;
}

function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? -1 : at + mark.length;
}

/** Whether a `>` at `end` stands inside the value of an attribute. */
function openQuote(text: string, begin: number, end: number): boolean {
  let quote = '';
  for (let at = begin; at < end; at += 1) {
    const character = text.charAt(at);
    if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = '';
  }
  return quote !== '';
}

function localName(markup: string, from: number): string {
  let end = from;
  while (end < markup.length && !/[\s/>]/.test(markup.charAt(end))) end += 1;
  const name = markup.slice(from, end);
  return name.slice(name.indexOf(':') + 1);
}

/** The value of an attribute of a tag as `XmlListener.open` gave it; null when it has none. */
export function attribute(tag: string, name: string): string | null {
  const found = new RegExp(`\\s(?:[\\w.-]+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return found === null ? null : decode(found[1] ?? found[2] ?? '');
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|\w+);/g, (whole, entity: string) => {
    if (!entity.startsWith('#')) return named[entity] ?? whole;
    const code = entity.startsWith('#x') ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
