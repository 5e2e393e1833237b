import type { FileKind } from '../../desktop/dialogs.ts';

export const workbookKind: FileKind = { name: 'Excel', extensions: ['xlsx'] };
export const tableKind: FileKind = { name: 'Excel or CSV', extensions: ['xlsx', 'csv', 'tsv', 'txt'] };
export const archiveKind: FileKind = { name: 'Watchdesk archive', extensions: ['sqlite'] };
export const planKind: FileKind = { name: 'Watchdesk plan', extensions: ['json'] };
export const pdfKind: FileKind = { name: 'PDF', extensions: ['pdf'] };

/** `Audit 2026-11-23.xlsx`, by the calendar of this computer. */
export function dated(name: string, extension: string): string {
  return `${name} ${new Intl.DateTimeFormat('sv-SE').format(Date.now())}.${extension}`;
}
