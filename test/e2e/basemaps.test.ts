import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { expect, signIn, test } from '../support/console.ts';
import { tinyArchive } from '../support/tiny-archive.ts';

const small = { vehicles: 60, accounts: 6 };
/** One grey pixel. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);

/** The next file dialog gives this file. */
async function chooseNext(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, file) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [file] });
  }, path);
}

async function addArchive(app: ElectronApplication, page: Page, path: string): Promise<void> {
  await chooseNext(app, path);
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Choose PMTiles file' }).click();
}

/** A server of tiles and styles on this machine; `answers` can be changed while it runs. */
async function tileServer(
  answers: Map<string, Buffer | string>,
): Promise<{ url: string; asked: string[]; server: Server }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const found = answers.get(path) ?? (path.endsWith('.png') ? answers.get('*.png') : undefined);
    response.writeHead(found === undefined ? 404 : 200, {
      'content-type': typeof found === 'string' ? 'application/json' : 'image/png',
    });
    response.end(found);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, server };
}

test('a PMTiles file from disk becomes the basemap; a file that is none, or is damaged, is told', async ({
  launch,
  provider,
  profile,
}) => {
  const server = await provider(small);
  const { app, page } = await launch();
  await signIn(page, server);
  await expect(page.getByText('60 devices').first()).toBeVisible();

  const none = join(profile, 'none.pmtiles');
  await writeFile(none, 'This is a text.');
  await addArchive(app, page, none);
  await expect(page.getByRole('alert').getByText('This file is not a PMTiles archive')).toBeVisible();

  const file = join(profile, 'town.pmtiles');
  await writeFile(file, tinyArchive('Drawn by the test'));
  await addArchive(app, page, file);
  await expect(page.getByText('town', { exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Live' }).click();
  await expect(page.getByText('Drawn by the test')).toBeVisible();
  await expect(page.getByText('is not shown')).toHaveCount(0);

  const damaged = join(profile, 'damaged.pmtiles');
  await writeFile(damaged, Buffer.concat([Buffer.from('PMTiles'), Buffer.from([3]), Buffer.alloc(300, 7)]));
  await addArchive(app, page, damaged);
  await page.getByRole('link', { name: 'Live' }).click();
  await expect(page.getByText('damaged is not shown')).toBeVisible();
  await expect(page.getByText('Natural Earth').first()).toBeVisible();
});

test('tiles and styles of the web come through main, and what does not come is replaced and told', async ({
  launch,
  provider,
}) => {
  const answers = new Map<string, Buffer | string>([['*.png', pixel]]);
  const web = await tileServer(answers);
  const server = await provider(small);
  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByText('60 devices').first()).toBeVisible();

  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Add from the web' }).click();
  await page.getByLabel('Kind').click();
  await page.getByRole('option', { name: 'Raster tiles' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Own tiles');
  const address = page.getByLabel('Address', { exact: true });
  await address.fill('ftp://tiles');
  await expect(page.getByText('Begin the address with https:// or http://.')).toBeVisible();
  await address.fill(`${web.url}/{z}/{x}.png`);
  await expect(page.getByText('The address of raster tiles needs')).toBeVisible();
  await address.fill(`${web.url}/{z}/{x}/{y}.png`);
  await page.getByLabel('Attribution').fill('© Own tiles of the test');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText(`From ${web.url}`)).toBeVisible();
  await page.getByRole('link', { name: 'Live' }).click();
  await expect(page.getByText('© Own tiles of the test')).toBeVisible();
  await expect.poll(() => web.asked.filter((path) => path.endsWith('.png')).length).toBeGreaterThan(0);

  // A page itself may not ask that host, nor any other through main.
  const blocked = await page.evaluate(async (url) => {
    const direct = await fetch(`${url}/0/0/0.png`).then(
      () => 'came',
      () => 'blocked',
    );
    const other = await fetch(`app://watchdesk/web?url=${encodeURIComponent('https://example.com/')}`);
    return [direct, other.status];
  }, web.url);
  expect(blocked).toEqual(['blocked', 403]);

  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Add from the web' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Own style');
  await page.getByLabel('Address', { exact: true }).fill(`${web.url}/style.json`);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('link', { name: 'Live' }).click();
  await expect(page.getByText('Own style is not shown')).toBeVisible();
  await expect(page.getByText('Natural Earth').first()).toBeVisible();

  answers.set(
    '/style.json',
    JSON.stringify({ version: 8, sources: {}, layers: [{ id: 'a', type: 'nonsense' }] }),
  );
  await page.getByRole('button', { name: 'Try again now' }).click();
  await expect(page.getByText('The map style is damaged')).toBeVisible();

  answers.set(
    '/style.json',
    JSON.stringify({
      version: 8,
      sources: {
        own: { type: 'raster', tiles: [`${web.url}/s/{z}/{x}/{y}.png`], attribution: 'Styled by the test' },
      },
      layers: [{ id: 'own', type: 'raster', source: 'own' }],
    }),
  );
  await page.getByRole('button', { name: 'Try again now' }).click();
  await expect(page.getByText('Styled by the test')).toBeVisible();
  await expect(page.getByText('Own style is not shown')).toHaveCount(0);
  await expect.poll(() => web.asked.some((path) => path.startsWith('/s/'))).toBe(true);

  // The network goes while the map is shown: what is old is said over the window, and the map is never blank.
  web.server.close();
  web.server.closeAllConnections();
  await server.faults.set({ refuse: true });
  await expect(page.getByText(/^Offline since .+: nothing here is newer/)).toBeVisible();
  const strip = page.getByRole('status').getByRole('button', { name: /Connection.*Offline since/ });
  await expect(strip).toBeVisible();
  await expect(async () => {
    await page.getByRole('button', { name: 'Zoom in' }).click({ timeout: 1_000 });
    await expect(page.getByText('Own style is not shown')).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(page.getByText('The basemap cannot be reached')).toBeVisible();
  await expect(page.getByText('Natural Earth').first()).toBeVisible();
  await expect(page.getByText('60 devices').first()).toBeVisible();
  await server.faults.set({ refuse: false });
  await expect(strip).toBeHidden();
  await expect(page.getByText('nothing here is newer')).toBeHidden();
});

test('a graphics processor that is lost is told, and the map comes back', async ({ launch, provider }) => {
  const server = await provider(small);
  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByText('60 devices').first()).toBeVisible();
  const canvas = page.locator('canvas').first();
  await expect(page.getByText('Natural Earth').first()).toBeVisible();
  const loss = await canvas.evaluateHandle((element) =>
    (element as HTMLCanvasElement).getContext('webgl2')?.getExtension('WEBGL_lose_context'),
  );
  await loss.evaluate((extension) => extension?.loseContext());
  await expect(page.getByText('The graphics processor was lost')).toBeVisible();
  await expect(page.getByRole('option').first()).toBeVisible();
  await loss.evaluate((extension) => extension?.restoreContext());
  await expect(page.getByText('The graphics processor was lost')).toBeHidden();
  const before = await canvas.screenshot();
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await expect.poll(async () => (await canvas.screenshot()).equals(before)).toBe(false);
});
