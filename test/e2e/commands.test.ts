import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { verifyAuditExport } from '../../electron/reports/audit-proof.ts';
import { chooseFiles } from '../support/administration-screen.ts';
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
  await expect(page.getByText(/The vehicle moves: \d+ km\/h/u)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Review and send' })).toBeDisabled();
  expect(ledger.count('command', imei)).toBe(0);

  control.hold(imei, true);
  // It has braked and told so when the provider's clock is two minutes on.
  control.skip(120);
  expect(control.truth(imei).speed).toBe(0);
  await expect(async () => {
    await page.getByRole('button', { name: 'Ask again how the vehicle is' }).click();
    await expect(page.getByText('The stop is refused', { exact: true })).toBeHidden({ timeout: 5_000 });
  }).toPass();
  await page.getByRole('button', { name: 'Review and send' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send now' }).click();
  const line = page.getByRole('article', { name: /Stop engine/ }).first();
  await expect(line.getByText('Answered: success')).toBeVisible();
  await expect(line.getByText(/Cut off the fuel supply: Success/)).toBeVisible();
  await expect(line.getByText('Observed: the vehicle did it')).toBeVisible();
  expect(ledger.count('command', imei)).toBe(1);
});

test('a parked vehicle that is freshly heard can be stopped, in the name of whoever works here', async ({
  launch,
  provider,
}) => {
  const server = await provider({ vehicles: 120, accounts: 12 });
  const [parked] = server.control.find({ phase: 'parked', status: 2, supports: 'RELAY,1', limit: 1 });
  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByText('120 devices').first()).toBeVisible();
  await page.getByRole('button', { name: /^Signed in as/u }).click();
  await page.getByRole('menuitem', { name: 'Say who works here' }).click();
  await page.getByRole('dialog').getByLabel('Your name').fill('Anna Berg');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('button', { name: /Anna Berg/u })).toBeVisible();
  await page.getByRole('link', { name: 'Commands' }).click();
  await expect(page.getByRole('radio', { name: 'Stop engine' })).not.toBeChecked();
  await order(page, parked?.imei ?? '', 'Stop engine', 'stolen, stands in a yard');
  await page.getByRole('button', { name: 'Review and send' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send now' }).click();
  const line = page.getByRole('article', { name: /Stop engine/ }).first();
  await expect(line.getByText('by Anna Berg')).toBeVisible();
  await expect(line.getByText('Observed: the vehicle did it')).toBeVisible();
  // The card of the vehicle follows what the log says.
  await expect(page.getByRole('region', { name: 'The vehicle now' }).getByText('Cut')).toBeVisible();
});

test('a geofence far from its vehicle is asked about before it is made', async ({ launch, provider }) => {
  const server = await provider({ vehicles: 60, accounts: 6 });
  const [parked] = server.control.find({ phase: 'parked', status: 2, limit: 1 });
  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByText('60 devices').first()).toBeVisible();
  await page.getByRole('link', { name: 'Geofences' }).click();
  await page.getByPlaceholder('Search plate, name, IMEI, SIM, account').fill(parked?.imei ?? '');
  await page.getByRole('option', { name: parked?.imei ?? '' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Yard');
  await page.getByRole('textbox', { name: 'Latitude' }).fill('-45,5');
  await page.getByRole('textbox', { name: 'Longitude' }).fill('170.2');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(/Is this the right place\?/u)).toBeVisible();
  expect(server.ledger.count('geofence', parked?.imei ?? '')).toBe(0);
  await dialog.getByRole('button', { name: 'Create it there' }).click();
  await expect(page.getByText('1 geofence', { exact: true })).toBeVisible();
  expect(server.ledger.count('geofence', parked?.imei ?? '')).toBe(1);
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
  await expect(lines.nth(1).getByText('No answer', { exact: true })).toBeVisible();
});

test('a held command fires when its device is heard again', async ({ launch, provider }) => {
  const server = await provider({ vehicles: 120, accounts: 12 });
  const { control, ledger } = server;
  // A vehicle that goes offline is where it was half an hour ago; elsewhere since, the command would ask again.
  const [parked] = control.find({
    phase: 'parked',
    phaseFor: 3_600,
    status: 2,
    supports: 'RELAY,1',
    limit: 1,
  });
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
  await expect(line.getByText('Answered: success')).toBeVisible();
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
  // One of the many is found by its IMEI, with whose it is; Esc empties the search and leaves the dialogue open.
  const [one] = server.control.find({ limit: 1 });
  const search = dialog.getByLabel('Search plate, IMEI, account');
  await search.fill(one?.imei ?? '');
  await expect(dialog.getByRole('listitem')).toHaveCount(1);
  await expect(dialog.getByRole('listitem')).toContainText(one?.account ?? '');
  await search.press('Escape');
  await expect(search).toHaveValue('');
  await expect.poll(() => dialog.getByRole('listitem').count()).toBeGreaterThan(5);
  await dialog.getByLabel('Type 300 to confirm').fill('300');
  await dialog.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByText('300 geofences')).toBeVisible();
  await expect.poll(() => server.world.geofences.list().length).toBe(300);
  expect(server.ledger.entries('geofence')).toHaveLength(300);
  expect(new Set(server.world.geofences.list().map(({ radius }) => radius))).toEqual(new Set([750]));
});

test('a stop that two persons sign leaves an evidence pack that proves itself', async ({
  launch,
  provider,
  profile,
}) => {
  const server = await provider({ vehicles: 120, accounts: 12 });
  const { control } = server;
  const [fast] = control.find({ phase: 'driving', status: 2, supports: 'RELAY,1', fasterThan: 30, limit: 1 });
  const imei = fast?.imei ?? '';
  control.hold(imei, true);
  control.skip(120);
  const { app, page } = await launch();
  await signIn(page, server);
  await expect(page.getByText('120 devices').first()).toBeVisible();
  await page.getByRole('link', { name: 'Commands' }).click();
  await page.getByRole('button', { name: 'Rules', exact: true }).click();
  const rules = page.getByRole('dialog');
  await rules.getByLabel('Name of the new one').fill('nadia');
  await rules.getByLabel('PIN, 4 to 12 digits').fill('4711');
  await rules.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(rules.getByRole('button', { name: 'Remove nadia' })).toBeVisible();
  await rules.getByRole('switch', { name: 'A stop needs a second operator' }).click();
  await rules.getByRole('button', { name: 'Save rules' }).click();
  await expect(page.getByText('The rules were saved', { exact: true }).first()).toBeVisible();

  await order(page, imei, 'Stop engine', 'reported stolen by its owner');
  await expect(async () => {
    await page.getByRole('button', { name: 'Ask again how the vehicle is' }).click();
    await expect(page.getByText('The stop is refused', { exact: true })).toBeHidden({ timeout: 5_000 });
  }).toPass();
  await page.getByLabel('Name', { exact: true }).click();
  await page.getByRole('option', { name: 'nadia' }).click();
  await page.getByLabel('PIN', { exact: true }).fill('4711');
  await page.getByRole('button', { name: 'Review and send' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send now' }).click();
  const line = page.getByRole('article', { name: /Stop engine/ }).first();
  await expect(line.getByText('Observed: the vehicle did it')).toBeVisible();
  await expect(line.getByText(/signed by nadia/u)).toBeVisible();

  const save = join(profile, 'evidence.xlsx');
  await chooseFiles(app, { save });
  await line.getByRole('button', { name: 'Evidence pack' }).click();
  await expect(page.getByText('The evidence was written', { exact: true }).first()).toBeVisible({
    timeout: 60_000,
  });
  const proof = await verifyAuditExport(save);
  expect(proof).toMatchObject({ ok: true, value: { flaws: [] } });
});

test('a circle is pressed and dragged on the map, named there, and created as drawn', async ({
  launch,
  provider,
}) => {
  const server = await provider({ vehicles: 60, accounts: 6 });
  const [vehicle] = server.control.find({ limit: 1, status: 2, phase: 'parked' });
  const imei = vehicle?.imei ?? '';
  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByText('60 devices').first()).toBeVisible();
  await page.getByRole('link', { name: 'Geofences' }).click();
  await page.getByPlaceholder('Search plate, name, IMEI, SIM, account').fill(imei);
  await page.getByRole('option', { name: imei }).click();
  await page.getByRole('button', { name: 'Around the vehicle' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Yard');
  const radius = page.getByLabel('Radius (100 to 5,000 m)');
  const latitude = page.getByRole('textbox', { name: 'Latitude' });
  const longitude = page.getByRole('textbox', { name: 'Longitude' });
  await expect(latitude).not.toHaveValue('');
  const around = Number(await latitude.inputValue());
  const map = page.getByLabel('Map of geofences').first();
  const box = await map.boundingBox();
  const [x, y] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2];
  /** Where the eastern edge of the circle is on screen, seen from its middle: by the scale of the map at its zoom. */
  const reach = async (): Promise<number> => {
    const metres = Number(await radius.inputValue());
    const bar = page.locator('.maplibregl-ctrl-scale').first();
    const text = (await bar.textContent()) ?? '';
    const width = (await bar.boundingBox())?.width ?? 0;
    const [, amount = '1', unit = 'm'] = /([\d.,]+)\s*(km|m)/u.exec(text) ?? [];
    return (metres / (Number(amount) * (unit === 'km' ? 1_000 : 1))) * width;
  };

  // The edge is dragged out: the radius grows and the middle stays.
  const drag = async (fromX: number, fromY: number, toX: number, toY: number): Promise<void> => {
    await page.mouse.move(fromX, fromY);
    await page.mouse.down();
    await page.mouse.move((fromX + toX) / 2, (fromY + toY) / 2, { steps: 4 });
    await page.mouse.move(toX, toY, { steps: 4 });
    await page.mouse.up();
  };
  const centre = page.getByRole('button', { name: 'Around the vehicle' });
  // A drag that came before the circle was drawn has moved the map instead: each try begins in the middle again.
  await expect(async () => {
    await centre.click();
    const edge = await reach();
    await drag(x + edge, y, x + edge + 60, y);
    expect(Number(await radius.inputValue())).toBeGreaterThan(550);
  }).toPass();
  expect(Number(await latitude.inputValue())).toBeCloseTo(around, 4);

  // Its middle is dragged: the place changes, the radius does not.
  const grown = await radius.inputValue();
  const east = Number(await longitude.inputValue());
  await expect(async () => {
    await centre.click();
    await drag(x, y, x + 90, y - 40);
    expect(Number(await longitude.inputValue())).toBeGreaterThan(east);
    expect(Number(await latitude.inputValue())).toBeGreaterThan(around);
  }).toPass();
  await expect(radius).toHaveValue(grown);

  // A press elsewhere sets the middle there.
  const dragged = Number(await longitude.inputValue());
  await page.mouse.click(x - 200, y + 80);
  await expect.poll(async () => Number(await longitude.inputValue())).toBeLessThan(dragged);

  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByText('1 geofence', { exact: true })).toBeVisible();
  const [made] = server.world.geofences.list();
  expect(made).toMatchObject({ radius: Number(grown) });
});
