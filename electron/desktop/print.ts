import { BrowserWindow, session } from 'electron';
import { randomUUID } from 'node:crypto';

export interface PrintLook {
  readonly landscape: boolean;
  /** At the foot of every page. */
  readonly pageNumbers: boolean;
}

const FOOT =
  '<div style="width:100%;padding:0 10mm;font:7pt sans-serif;color:#6b7280;display:flex;justify-content:space-between">' +
  '<span class="title"></span><span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>';

/**
 * Prints a page that we made ourselves to a PDF, in a hidden window that runs no script, reaches nothing and keeps
 * nothing. The page is handed over in memory, so that a secret in it is in no URL and in no file.
 *
 * @param html a whole document; its own page size, where it names one, is kept
 */
export async function printToPdf(
  html: string,
  { landscape, pageNumbers }: PrintLook = { landscape: false, pageNumbers: false },
): Promise<Uint8Array> {
  const pages = session.fromPartition(`print-${randomUUID()}`, { cache: false });
  pages.protocol.handle('print', () => new Response(html, { headers: { 'content-type': 'text/html' } }));
  pages.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !details.url.startsWith('print:') });
  });
  const window = new BrowserWindow({
    show: false,
    webPreferences: { session: pages, sandbox: true, contextIsolation: true, javascript: false },
  });
  try {
    await window.loadURL('print://page/');
    return await window.webContents.printToPDF({
      preferCSSPageSize: true,
      printBackground: true,
      landscape,
      pageSize: 'A4',
      ...(pageNumbers
        ? { displayHeaderFooter: true, headerTemplate: '<span></span>', footerTemplate: FOOT }
        : {}),
    });
  } finally {
    window.destroy();
    pages.protocol.unhandle('print');
  }
}
