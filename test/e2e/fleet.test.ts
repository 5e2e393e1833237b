import ExcelJS from 'exceljs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, signIn, test } from '../support/console.ts';

/** The texts of a column of the table, in the order shown. @param place of the column, from 0 */
async function columnTexts(page: Page, place: number): Promise<string[]> {
  return page
    .locator('[role=grid] [role=row][aria-selected]')
    .evaluateAll(
      (rows, at) => rows.map((row) => row.querySelectorAll('[role=gridcell]')[at]?.textContent.trim() ?? ''),
      place,
    );
}

test('the fleet table sorts, filters, groups, shares its selection and is exported as shown', async ({
  launch,
  provider,
  profile,
}) => {
  const server = await provider({ vehicles: 200, accounts: 12 });
  const { app, page } = await launch();
  await signIn(page, server);
  await expect(page.getByText('200 devices').first()).toBeVisible();
  await page.getByRole('radio', { name: 'Table' }).click();
  await expect(page.getByText('200 rows')).toBeVisible();

  const plates = (): Promise<string[]> => columnTexts(page, 1);
  await page.getByRole('button', { name: 'Sort by Plate' }).click();
  const descending = await plates();
  await page.getByRole('button', { name: 'Sort by Plate' }).click();
  await expect.poll(plates).not.toEqual(descending);
  await page.getByRole('button', { name: 'Columns', exact: true }).click();
  await page.getByRole('checkbox', { name: 'Mileage', exact: true }).check();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Sort by Mileage' }).click();
  const mileages = async (): Promise<number[]> => {
    const titles = await page.getByRole('columnheader').allTextContents();
    const texts = await columnTexts(page, titles.indexOf('Mileage'));
    return texts.filter(Boolean).map((text) => Number.parseFloat(text.replaceAll(',', '')));
  };
  await expect
    .poll(async () => {
      const now = await mileages();
      return now.length > 1 && now.every((value, at) => at === 0 || value >= (now[at - 1] ?? 0));
    })
    .toBe(true);
  await page.getByRole('button', { name: 'Sort by Plate' }).click();
  await page.getByRole('button', { name: 'Filter columns' }).click();
  await page.getByLabel('Filter Battery').fill('much');
  await expect(page.getByLabel('Filter Battery')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Filter Battery').fill('');
  await page.getByLabel('Filter State').fill('parked');
  await expect.poll(async () => new Set(await columnTexts(page, 0))).toEqual(new Set(['Parked']));

  await page.getByLabel('Group by').click();
  await page.getByRole('option', { name: 'By account' }).click();
  await expect(page.locator('[role=gridcell][aria-expanded=true]').first()).toBeVisible();

  await page.locator('[role=grid] [role=row][aria-selected]').nth(1).click();
  const details = page.getByRole('complementary', { name: 'Device details' });
  await expect(details.getByText('Nearest vehicles')).toBeVisible();
  await details.getByRole('button', { name: 'Ask now' }).click();
  await expect(details.getByLabel('raw record', { exact: true })).toContainText('"hearttime"');

  const target = join(profile, 'table.xlsx');
  await app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
  }, target);
  await page.getByRole('button', { name: 'Export to Excel' }).click();
  await expect(page.getByText('The table was written', { exact: true })).toBeVisible();
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(target);
  const sheet = workbook.getWorksheet('Fleet');
  const titles = (sheet?.getRow(1).values as unknown[]).slice(1);
  expect(titles.slice(0, 4)).toEqual(['State', 'Plate', 'Name', 'IMEI']);
  expect(titles).toContain('Speed (km/h)');
  const states = new Set<unknown>();
  const imeis = new Set<unknown>();
  sheet?.eachRow((row, line) => {
    if (line === 1 || row.getCell(4).value === null) return;
    states.add(row.getCell(1).value);
    imeis.add(row.getCell(4).value);
  });
  expect(states).toEqual(new Set(['Parked']));
  expect([...imeis].every((imei) => typeof imei === 'string' && /^\d{15}$/.test(imei))).toBe(true);
  await expect(page.getByText(`${imeis.size} rows`)).toBeVisible();
});

test('the polling is shown, and filters narrow what Live shows', async ({ launch, provider }) => {
  const server = await provider({ vehicles: 300, accounts: 12 });
  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByText('300 devices').first()).toBeVisible();

  await page.getByRole('radio', { name: 'Polling' }).click();
  await expect(page.getByText('Every device that can change was asked within the guarantee.')).toBeVisible();
  await expect(page.getByText('Learned limit')).toBeVisible();
  await page.getByRole('radio', { name: 'Map' }).click();

  await page.getByRole('button', { name: /Parked \d/ }).click();
  await page.getByPlaceholder('Search plate, name, IMEI, SIM, account').fill('zzz nothing');
  await expect(page.getByText('No device matches')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filter' }).first().click();
  await expect(page.getByRole('option').first()).toBeVisible();
});

test('a place is found by its coordinates, a distance measured, a vehicle searched and followed', async ({
  launch,
  provider,
}) => {
  test.slow();
  const server = await provider({ vehicles: 300, accounts: 12 });
  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByText('300 devices').first()).toBeVisible();

  await page.getByRole('button', { name: 'Go to coordinates' }).click();
  const typed = page.getByLabel('Latitude, longitude');
  await typed.fill('95, 13');
  await expect(page.getByText('A latitude lies between -90 and 90.')).toBeVisible();
  await typed.fill('nowhere');
  await typed.press('Enter');
  await expect(page.getByText('Type latitude and longitude')).toBeVisible();
  await typed.fill('52°31′N 13°24′E');
  await typed.press('Enter');
  await expect(page.locator('.wd-map-pin')).toBeVisible();

  await page.getByRole('button', { name: 'Measure distance' }).click();
  const box = await page.locator('canvas').first().boundingBox();
  for (const along of [0.3, 0.5, 0.7]) {
    await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) * along, (box?.y ?? 0) + (box?.height ?? 0) / 2);
  }
  await expect(page.getByText('3 points')).toBeVisible();
  await page.keyboard.press('Backspace');
  await expect(page.getByText('2 points')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('2 points')).toHaveCount(0);

  // What opens by a key gives the focus back to where it was.
  const map = page.locator('canvas').first();
  await expect(map).toBeFocused();
  await page.keyboard.press('F1');
  const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(keys.getByText('Measuring: take the last point back')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(keys).toBeHidden();
  await expect(map).toBeFocused();
  await page.keyboard.press('?');
  await expect(keys).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(keys).toBeHidden();
  await page.keyboard.press('Control+k');
  await expect(page.getByPlaceholder('Find a device, an account or a page').last()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(map).toBeFocused();

  await page.keyboard.press('Control+k');
  const imei = server.world.vehicles.imeiAt(42);
  await page.getByPlaceholder('Find a device, an account or a page').last().fill(imei);
  await page.getByRole('option', { name: imei }).click();
  const details = page.getByRole('complementary', { name: 'Device details' });
  await expect(details.getByText(imei)).toBeVisible();
  await details.getByRole('button', { name: 'Follow here' }).click();
  await expect(page.getByRole('status').filter({ hasText: /Following/ })).toBeVisible();
  await details.getByRole('button', { name: 'Stop following' }).click();
  await expect(page.getByRole('status').filter({ hasText: /Following/ })).toHaveCount(0);
});

test('ten thousand vehicles on one spot are drawn, counted and told apart', async ({ launch, provider }) => {
  test.slow();
  const server = await provider({
    vehicles: 10_000,
    accounts: 60,
    faults: { trackFields: { '*': { longitude: 13.4, latitude: 52.5 } } },
  });
  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByText('10,000 devices').first()).toBeVisible();
  await page.getByRole('button', { name: 'Go to coordinates' }).click();
  await page.getByLabel('Latitude, longitude').fill('52.5, 13.4');
  await page.getByLabel('Latitude, longitude').press('Enter');
  const stack = page.getByRole('dialog', { name: 'Vehicles on this spot' });
  // The menu lists who is there when it opens, and positions are still coming in: opened again until thousands are. Of
  // one that was there alone the details are shown, and the middle of the map is elsewhere.
  await expect(async () => {
    await page.keyboard.press('Escape');
    const box = await page.locator('canvas').first().boundingBox();
    await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2);
    await expect(stack.getByText(/\d,\d{3} vehicles on this spot/)).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await stack.getByRole('button').nth(5).click();
  await expect(stack).toHaveCount(0);
  await expect(page.getByRole('complementary', { name: 'Device details' })).toBeVisible();
});

test('values that cannot be are shown as unknown, and a clock that runs ahead as such', async ({
  launch,
  provider,
}) => {
  const nextYear = Math.floor(Date.now() / 1_000) + 31_536_000;
  const server = await provider({
    vehicles: 20,
    accounts: 2,
    faults: {
      trackFields: {
        '*': { longitude: 999, latitude: -120, course: 720, speed: 4_000, gpstime: nextYear, battery: 'NaN' },
      },
    },
  });
  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByText('20 devices').first()).toBeVisible();
  await page.getByRole('button', { name: /Parked [1-9]/ }).click();
  await page.getByRole('option').first().click();
  const details = page.getByRole('complementary', { name: 'Device details' });
  for (const field of ['Speed', 'Course', 'Position', 'Battery']) {
    const row = details
      .locator('dl > div')
      .filter({ has: page.locator('dt', { hasText: new RegExp(`^${field}$`) }) });
    await expect(row.getByText('unknown')).toBeVisible();
  }
  await expect(details.getByText(/in the future: the clock of the device is wrong/).first()).toBeVisible();
  await expect(details.getByRole('button', { name: 'Show on the map' })).toBeDisabled();
  await expect(page.getByText('Natural Earth').first()).toBeVisible();
});
