import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { changeSettings, expect, signIn, test } from '../support/console.ts';
import { readIndependently, type ReadCell } from '../support/independent-reader.ts';
import { alarmRows, mileageRows } from '../support/provider-ledger.ts';

const small = { vehicles: 120, accounts: 12 };
const DAY = 86_400;
/** Seconds that the clocks of Kathmandu are ahead of UTC: days there begin in the middle of a half hour. */
const KATHMANDU = 20_700;

type Sheets = Awaited<ReturnType<typeof readIndependently>>;

async function openWorkbook(folder: string, kind: RegExp): Promise<Sheets> {
  const file = (await readdir(folder)).find((name) => kind.test(name)) ?? 'no such file';
  return readIndependently(join(folder, file));
}

const rounded = (cells: readonly ReadCell[]): ReadCell[] =>
  cells.map((cell) => (typeof cell === 'number' ? Math.round(cell * 1e6) / 1e6 : cell));
const sorted = (rows: readonly (readonly ReadCell[])[]): string[] =>
  rows.map((row) => JSON.stringify(rounded(row))).sort();

test('mileage and alarms, read by openpyxl, agree in every cell with the ledger of the provider', async ({
  launch,
  provider,
  profile,
}) => {
  const server = await provider(small);
  const { page } = await launch();
  const folder = join(profile, 'exports');
  await signIn(page, server);
  await expect(page.getByText('120 devices').first()).toBeVisible();
  await changeSettings(page, { exportFolder: folder, timeZone: 'Asia/Kathmandu' });
  await page.getByRole('link', { name: 'Reports' }).click();

  await page.getByRole('button', { name: 'Make report' }).click();
  await expect(page.getByText('Done', { exact: true })).toHaveCount(1);
  await page.getByRole('radio', { name: 'Alarms' }).click();
  await page.getByRole('button', { name: 'Make report' }).click();
  await expect(page.getByText('Done', { exact: true })).toHaveCount(2);

  const midnight = Math.floor((Date.now() / 1_000 + KATHMANDU) / DAY) * DAY - KATHMANDU;
  const mileage = await openWorkbook(folder, /^mileage.*\.xlsx$/i);
  expect([...mileage.keys()]).toEqual(['Cover', 'Per day', 'Totals', 'By account']);
  const perDay = mileage.get('Per day') ?? [];
  // The provider counts in half hours: days of this zone begin a quarter of an hour early.
  const edge = (day: number): number => Math.floor((midnight - day * DAY) / 1_800) * 1_800;
  const ledger = mileageRows(
    server,
    [7, 6, 5, 4, 3, 2, 1].map((day) => [edge(day), edge(day - 1)]),
  );
  expect(ledger.size).toBe(120);
  expect(sorted(perDay.slice(1, -1))).toEqual(sorted([...ledger.values()]));
  const totals = [...ledger.values()].map((row): ReadCell => row[11] ?? null);
  expect(Number(perDay.at(-1)?.[11])).toBeCloseTo(
    totals.reduce((sum: number, km) => sum + Number(km), 0),
    3,
  );
  expect(rounded((mileage.get('Totals') ?? []).slice(1, -1).map((row) => row[4] ?? null)).sort()).toEqual(
    rounded(totals).sort(),
  );

  const alarms = await openWorkbook(folder, /^alarms.*\.xlsx$/i);
  expect([...alarms.keys()]).toEqual(['Cover', 'Alarms', 'By type', 'By device', 'By account', 'By hour']);
  const rows = (alarms.get('Alarms') ?? []).slice(1);
  expect(rows.length).toBeGreaterThan(100);
  expect(sorted(rows)).toEqual(sorted(alarmRows(server, midnight - 7 * DAY, midnight, KATHMANDU)));
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
  await expect(page.getByText('120 devices').first()).toBeVisible();
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

test('a report asked for while accounts are still being read waits for them and then holds every vehicle', async ({
  launch,
  provider,
  profile,
}) => {
  // Devices of accounts are refused for their rate, which is waited for, until the report has been asked for.
  const busy = { endpoints: ['deviceList' as const], action: { do: 'answer' as const, code: 10009 } };
  const server = await provider({ ...small, faults: { rules: [busy] } });
  const { page } = await launch();
  const folder = join(profile, 'exports');
  await signIn(page, server);
  await changeSettings(page, { exportFolder: folder, timeZone: 'UTC' });
  await page.getByRole('link', { name: 'Reports' }).click();
  await page.getByRole('button', { name: 'Make report' }).click();
  await expect(page.getByText('Accounts and devices are still being read', { exact: false })).toBeVisible();
  await server.faults.clear();
  await expect(page.getByText('Done', { exact: true })).toHaveCount(1);
  const sheets = await openWorkbook(folder, /^mileage.*\.xlsx$/i);
  expect((sheets.get('Per day') ?? []).slice(1, -1)).toHaveLength(120);
  expect(JSON.stringify(sheets.get('Cover'))).toContain('Complete: nothing that was asked for is missing.');
});
