import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, signIn, test } from '../support/console.ts';

const small = { vehicles: 60, accounts: 6 };

/** Whether the sound of alarms is heard: the element plays, or has played and waits for its next turn. */
function soundOf(page: Page): Promise<{ playing: boolean; source: string }> {
  return page.locator('audio').evaluate((element: HTMLAudioElement) => ({
    playing: !element.paused || element.played.length > 0,
    source: element.src,
  }));
}

async function openAlarms(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Alarms' }).first().click();
  await expect(page.getByRole('tab', { name: 'Inbox' })).toBeVisible();
}

test('an SOS rings, is shown, owned, noted and closed, and is still closed after a restart', async ({
  launch,
  provider,
}) => {
  const server = await provider(small);
  const vehicle = server.control.find({ limit: 40, status: 2 }).at(-1);
  const plate = vehicle?.plate ?? '';
  const first = await launch();
  await signIn(first.page, server);
  server.control.raiseAlarm(vehicle?.imei ?? '', 1);

  // Heard, and its visible twin beside it, wherever one is.
  const { page } = first;
  const twin = page.getByRole('banner').getByText(`SOS, ${plate}`);
  await expect(twin).toBeVisible({ timeout: 30_000 });
  await expect.poll(async () => (await soundOf(page)).playing).toBe(true);
  expect((await soundOf(page)).source).toContain('siren');
  await twin.click();

  const pane = page.getByRole('complementary', { name: 'Alarm details' });
  await expect(pane.getByRole('heading', { name: `SOS · ${plate}` })).toBeVisible();
  await expect(pane.getByLabel('Map of the alarm').first()).toBeVisible();
  await pane.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(pane.getByText('Acknowledged after')).toBeVisible();
  await expect(pane.getByRole('button', { name: 'Acknowledge' })).toBeHidden();
  await expect(twin).toBeHidden();
  await pane.getByLabel('Give to').fill('nadia');
  await pane.getByLabel('Give to').press('Enter');
  await expect(pane.getByText('Owner: nadia')).toBeVisible();
  await pane.getByLabel('Call the driver on the number of the customer').check();
  await pane.getByLabel('Write a note').fill('Driver pressed it by mistake');
  await pane.getByRole('button', { name: 'Add note' }).click();
  await expect(pane.getByText('Driver pressed it by mistake')).toBeVisible();
  const axe = await new AxeBuilder({ page }).exclude('canvas').setLegacyMode().analyze();
  expect(axe.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
  await pane.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(pane.getByText('Set to Closed')).toBeVisible();
  await first.close();

  const second = await launch();
  await signIn(second.page, server);
  await openAlarms(second.page);
  await second.page.getByRole('button', { name: 'Closed', exact: true }).click();
  await second.page.getByLabel('Search plate, name, IMEI, account').fill(plate);
  await second.page.getByRole('option').filter({ hasText: 'SOS' }).click();
  const again = second.page.getByRole('complementary', { name: 'Alarm details' });
  await expect(again.getByText('Driver pressed it by mistake')).toBeVisible();
  await expect(again.getByText('Closed · nadia')).toBeVisible();
  await expect(again.getByLabel('Call the driver on the number of the customer')).toBeChecked();
});

test('an unknown type is shown by its number, and a burst in one second whole', async ({
  launch,
  provider,
}) => {
  const server = await provider(small);
  const [burst, odd] = server.control.find({ limit: 2, status: 2 });
  server.control.raiseAlarm(odd?.imei ?? '', 321);
  for (let type = 100; type < 199; type += 1) server.control.raiseAlarm(burst?.imei ?? '', type);
  const { page } = await launch();
  await signIn(page, server);
  await openAlarms(page);
  const search = page.getByLabel('Search plate, name, IMEI, account');
  await search.fill(odd?.imei ?? '');
  await expect(page.getByRole('option').filter({ hasText: 'Alarm type 321' })).toBeVisible({
    timeout: 30_000,
  });
  await search.fill(burst?.imei ?? '');
  await expect(page.getByText(/^(99|1\d\d) alarms$/u)).toBeVisible({ timeout: 30_000 });
});

test('rules are kept: a type gets another name and priority, and says so at once', async ({
  launch,
  provider,
}) => {
  const server = await provider(small);
  const [vehicle] = server.control.find({ limit: 1, status: 2 });
  server.control.raiseAlarm(vehicle?.imei ?? '', 26);
  const { page } = await launch();
  await signIn(page, server);
  await openAlarms(page);
  await page.getByRole('tab', { name: 'Rules' }).click();
  const name = page.getByLabel('Name of type 26', { exact: true });
  await name.fill('Cargo door opened');
  await name.press('Tab');
  await page.getByLabel('Priority of Cargo door opened').click();
  await page.getByRole('option', { name: 'High' }).click();
  await page.getByRole('tab', { name: 'Inbox' }).click();
  await page.getByRole('button', { name: /^High/u }).click();
  await expect(page.getByRole('option').filter({ hasText: 'Cargo door opened' }).first()).toBeVisible({
    timeout: 30_000,
  });
  await page.getByRole('button', { name: 'Acknowledge all' }).click();
  await expect(page.getByRole('option').filter({ hasText: 'In progress' }).first()).toBeVisible();
});
