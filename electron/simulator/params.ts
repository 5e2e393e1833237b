import { refuse } from './codes.ts';
import type { Refusal } from './codes.ts';

/** The parameters of a request, from its query and its form body; the query wins. */
export class Params {
  private readonly query: URLSearchParams;
  private readonly form: URLSearchParams;

  constructor(query: URLSearchParams, form: URLSearchParams) {
    this.query = query;
    this.form = form;
  }

  optional(name: string): string | undefined {
    const value = this.query.get(name) ?? this.form.get(name);
    return value === null || value === '' ? undefined : value;
  }

  text(name: string): string | Refusal {
    return this.optional(name) ?? refuse(10005, `missing required parameter:${name}`);
  }

  number(name: string): number | Refusal {
    const text = this.text(name);
    if (typeof text !== 'string') return text;
    const value = Number(text);
    return text.trim() !== '' && Number.isFinite(value) ? value : wrong(name, text);
  }

  whole(name: string): number | Refusal {
    const value = this.number(name);
    if (typeof value !== 'number') return value;
    return Number.isInteger(value) ? value : wrong(name, String(value));
  }

  /** The parts of a comma-separated list, at most `most` of them. */
  list(name: string, most: number): readonly string[] | Refusal {
    const text = this.text(name);
    if (typeof text !== 'string') return text;
    const parts = this.parts(name);
    if (parts.length === 0) return refuse(10005, `missing required parameter:${name}`);
    return parts.length > most ? refuse(10006, `the parameter is out of range:${name}, max ${most}`) : parts;
  }

  /** The parts of a comma-separated list as they are, for those who only look. */
  parts(name: string): readonly string[] {
    return (this.optional(name) ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  }
}

/** 10004 in the words of real servers (field-notes.md, "Error messages"). */
export function wrong(name: string, value: string): Refusal {
  return refuse(10004, `parameter ${name} error, value=${value}`);
}
