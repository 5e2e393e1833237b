import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { chooseFiles } from '../support/administration-screen.ts';
import { changeSettings, expect, signIn, test } from '../support/console.ts';
import { readCsvIndependently, readIndependently } from '../support/independent-reader.ts';
import { alarmRows } from '../support/provider-ledger.ts';

const run = promisify(execFile);
const checker = fileURLToPath(new URL('../../scripts/verify-audit.mjs', import.meta.url));
const small = { vehicles: 14, accounts: 6 };
const DAY = 86_400;

async function choose(page: Page, field: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: field, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

async function makeReport(page: Page, done: number): Promise<void> {
  await page.getByRole('button', { name: 'Make report' }).click();
  await expect(page.getByText('Done', { exact: true })).toHaveCount(done);
}

test('the same alarms as workbook, text and PDF; the checker finds each in the exported audit', async ({
  launch,
  provider,
  profile,
}) => {
  const server = await provider(small);
  const started = await launch();
  const { page } = started;
  const folder = join(profile, 'exports');
  await signIn(page, server);
  await expect(page.getByText('14 devices').first()).toBeVisible();
  await changeSettings(page, { exportFolder: folder, timeZone: 'UTC' });
  await page.getByRole('link', { name: 'Reports' }).click();
  await page.getByRole('radio', { name: 'Alarms' }).click();
  await choose(page, 'When', 'Yesterday');
  await makeReport(page, 1);
  await choose(page, 'Format', 'Text (.csv)');
  await choose(page, 'Separator', 'Semicolon');
  await makeReport(page, 2);
  await choose(page, 'Format', 'To print (.pdf)');
  await makeReport(page, 3);

  const names = await readdir(folder);
  const named = (ending: RegExp): string => join(folder, names.find((name) => ending.test(name)) ?? 'none');
  const midnight = Math.floor(Date.now() / 1_000 / DAY) * DAY;
  const ledger = alarmRows(server, midnight - DAY, midnight, 0);
  const rows = (await readIndependently(named(/\.xlsx$/))).get('Alarms') ?? [];
  expect(rows).toHaveLength(ledger.length + 1);
  expect(await readCsvIndependently(named(/(?<!cover)\.csv$/), ';')).toHaveLength(ledger.length + 1);
  expect(await readFile(named(/cover\.csv$/), 'utf8')).toContain(
    'Complete: nothing that was asked for is missing.',
  );
  const pdf = (await readFile(named(/\.pdf$/))).toString('latin1');
  expect(pdf.startsWith('%PDF-')).toBe(true);
  expect(pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0).toBeGreaterThan(1);
  expect(names).toHaveLength(4);

  await page.getByRole('link', { name: 'Audit' }).click();
  const audit = join(profile, 'audit.xlsx');
  await chooseFiles(started.app, { save: audit });
  await page.getByRole('button', { name: 'Export to Excel' }).click();
  await expect(page.getByText(`Written to ${audit}`, { exact: false })).toBeVisible();
  for (const ending of [/\.xlsx$/, /(?<!cover)\.csv$/, /\.pdf$/]) {
    const { stdout } = await run(process.execPath, [checker, named(ending), audit]);
    expect(stdout).toContain('The report is as it was written.');
    expect(stdout).toMatch(/Row \d+ of the audit: report\.alarms/);
  }
});

test('trips and stops, and a court over mileage, are made from tracks and made again without the network', async ({
  launch,
  provider,
  profile,
}) => {
  const server = await provider(small);
  const { page } = await launch();
  const folder = join(profile, 'exports');
  await signIn(page, server);
  await expect(page.getByText('14 devices').first()).toBeVisible();
  await changeSettings(page, { exportFolder: folder, timeZone: 'UTC' });
  await page.getByRole('link', { name: 'Reports' }).click();
  await page.getByRole('radio', { name: 'Trips and stops' }).click();
  await choose(page, 'When', 'Yesterday');
  await makeReport(page, 1);
  await server.faults.set({ refuse: true });
  await makeReport(page, 2);
  await server.faults.set({ refuse: false });
  await page.getByRole('radio', { name: 'Mileage' }).click();
  await page.getByRole('checkbox', { name: /Mileage court/ }).click();
  await makeReport(page, 3);

  const names = await readdir(folder);
  const open = (name: RegExp): ReturnType<typeof readIndependently> =>
    readIndependently(join(folder, names.find((entry) => name.test(entry)) ?? 'none'));
  const online = (await open(/^trips(?!.*\(2\))/)).get('Trips and stops') ?? [];
  expect(online.length).toBeGreaterThan(14);
  expect((await open(/^trips.*\(2\)/)).get('Trips and stops')).toEqual(online);
  const court = (await open(/^mileage/)).get('Mileage court') ?? [];
  expect(court).toHaveLength(15);
  // What the track of the archive and the provider say of the same day agrees, or is flagged.
  for (const [, , , , , , api, , track, , , , verdict] of court.slice(1)) {
    expect(api).not.toBeNull();
    // A device without a point has no track that could say anything.
    expect(track === null ? ['one source'] : ['agree', 'differ']).toContain(verdict);
  }
  expect(court.slice(1).some(([, , , , , , , , track]) => track !== null)).toBe(true);
});
