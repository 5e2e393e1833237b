import type { TableSheet } from '../contract/table.ts';
import { succeed, type Result } from '../contract/result.ts';
import type { WorkerChannel } from './protocol.ts';
import type { SheetSpec } from './workbook/model.ts';
import { WorkbookClient } from './workbook-client.ts';

export interface WriteTableOptions {
  /** Absolute path of the .xlsx; an existing file is replaced only when complete. */
  readonly target: string;
  readonly title: string;
  readonly author: string;
  /** Part of the temporary file's name. */
  readonly id: string;
  /** IANA zone of every time. */
  readonly timeZone: string;
  /** Unix seconds. */
  readonly now: number;
  /** Nobody else on this computer may read the file. */
  readonly secret?: boolean;
}

/** Writes sheets of plain cells through a workbook worker, page by page; gives the path of the file. */
export async function writeTable(
  channel: WorkerChannel,
  { target, title, author, id, timeZone, now, secret = false }: WriteTableOptions,
  sheets: readonly TableSheet[],
): Promise<Result<string>> {
  const workbook = new WorkbookClient(channel);
  const written = await fill(workbook, { target, id, timeZone, secret }, sheets);
  if (!written.ok) {
    await workbook.discard();
    return written;
  }
  const finished = await workbook.finish({ title, subject: title, creator: author, createdAt: now });
  return finished.ok ? succeed(finished.value.path) : finished;
}

async function fill(
  workbook: WorkbookClient,
  start: Pick<WriteTableOptions, 'target' | 'id' | 'timeZone'> & { readonly secret: boolean },
  sheets: readonly TableSheet[],
): Promise<Result<null>> {
  const started = await workbook.start({ ...start, overwrite: true });
  if (!started.ok) return started;
  for (const sheet of sheets) {
    const opened = await workbook.openSheet(specOf(sheet));
    if (!opened.ok) return opened;
    for await (const page of sheet.pages()) {
      if (!page.ok) return page;
      const taken = await workbook.cells(page.value);
      if (!taken.ok) return taken;
    }
    const closed = await workbook.closeSheet();
    if (!closed.ok) return closed;
  }
  return succeed(null);
}

function specOf({ name, columns, header }: TableSheet): SheetSpec {
  return {
    name,
    columns: columns.map(({ title, width }) => ({ title, width, kind: { is: 'text' } })),
    header,
    frozenColumns: 0,
    totalLabel: null,
    landscape: true,
    shaded: null,
  };
}
