import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { WorkbookFile } from '../../electron/reports/table/workbook-file.ts';
import { ROWS_PER_SHEET } from '../../electron/reports/workbook/model.ts';
import { expect, signIn, test } from '../support/console.ts';

const DEVICES = 60;
/** Alarms of each device: together more than one sheet can hold. */
const EACH = 17_600;
const DAY = 86_400;

/** Fills the console's archive with alarms of yesterday (UTC), four seconds apart on each device, all of them read. */
function fill(profile: string, imeis: readonly string[]): void {
  const folder = join(profile, 'archive');
  const file = readdirSync(folder).find((name) => name.endsWith('.sqlite')) ?? '';
  const archive = new DatabaseSync(join(folder, file));
  const begin = Math.floor(Date.now() / 1_000 / DAY) * DAY - DAY;
  const values = imeis.map((imei) => `('${imei}')`).join(',');
  archive.exec('BEGIN; DELETE FROM alarm; DELETE FROM alarm_coverage');
  archive.exec(
    `INSERT INTO alarm (imei, system_time, type, gps_time, longitude, latitude, speed, course, geofence)
       WITH RECURSIVE device (imei) AS (VALUES ${values}),
         place (at) AS (SELECT 0 UNION ALL SELECT at + 1 FROM place WHERE at < ${EACH - 1})
       SELECT imei, ${begin} + at * 4, at % 44 + 1, ${begin} + at * 4, 13.4, 52.5, at % 130, at % 360, '0'
       FROM device, place`,
  );
  archive.exec(
    `INSERT INTO alarm_coverage SELECT DISTINCT imei, ${begin}, ${begin + DAY} FROM alarm; COMMIT`,
  );
  archive.close();
}

test('exports more alarms than one sheet holds, without the network', async ({
  launch,
  provider,
  profile,
}) => {
  test.slow();
  const server = await provider({ vehicles: DEVICES, accounts: 8 });
  const first = await launch();
  await signIn(first.page, server);
  await expect(first.page.getByText(`${DEVICES} devices`).first()).toBeVisible();
  await first.close();
  fill(
    profile,
    Array.from({ length: DEVICES }, (_, at) => server.world.vehicles.imeiAt(at)),
  );

  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByText(`${DEVICES} devices`).first()).toBeVisible();
  const folder = join(profile, 'exports');
  await page.evaluate(
    (exportFolder) =>
      (
        window as unknown as { watchdesk: { call(name: string, input: unknown): Promise<unknown> } }
      ).watchdesk.call('settings.change', { exportFolder, timeZone: 'UTC' }),
    folder,
  );
  await server.faults.set({ refuse: true });
  await page.getByRole('link', { name: 'Reports' }).click();
  await page.getByRole('radio', { name: 'Alarms' }).click();
  await page.getByRole('combobox', { name: 'When' }).click();
  await page.getByRole('option', { name: 'Yesterday' }).click();
  await page.getByRole('button', { name: 'Make report' }).click();
  await expect(page.getByText('Done', { exact: true })).toBeVisible({ timeout: 120_000 });

  const [name = ''] = readdirSync(folder);
  const book = await WorkbookFile.open(join(folder, name), 4_000_000_000);
  const rows: number[] = [];
  for (const sheet of book.sheets.filter(({ name: title }) => title.startsWith('Alarms'))) {
    let count = 0;
    await book.readSheet(sheet, () => {
      count += 1;
    });
    rows.push(count);
  }
  expect(rows).toEqual([ROWS_PER_SHEET, DEVICES * EACH - (ROWS_PER_SHEET - 1) + 1]);
});
