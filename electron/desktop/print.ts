import { BrowserWindow, session } from 'electron';
import { randomUUID } from 'node:crypto';

/**
 * Prints a page that we made ourselves to a PDF, in a hidden window that runs no script, reaches nothing and keeps
 * nothing. The page is handed over in memory, so that a secret in it is in no URL and in no file.
 *
 * @param html a whole document
 */
export async function printToPdf(html: string): Promise<Uint8Array> {
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
    return await window.webContents.printToPDF({ preferCSSPageSize: true, printBackground: true });
  } finally {
    window.destroy();
    pages.protocol.unhandle('print');
  }
}
