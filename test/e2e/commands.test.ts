import type { Page } from '@playwright/test';
import { expect, signIn, test } from '../support/console.ts';

/** Chooses a vehicle and a command and goes as far as the second confirmation. */
async function order(page: Page, imei: string, command: string, reason: string): Promise<void> {
  await page.getByRole('link', { name: 'Commands' }).click();
  const another = page.getByRole('button', { name: 'Choose another vehicle' });
  if (await another.isVisible()) await another.click();
  await page.getByPlaceholder('Search plate, name, IMEI, SIM, account').fill(imei);
  await page.getByRole('option', { name: imei }).click();
  await expect(page.getByRole('region', { name: 'The vehicle now' })).toBeVisible();
  await page.getByRole('radio', { name: command }).click();
  await page.getByLabel('Reason', { exact: true }).fill(reason);
}

test('a stop is refused at speed, sent when the vehicle stands, answered, and observed apart from that', async ({
  launch,
  provider,
}) => {
  const server = await provider({ vehicles: 120, accounts: 12 });
  const { control, ledger } = server;
  const [fast] = control.find({ phase: 'driving', status: 2, supports: 'RELAY,1', fasterThan: 30, limit: 1 });
  const imei = fast?.imei ?? '';
  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByText('120 devices').first()).toBeVisible();
  await order(page, imei, 'Stop engine', 'reported stolen by its owner');
  await expect(page.getByText('The stop is refused', { exact: true })).toBeVisible();
  await expect(page.getByText('The vehicle moves.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Review and send' })).toBeDisabled();
  expect(ledger.count('command', imei)).toBe(0);

  control.hold(imei, true);
  // It has braked and told so when the provider's clock is two minutes on.
  control.skip(120);
  expect(control.truth(imei).speed).toBe(0);
  await expect(async () => {
    await page.getByRole('button', { name: 'Ask again how the vehicle is' }).click();
    await expect(page.getByText('The stop is refused', { exact: true })).toBeHidden({ timeout: 1_500 });
  }).toPass();
  await page.getByRole('button', { name: 'Review and send' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send now' }).click();
  const line = page.getByRole('article', { name: /Stop engine/ }).first();
  await expect(line.getByText('Answered: success')).toBeVisible();
  await expect(line.getByText(/Cut off the fuel supply: Success/)).toBeVisible();
  await expect(line.getByText('Observed: the vehicle did it')).toBeVisible();
  expect(ledger.count('command', imei)).toBe(1);
});

test('a device that fails and one that says nothing are told apart', async ({ launch, provider }) => {
  const server = await provider({ vehicles: 120, accounts: 12 });
  const [failing, silent] = server.control.find({
    phase: 'parked',
    status: 2,
    supports: 'RELAY,1',
    limit: 2,
  });
  await server.faults.set({
    commandBy: {
      [failing?.imei ?? '']: { answer: 'failure', text: 'Restore fuel supply: failed! ERROR:103' },
      [silent?.imei ?? '']: { answer: 'never' },
    },
  });
  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByText('120 devices').first()).toBeVisible();
  for (const imei of [silent?.imei ?? '', failing?.imei ?? '']) {
    await order(page, imei, 'Restore engine', 'invoice was paid');
    await page.getByRole('button', { name: 'Review and send' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send now' }).click();
    await expect(page.getByRole('dialog')).toBeHidden();
  }
  const lines = page.getByRole('article', { name: /Restore engine/ });
  await expect(lines.nth(0).getByText('Answered: failed')).toBeVisible();
  await expect(lines.nth(0).getByText(/ERROR:103/)).toBeVisible();
  await expect(lines.nth(1).getByText('No answer', { exact: true })).toBeVisible({ timeout: 45_000 });
});

test('a held command fires when its device is heard again', async ({ launch, provider }) => {
  const server = await provider({ vehicles: 120, accounts: 12 });
  const { control, ledger } = server;
  const [parked] = control.find({ phase: 'parked', status: 2, supports: 'RELAY,1', limit: 1 });
  const imei = parked?.imei ?? '';
  control.disconnect(imei);
  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByText('120 devices').first()).toBeVisible();
  await order(page, imei, 'Restore engine', 'invoice was paid');
  await page.getByRole('checkbox', { name: 'Wait until the device is online' }).click();
  await page.getByRole('button', { name: 'Review and hold' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Hold for the device' }).click();
  const line = page.getByRole('article', { name: /Restore engine/ }).first();
  await expect(line.getByText('Waiting for the device')).toBeVisible();
  await expect(line.getByRole('button', { name: 'Cancel command' })).toBeVisible();
  expect(ledger.count('command', imei)).toBe(0);
  control.reconnect(imei);
  await expect(line.getByText('Answered: success')).toBeVisible({ timeout: 25_000 });
  expect(ledger.count('command', imei)).toBe(1);
});

test('300 geofences are created by one job, typed and confirmed, and stand in the ledger', async ({
  launch,
  provider,
}) => {
  const server = await provider({ vehicles: 300, accounts: 12 });
  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByText('300 devices').first()).toBeVisible();
  await page.getByRole('link', { name: 'Geofences' }).click();
  await page.getByRole('radio', { name: 'Many vehicles' }).click();
  await page.getByRole('button', { name: 'Choose all 300 found' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Depot');
  await page.getByRole('textbox', { name: 'Latitude' }).fill('52.52');
  await page.getByRole('textbox', { name: 'Longitude' }).fill('13.405');
  await page.getByLabel('Radius (100 to 5,000 m)').fill('50');
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(page.getByText('A whole number from 100 to 5,000.')).toBeVisible();
  await page.getByLabel('Radius (100 to 5,000 m)').fill('750');
  await page.getByRole('button', { name: 'Preview' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Start' })).toBeDisabled();
  await dialog.getByLabel('Type 300 to confirm').fill('300');
  await dialog.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByText('300 geofences')).toBeVisible({ timeout: 40_000 });
  await expect.poll(() => server.world.geofences.list().length, { timeout: 40_000 }).toBe(300);
  expect(server.ledger.entries('geofence')).toHaveLength(300);
  expect(new Set(server.world.geofences.list().map(({ radius }) => radius))).toEqual(new Set([750]));
});
