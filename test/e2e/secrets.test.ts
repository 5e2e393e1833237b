import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, signIn, test } from '../support/console.ts';
import { recordSecrets } from '../support/recording-proxy.ts';

/** Everything a window's JavaScript still holds, as one text. */
async function heapOf(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  return chunks.join('');
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

test('no token, signature, digest or password is in a window, a file, the log or the output', async ({
  launch,
  profile,
  provider,
}) => {
  const server = await provider({ vehicles: 100, accounts: 12 });
  const proxy = await recordSecrets(server.url);
  const running = await launch();
  const { page } = running;
  // A refused sign-in first: errors are where secrets slip out.
  await signIn(page, { ...server, url: proxy.url, password: 'Mistyped-Secret-77' });
  await expect(page.getByRole('alert')).toContainText('Account or password is wrong');
  await signIn(page, { ...server, url: proxy.url });
  await expect(page.getByText('100 devices').first()).toBeVisible();
  // The token dies and is renewed; then the network fails while requests carry it.
  await expect(page.getByRole('button', { name: /Parked [1-9]/ })).toBeVisible();
  const logins = (): number => server.ledger.entries('signIn').length;
  const before = logins();
  await server.faults.set({
    rules: [{ endpoints: ['track'], action: { do: 'answer', code: 10012 }, times: 1 }],
  });
  await expect.poll(logins).toBeGreaterThan(before);
  const broken = (): number => server.ledger.requests('track').filter(({ code }) => code === -1).length;
  await server.faults.set({ rules: [{ endpoints: ['track'], action: { do: 'reset' }, times: 3 }] });
  await expect.poll(broken).toBe(3);
  await server.faults.clear();
  const opened = running.nextWindow();
  await page.getByRole('button', { name: 'New wall window' }).click();
  const wall = await opened;
  await expect(wall.locator('canvas').first()).toBeVisible();

  const digest = (text: string): string => createHash('md5').update(text).digest('hex');
  const secrets = [
    ...proxy.secrets(),
    digest(server.password),
    digest('Mistyped-Secret-77'),
    'Mistyped-Secret-77',
  ];
  // A token, and the signatures of both sign-ins, have passed: otherwise this test would look for nothing.
  expect(proxy.secrets().length).toBeGreaterThanOrEqual(3);

  for (const window of [page, wall]) {
    const heap = await heapOf(window);
    expect(heap.length).toBeGreaterThan(100_000);
    expect(secrets.filter((secret) => heap.includes(secret))).toEqual([]);
    expect(secrets.filter((secret) => window.url().includes(secret))).toEqual([]);
  }
  await running.close();
  await proxy.close();
  expect(secrets.filter((secret) => running.output().includes(secret))).toEqual([]);
  const files = await filesBelow(profile);
  expect(files.some((file) => file.endsWith('.sqlite'))).toBe(true);
  expect(files.some((file) => file.endsWith('watchdesk.log'))).toBe(true);
  for (const file of files) {
    const content = await readFile(file, 'latin1');
    expect
      .soft(
        secrets.filter((secret) => content.includes(secret)),
        file,
      )
      .toEqual([]);
  }
});
