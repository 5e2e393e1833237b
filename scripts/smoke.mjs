import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { inRoot } from './lib/paths.mjs';
import { NeedsPerson, runScript, say, secondsSince } from './lib/say.mjs';

// Smoke test of the packaged app (dist/): its fuses, and that it starts and shows the sign-in form. Its inspect
// fuse is off, so no test tool can attach; Chromium's own debugging port shows what its page holds.

const patienceMs = 60_000;
const signInWords = ['Server', 'Account', 'Password', 'Explore the demo fleet'];

/** The state each fuse has to be in; 48 is off, 49 is on. */
const fusesWanted = {
  RunAsNode: 48,
  EnableCookieEncryption: 49,
  EnableNodeOptionsEnvironmentVariable: 48,
  EnableNodeCliInspectArguments: 48,
  OnlyLoadAppFromAsar: 49,
  LoadBrowserProcessSpecificV8Snapshot: 48,
  GrantFileProtocolExtraPrivileges: 48,
};

/** @param {string} executable */
async function checkFuses(executable) {
  const wire = /** @type {Record<number, number>} */ (
    /** @type {unknown} */ (await getCurrentFuseWire(executable))
  );
  for (const [name, wanted] of Object.entries(fusesWanted)) {
    const state = wire[FuseV1Options[/** @type {keyof typeof fusesWanted} */ (name)]];
    if (state !== wanted) throw new NeedsPerson(`fuse ${name} is ${state}, not ${wanted}`);
  }
}

/** @param {string} folder */
async function checkFiles(folder) {
  const resources = await fs.readdir(path.join(folder, 'resources'));
  for (const foreign of ['default_app.asar', 'app']) {
    if (resources.includes(foreign)) throw new NeedsPerson(`the package holds resources/${foreign}`);
  }
}

/**
 * @param {import('node:child_process').ChildProcess} app
 * @returns {Promise<string>} host and port of the debugging server
 */
function debuggingServer(app) {
  return new Promise((resolve, reject) => {
    let heard = '';
    app.stderr?.on('data', (chunk) => {
      heard += chunk;
      const found = /DevTools listening on ws:\/\/([^/]+)\//.exec(heard);
      if (found?.[1]) resolve(found[1]);
    });
    app.on('exit', (code) => reject(new NeedsPerson(`the packaged app ended with code ${code}:\n${heard}`)));
  });
}

/**
 * @param {string} socketUrl a page's debugging address
 * @returns {Promise<{ url: string, text: string } | undefined>} where the page is and what it says; nothing while it
 * is being loaded, when its debugger refuses or the connection breaks
 */
function lookAtPage(socketUrl) {
  return new Promise((resolve) => {
    const socket = new WebSocket(socketUrl);
    const expression =
      `({ url: location.href, text: document.body.innerText + ' ' + ` +
      `[...document.querySelectorAll('input')].map((field) => field.placeholder + ' ' + field.ariaLabel).join(' ') })`;
    socket.onopen = () =>
      socket.send(
        JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression, returnByValue: true } }),
      );
    socket.onerror = () => resolve(undefined);
    socket.onclose = () => resolve(undefined);
    socket.onmessage = ({ data }) => {
      const { id, result } = JSON.parse(String(data));
      if (id !== 1) return;
      resolve(result?.result?.value);
      socket.close();
    };
  });
}

/** @param {string} host waits until some page shows the whole sign-in form */
async function waitForSignIn(host) {
  const deadline = Date.now() + patienceMs;
  let seen = 'no page';
  while (Date.now() < deadline) {
    const targets = /** @type {{ type: string, webSocketDebuggerUrl: string }[]} */ (
      await (await fetch(`http://${host}/json`)).json()
    );
    for (const target of targets.filter(({ type }) => type === 'page')) {
      const { url, text } = (await lookAtPage(target.webSocketDebuggerUrl)) ?? {
        url: 'a page',
        text: 'nothing yet',
      };
      if (signInWords.every((word) => text.includes(word))) return url;
      seen = `${url}: ${text.trim().slice(0, 500)}`;
    }
    await pause(200);
  }
  throw new NeedsPerson(`the sign-in form did not appear; last seen: ${seen}`);
}

/** @param {import('node:child_process').ChildProcess} app */
async function quit(app) {
  app.removeAllListeners('exit');
  const ended = new Promise((resolve) => app.once('exit', resolve));
  app.kill('SIGTERM');
  const late = pause(10_000, 'late', { ref: false });
  if ((await Promise.race([ended, late])) === 'late') {
    app.kill('SIGKILL');
    throw new NeedsPerson('the packaged app did not quit within 10 s of being asked');
  }
}

await runScript(async () => {
  const folder = inRoot('dist/linux-unpacked');
  const executable = path.join(folder, 'watchdesk');
  await checkFuses(executable);
  await checkFiles(folder);
  const userData = await fs.mkdtemp(path.join(os.tmpdir(), 'watchdesk-smoke-'));
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const args = [...asRoot, `--user-data-dir=${userData}`, '--remote-debugging-port=0'];
  const started = performance.now();
  const app = spawn(executable, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    const url = await waitForSignIn(await debuggingServer(app));
    say(`the packaged app shows its sign-in form at ${url} after ${secondsSince(started)}`);
    await quit(app);
  } finally {
    app.kill('SIGKILL');
    await fs.rm(userData, { recursive: true, force: true, maxRetries: 5 });
  }
});
