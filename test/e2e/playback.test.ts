import ExcelJS from 'exceljs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { SimulatorHandle } from '../../electron/simulator/server.ts';
import { expect, signIn, test } from '../support/console.ts';

const small = { vehicles: 60, accounts: 12 };

/** Sends exports of the running console into a folder of the test. */
async function exportInto(page: Page, folder: string): Promise<void> {
  await page.evaluate(
    (exportFolder) =>
      (
        window as unknown as { watchdesk: { call(name: string, input: unknown): Promise<unknown> } }
      ).watchdesk.call('settings.change', { exportFolder }),
    folder,
  );
}

/** Chooses a vehicle of the list. */
async function choose(page: Page, imei: string): Promise<void> {
  await page.getByPlaceholder('Search plate, name, IMEI, SIM, account').fill(imei);
  await page.getByRole('option').filter({ hasText: imei }).click();
}

/** The devices that drove most yesterday. */
function busiest({ world }: SimulatorHandle, count: number): string[] {
  const now = Math.floor(Date.now() / 1_000);
  const end = Math.floor(now / 86_400) * 86_400;
  const driven = Array.from({ length: small.vehicles }, (_, index) => {
    const fixes = world.motion.fixes(world.vehicles.at(index), end - 86_400, end, now, 10_000);
    return { imei: world.vehicles.imeiAt(index), count: fixes.filter(({ speed }) => speed > 0).length };
  });
  return driven
    .sort((a, b) => b.count - a.count)
    .slice(0, count)
    .map(({ imei }) => imei);
}

/** Where the mark of every vehicle stands on the map, in the order chosen. */
async function marksOf(page: Page): Promise<string[]> {
  return page
    .locator('.wd-track-mark')
    .evaluateAll((marks) =>
      marks.map((mark) => (mark as unknown as { style: { transform: string } }).style.transform),
    );
}

/** Opens playback for devices and loads what they drove yesterday. */
async function loadYesterday(page: Page, ...imeis: readonly string[]): Promise<void> {
  await page.getByRole('link', { name: 'Playback' }).click();
  for (const imei of imeis) await choose(page, imei);
  await page.getByRole('combobox', { name: 'Period' }).click();
  await page.getByRole('option', { name: 'Yesterday' }).click();
  await page.getByRole('button', { name: 'Load track' }).click();
  await expect(page.getByRole('slider', { name: 'Moment' })).toBeVisible();
}

async function writeAs(page: Page, folder: string, format: string, ending: string): Promise<string> {
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: format, exact: true }).click();
  const found = async (): Promise<string> =>
    (await readdir(folder).catch(() => [])).find((name) => name.endsWith(ending)) ?? '';
  await expect.poll(found).not.toBe('');
  return join(folder, await found());
}

test('fetches a track, plays it, charts it and exports it to files that other programs read', async ({
  launch,
  provider,
  profile,
}) => {
  const server = await provider(small);
  const { page } = await launch();
  const folder = join(profile, 'exports');
  await signIn(page, server);
  await expect(page.getByText('60 devices').first()).toBeVisible();
  await exportInto(page, folder);
  await loadYesterday(page, server.world.vehicles.imeiAt(0));
  const points = page.locator('dl > div', { hasText: 'Points' }).last().locator('dd');
  const count = Number((await points.textContent())?.replaceAll(/\D/g, ''));
  expect(count).toBeGreaterThan(0);

  const moment = page.getByRole('slider', { name: 'Moment' });
  const begin = await moment.inputValue();
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(() => moment.inputValue()).not.toBe(begin);
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  const paused = await moment.inputValue();
  await page.getByRole('button', { name: 'One point ahead' }).click();
  await expect.poll(() => moment.inputValue()).not.toBe(paused);
  const stepped = await moment.inputValue();
  await page.getByRole('img', { name: /Speed over time/ }).click({ position: { x: 500, y: 40 } });
  await expect.poll(() => moment.inputValue()).not.toBe(stepped);

  const gpx = await readFile(await writeAs(page, folder, 'GPX', '.gpx'), 'utf8');
  expect(gpx.match(/<trkpt /g)).toHaveLength(count);
  const csv = await readFile(await writeAs(page, folder, 'CSV', '.csv'), 'utf8');
  expect(csv.trim().split('\r\n')).toHaveLength(count + 1);
  const geojson = z
    .object({
      features: z.array(z.object({ properties: z.object({ times: z.array(z.array(z.string())) }) })),
    })
    .parse(JSON.parse(await readFile(await writeAs(page, folder, 'GeoJSON', '.geojson'), 'utf8')));
  expect(geojson.features.flatMap(({ properties }) => properties.times.flat())).toHaveLength(count);
  const kml = await readFile(await writeAs(page, folder, 'KML', '.kml'), 'utf8');
  for (const [text, element] of [
    [gpx, 'trkpt'],
    [kml, 'when'],
  ] as const) {
    // Chromium's parser is none of ours: what it reads is well formed.
    const read = await page.evaluate(
      ([xml, name]) => {
        const parsed = new DOMParser().parseFromString(xml, 'text/xml');
        const broken = parsed.getElementsByTagName('parsererror').length;
        return { broken, count: parsed.getElementsByTagName(name).length };
      },
      [text, element] as const,
    );
    expect(read).toEqual({ broken: 0, count });
  }
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(await writeAs(page, folder, 'Excel workbook', '.xlsx'));
  expect(workbook.worksheets.map(({ name }) => name)).toEqual(['Totals', 'Trips and stops', 'Points']);
  expect(workbook.getWorksheet('Points')?.rowCount).toBe(count + 1);
});

test('replays several vehicles in step, and what was read once with the network cut', async ({
  launch,
  provider,
}) => {
  const server = await provider(small);
  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByText('60 devices').first()).toBeVisible();
  await loadYesterday(page, ...busiest(server, 2));
  await expect(page.locator('.wd-track-mark')).toHaveCount(2);
  const moment = page.getByRole('slider', { name: 'Moment' });
  const chart = page.getByRole('img', { name: /Speed over time/ });
  const { width = 0 } = (await chart.boundingBox()) ?? {};
  let together = 0;
  for (const share of [0.2, 0.35, 0.5, 0.65, 0.8, 0.95]) {
    const [time, before] = [await moment.inputValue(), await marksOf(page)];
    await chart.click({ position: { x: width * share, y: 40 } });
    await expect.poll(() => moment.inputValue()).not.toBe(time);
    const after = await marksOf(page);
    if (after.every((place, at) => place !== before[at])) together += 1;
  }
  // At night one of them may stand still; whenever both drive, one click moves both.
  expect(together).toBeGreaterThan(0);

  await server.faults.set({ refuse: true });
  await page.getByRole('button', { name: 'Load track' }).click();
  await expect(page.getByText(/nothing was asked of the provider/)).toBeVisible();
  await expect(page.locator('.wd-track-mark')).toHaveCount(2);
  await expect(moment).toBeVisible();
});

test('the screen can be used with keys alone and has no serious flaw of accessibility', async ({
  launch,
  provider,
}) => {
  const server = await provider(small);
  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByText('60 devices').first()).toBeVisible();
  await loadYesterday(page, server.world.vehicles.imeiAt(0));
  const moment = page.getByRole('slider', { name: 'Moment' });
  const begin = await moment.inputValue();
  await page.getByRole('button', { name: 'One point ahead' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => moment.inputValue()).not.toBe(begin);
  const found = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const serious = found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
});
