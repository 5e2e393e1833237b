import ExcelJS from 'exceljs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { changeSettings, expect, signIn, test } from '../support/console.ts';

const small = { vehicles: 120, accounts: 12 };

async function openWorkbook(folder: string, kind: RegExp): Promise<ExcelJS.Workbook> {
  const file = (await readdir(folder)).find((name) => kind.test(name));
  expect(file).toBeDefined();
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(join(folder, file ?? ''));
  return workbook;
}

test('exports mileage and alarms to workbooks that another reader opens and that hold what the provider told', async ({
  launch,
  provider,
  profile,
}) => {
  const server = await provider(small);
  const { page } = await launch();
  const folder = join(profile, 'exports');
  await signIn(page, server);
  await expect(page.getByText('120 devices').first()).toBeVisible();
  await changeSettings(page, { exportFolder: folder });
  await page.getByRole('link', { name: 'Reports' }).click();

  await page.getByRole('button', { name: 'Make report' }).click();
  await expect(page.getByText('Done', { exact: true })).toHaveCount(1);
  await page.getByRole('radio', { name: 'Alarms' }).click();
  await page.getByRole('button', { name: 'Make report' }).click();
  await expect(page.getByText('Done', { exact: true })).toHaveCount(2);

  const mileage = await openWorkbook(folder, /^mileage.*\.xlsx$/i);
  expect(mileage.worksheets[0]?.name).toBe('Cover');
  const imeis = new Set<string>();
  for (const sheet of mileage.worksheets) {
    sheet.eachRow((row) => {
      row.eachCell((cell) => {
        if (typeof cell.value === 'string' && /^\d{15}$/.test(cell.value)) imeis.add(cell.value);
      });
    });
  }
  expect(imeis.size).toBe(120);

  const alarms = await openWorkbook(folder, /^alarms.*\.xlsx$/i);
  expect(alarms.worksheets.length).toBeGreaterThanOrEqual(3);
  expect((await readdir(folder)).every((name) => name.endsWith('.xlsx'))).toBe(true);
});

test('a report can be paused, resumed and cancelled; a cancelled one leaves no file', async ({
  launch,
  provider,
  profile,
}) => {
  const server = await provider({ ...small, faults: { tps: 3 } });
  const { page } = await launch();
  const folder = join(profile, 'exports');
  await signIn(page, server);
  await expect(page.getByText('120 devices').first()).toBeVisible({ timeout: 40_000 });
  await changeSettings(page, { exportFolder: folder });
  await page.getByRole('link', { name: 'Reports' }).click();
  await page.getByRole('radio', { name: 'Alarms' }).click();
  await page.getByRole('button', { name: 'Make report' }).click();
  await expect(page.getByRole('progressbar').first()).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText('Paused', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Cancelled', { exact: true })).toBeVisible();
  expect(await readdir(folder)).toEqual([]);
});

test('a folder that cannot be written is told, and what was chosen stays', async ({ launch, provider }) => {
  const server = await provider(small);
  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByText('120 devices').first()).toBeVisible();
  await changeSettings(page, { exportFolder: '/proc/watchdesk-cannot-write-here' });
  await page.getByRole('link', { name: 'Reports' }).click();
  await page.getByRole('radio', { name: 'Alarms' }).click();
  await page.getByRole('button', { name: 'Make report' }).click();
  await expect(page.getByRole('alert').first()).toBeVisible();
  await expect(page.getByRole('radio', { name: 'Alarms' })).toBeChecked();
});
