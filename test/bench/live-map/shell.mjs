// The smallest Electron app that shows the bench page: a window and the scheme that serves the built page.
import { app, BrowserWindow, protocol } from 'electron';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { URL } from 'node:url';

const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
};
const folder = process.env['WATCHDESK_BENCH_PAGE'] ?? '';

protocol.registerSchemesAsPrivileged([
  { scheme: 'bench', privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);
void app.whenReady().then(() => {
  protocol.handle('bench', ({ url }) => {
    const file = path.join(folder, path.normalize(new URL(url).pathname));
    if (!fs.existsSync(file)) return new globalThis.Response(null, { status: 404 });
    const type = types[path.extname(file)] ?? 'application/octet-stream';
    return new globalThis.Response(fs.readFileSync(file), { headers: { 'content-type': type } });
  });
  const window = new BrowserWindow({ width: 1280, height: 800, useContentSize: true, frame: false });
  return window.loadURL('bench://page/index.html');
});
