import { z } from 'zod';
import { messageTemplate, type MessageTemplate } from '../contract/administration.ts';
import { fail, succeed, type Result } from '../contract/result.ts';

/** Where templates are kept: a small text of JSON that main stores beside the settings. */
export interface TemplateShelf {
  read(): string | null;
  write(text: string): Result<null>;
}

const MOST_TEMPLATES = 500;
const templates = z.array(messageTemplate).max(MOST_TEMPLATES);

/** Texts of messages that are used again, by name. */
export class MessageTemplates {
  readonly #shelf: TemplateShelf;

  constructor(shelf: TemplateShelf) {
    this.#shelf = shelf;
  }

  /** By name; a damaged shelf gives none and is replaced by the next save. */
  list(): readonly MessageTemplate[] {
    const text = this.#shelf.read();
    if (text === null) return [];
    try {
      const parsed = templates.safeParse(JSON.parse(text));
      return parsed.success ? parsed.data : [];
    } catch {
      return [];
    }
  }

  /** Adds a template, or replaces the one of the same id. */
  save(template: MessageTemplate): Result<readonly MessageTemplate[]> {
    const others = this.list().filter(({ id }) => id !== template.id);
    if (others.length >= MOST_TEMPLATES) {
      return fail({ code: 'input.invalid', concerns: 'name', detail: `at most ${MOST_TEMPLATES} templates` });
    }
    return this.#keep([...others, template]);
  }

  remove(id: string): Result<readonly MessageTemplate[]> {
    return this.#keep(this.list().filter((template) => template.id !== id));
  }

  #keep(all: readonly MessageTemplate[]): Result<readonly MessageTemplate[]> {
    const sorted = [...all].sort((a, b) => a.name.localeCompare(b.name));
    const written = this.#shelf.write(JSON.stringify(sorted));
    return written.ok ? succeed(sorted) : written;
  }
}
