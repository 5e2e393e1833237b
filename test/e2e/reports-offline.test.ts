import { readdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { DatabaseSync } from '@photostructure/sqlite';
import type { Page } from '@playwright/test';
import { expect, signIn, test } from '../support/console.ts';

const small = { vehicles: 60, accounts: 8 };

async function exportInto(page: Page, folder: string): Promise<void> {
  await page.evaluate(
    (exportFolder) =>
      (
        window as unknown as { watchdesk: { call(name: string, input: unknown): Promise<unknown> } }
      ).watchdesk.call('settings.change', { exportFolder }),
    folder,
  );
}

async function makeBoth(page: Page, done: number): Promise<void> {
  await page.getByRole('radio', { name: 'Mileage' }).click();
  await page.getByRole('button', { name: 'Make report' }).click();
  await expect(page.getByText('Done', { exact: true })).toHaveCount(done + 1);
  await page.getByRole('radio', { name: 'Alarms' }).click();
  await page.getByRole('button', { name: 'Make report' }).click();
  await expect(page.getByText('Done', { exact: true })).toHaveCount(done + 2);
}

/** All cells of a sheet that its reader shows, row by row. */
async function cells(folder: string, file: RegExp, sheet: string): Promise<string[][]> {
  const name = (await readdir(folder)).find((entry) => file.test(entry)) ?? '';
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(join(folder, name));
  const rows: string[][] = [];
  workbook.getWorksheet(sheet)?.eachRow((row) => {
    const texts: string[] = [];
    row.eachCell((cell) => texts.push(cell.text));
    rows.push(texts);
  });
  return rows;
}

test('reports over what was read once are made again without the network, and say what could not be refreshed', async ({
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
  await page.getByRole('link', { name: 'Reports' }).click();
  await makeBoth(page, 0);

  await server.faults.set({ refuse: true });
  await makeBoth(page, 2);

  const perDay = await cells(folder, /^mileage(?!.*\(2\)).*\.xlsx$/i, 'Per day');
  expect(perDay.length).toBeGreaterThan(60);
  expect(await cells(folder, /^mileage.*\(2\)\.xlsx$/i, 'Per day')).toEqual(perDay);
  // The provider names no order among alarms of one second.
  const sorted = (rows: string[][]): string[] => rows.map((row) => row.join('|')).sort();
  const alarms = sorted(await cells(folder, /^alarms(?!.*\(2\)).*\.xlsx$/i, 'Alarms'));
  expect(alarms.length).toBeGreaterThan(10);
  expect(sorted(await cells(folder, /^alarms.*\(2\)\.xlsx$/i, 'Alarms'))).toEqual(alarms);
  const cover = (await cells(folder, /^mileage.*\(2\)\.xlsx$/i, 'Cover')).flat().join('\n');
  expect(cover).toMatch(/could not be refreshed and are as read before/);
});

/** Makes a console's archive say that its schedules were served two days earlier than they were. */
function setBackTwoDays(profile: string): void {
  const folder = join(profile, 'archive');
  const file = readdirSync(folder).find((name) => name.endsWith('.sqlite')) ?? '';
  const archive = new DatabaseSync(join(folder, file));
  archive.exec('UPDATE report_saved SET served_until = served_until - 172800');
  archive.close();
}

test('a saved report is made when told, and its schedule makes up after a restart what it missed', async ({
  launch,
  provider,
  profile,
}) => {
  const server = await provider(small);
  const first = await launch();
  const folder = join(profile, 'exports');
  await signIn(first.page, server);
  await expect(first.page.getByText('60 devices').first()).toBeVisible();
  await exportInto(first.page, folder);
  await first.page.getByRole('link', { name: 'Reports' }).click();
  await first.page.getByRole('combobox', { name: 'When' }).click();
  await first.page.getByRole('option', { name: 'Yesterday' }).click();
  const dialog = first.page.getByRole('dialog');
  const save = first.page.getByRole('button', { name: 'Save…' });
  // What is missing is said in the form, and no dialogue lies over it.
  await first.page.getByRole('radio', { name: 'Accounts', exact: true }).click();
  await save.click();
  await expect(first.page.getByText('Choose at least one account.')).toBeVisible();
  await expect(dialog).toHaveCount(0);
  await first.page.getByRole('radio', { name: 'All devices' }).click();
  await save.click();
  await dialog.getByLabel('Name', { exact: true }).fill('Night shift');
  await dialog.getByLabel('Schedule').click();
  await first.page.getByRole('option', { name: 'Every day' }).click();
  await dialog.getByLabel('File name').fill('shifts/{date}');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(dialog.getByText('"shifts/{date}" holds /.')).toBeVisible();
  await dialog.getByLabel('File name').fill('{report} {from} to {to}');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(dialog).toBeHidden();

  const saved = first.page.getByRole('region', { name: 'Saved reports' });
  await expect(saved.getByText(/Mileage · Yesterday · Every day at 06:00 · Next:/)).toBeVisible();
  await saved.getByRole('button', { name: 'Run now' }).click();
  await expect(first.page.getByText('Done', { exact: true })).toHaveCount(1);
  await first.close();

  setBackTwoDays(profile);
  const { page } = await launch();
  await signIn(page, server);
  await page.getByRole('link', { name: 'Reports' }).click();
  await expect(page.getByText('Done', { exact: true })).toHaveCount(3);
  await expect(page.getByText('Made by schedule')).toHaveCount(2);
  const names = await readdir(folder);
  expect(names.filter((name) => name.startsWith('Night shift') && name.endsWith('.xlsx'))).toHaveLength(3);
});
