import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { chooseFiles } from '../support/administration-screen.ts';
import { criticalAlarms, expect, signIn, test } from '../support/console.ts';

/** Doors stay shut too, except those that a test opens. */
const small = { vehicles: 60, accounts: 6, quietAlarms: [...criticalAlarms, 26] };

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
  await expect(twin).toBeVisible();
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
  await pane.getByLabel('Write a note').press('Enter');
  await expect(pane.getByText('Driver pressed it by mistake')).toBeVisible();
  const axe = await new AxeBuilder({ page }).exclude('canvas').setLegacyMode().analyze();
  expect(axe.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
  // A note that was not added goes along when the alarm is closed, and closing asks how it ended.
  await pane.getByLabel('Write a note').fill('Car stands in the yard');
  await pane.getByRole('button', { name: 'Close', exact: true }).click();
  const ending = page.getByRole('dialog', { name: /^Close SOS/u });
  await expect(ending.getByText('3 steps of the procedure are not ticked:')).toBeVisible();
  await ending.getByRole('button', { name: 'Close', exact: true }).last().click();
  await expect(ending.getByText('Choose how it ended.')).toBeVisible();
  await ending.getByRole('radio', { name: 'False alarm' }).click();
  await ending.getByRole('button', { name: 'Close', exact: true }).last().click();
  await expect(pane.getByText('Set to Closed')).toBeVisible();
  await expect(pane.getByText('Ended: False alarm')).toBeVisible();
  await expect(pane.getByText('Car stands in the yard')).toBeVisible();
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
  await again.getByLabel('Call the driver on the number of the customer').focus();
  await second.page.keyboard.press('Escape');
  await expect(again).toBeHidden();
  await expect(second.page.getByRole('listbox', { name: 'Alarms' })).toBeFocused();

  // The past says what became of it, in times of 24 hours, and leads back to the case.
  await second.page.getByRole('tab', { name: 'History' }).click();
  const from = second.page.getByLabel('From', { exact: true });
  const typed = await from.inputValue();
  await from.fill('2026-11-23 2:05 PM');
  await from.press('Enter');
  await expect(second.page.getByRole('alert')).toHaveText(
    'Write it as YYYY-MM-DD hh:mm, like 2026-11-23 14:05.',
  );
  await expect(second.page.getByRole('button', { name: 'Show', exact: true })).toBeDisabled();
  await from.fill(typed);
  await second.page.getByLabel('Search plate, name, IMEI, account').fill(plate);
  await second.page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(second.page.getByText(/^Not read yet: .* device-hours, of 1 of 1 devices/u)).toBeVisible();
  const past = second.page.getByRole('option').filter({ hasText: 'SOS' });
  await expect(past).toContainText('Closed');
  await expect(past).toContainText('nadia');
  await expect(past).toContainText('False alarm');
  // The button that was pressed fades back when the pointer has left it.
  await past.hover();
  await expect(async () => {
    const found = await new AxeBuilder({ page: second.page }).exclude('canvas').setLegacyMode().analyze();
    expect(found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual(
      [],
    );
  }).toPass();
  await past.click();
  await expect(again.getByText('Closed · nadia')).toBeVisible();
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
    timeout: 60_000,
  });
  await search.fill(burst?.imei ?? '');
  await expect(page.getByText(/^(99|1\d\d) alarms$/u)).toBeVisible();
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
    timeout: 60_000,
  });
});

test('many are acknowledged only after a question that leaves critical ones out, and can be taken back', async ({
  launch,
  provider,
}) => {
  const server = await provider(small);
  const [sos, door, other] = server.control.find({ limit: 3, status: 2 });
  server.control.raiseAlarm(sos?.imei ?? '', 1);
  for (const vehicle of [door, other]) server.control.raiseAlarm(vehicle?.imei ?? '', 26);
  const { page } = await launch();
  await signIn(page, server);
  await openAlarms(page);
  const rows = page.getByRole('option');
  await expect(rows.filter({ hasText: 'SOS' })).toBeVisible();
  await expect(rows.filter({ hasText: 'Door open' })).toHaveCount(2);
  await page.getByRole('button', { name: 'Acknowledge all' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('checkbox', { name: 'Critical' })).not.toBeChecked();
  await dialog.getByRole('button', { name: /^Acknowledge \d/u }).click();
  await expect(rows.filter({ hasText: 'Door open' }).first()).toContainText('In progress');
  await expect(rows.filter({ hasText: 'SOS' })).toContainText('New');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rows.filter({ hasText: 'Door open' }).first()).not.toContainText('In progress');
  await expect(rows.filter({ hasText: 'Door open' }).first()).toContainText('New');
});

test('a note waits with its alarm, and the mark of the keyboard stays with the alarm when another comes in', async ({
  launch,
  provider,
}) => {
  const server = await provider(small);
  const [first, second, third] = server.control.find({ limit: 3, status: 2 });
  for (const vehicle of [first, second]) server.control.raiseAlarm(vehicle?.imei ?? '', 1);
  const { page } = await launch();
  await signIn(page, server);
  await openAlarms(page);
  const sos = page.getByRole('option').filter({ hasText: 'SOS' });
  await expect(sos).toHaveCount(2);
  await sos.nth(0).click();
  const chosen = page.getByRole('option', { selected: true });
  const before = await chosen.textContent();
  const pane = page.getByRole('complementary', { name: 'Alarm details' });
  await pane.getByLabel('Write a note').fill('Called the customer');
  await sos.nth(1).click();
  await expect(pane.getByLabel('Write a note')).toHaveValue('');
  await expect(sos.nth(0)).toContainText('Note not added');
  await sos.nth(0).click();
  await expect(pane.getByLabel('Write a note')).toHaveValue('Called the customer');

  // The row under the pointer stays where it is on screen; the new one is above it and is announced.
  const box = await chosen.boundingBox();
  server.control.raiseAlarm(third?.imei ?? '', 1);
  await expect(page.getByRole('button', { name: '1 new above' })).toBeVisible();
  expect((await chosen.boundingBox())?.y).toBeCloseTo(box?.y ?? 0, 0);
  const list = page.getByRole('listbox', { name: 'Alarms' });
  const marked = await list.getAttribute('aria-activedescendant');
  expect(await chosen.getAttribute('id')).toBe(marked);
  expect(before).toContain(first?.plate === undefined ? '' : 'SOS');
  await page.getByRole('button', { name: '1 new above' }).click();
  await expect(sos.nth(0)).toContainText(third?.plate ?? '');
});

test('alarms are ticked by the keyboard and taken together, and a type is muted on a device by hand', async ({
  launch,
  provider,
}) => {
  const server = await provider(small);
  const [first, second] = server.control.find({ limit: 2, status: 2 });
  for (const imei of [first?.imei ?? '', second?.imei ?? '']) server.control.raiseAlarm(imei, 321);
  const { page } = await launch();
  await signIn(page, server);
  await openAlarms(page);
  const rows = page.getByRole('option').filter({ hasText: 'Alarm type 321' });
  await page.getByRole('button', { name: /^Medium/u }).click();
  await expect(rows).toHaveCount(2);
  const list = page.getByRole('listbox', { name: 'Alarms' });
  await list.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await expect(page.getByText('2 selected')).toBeVisible();
  await page.getByRole('button', { name: 'Acknowledge', exact: true }).last().click();
  await expect(page.getByText('2 selected')).toBeHidden();

  await rows.first().click();
  const pane = page.getByRole('complementary', { name: 'Alarm details' });
  await expect(pane.getByText('Nearest town')).toBeVisible();
  await pane.getByRole('button', { name: 'Mute', exact: true }).click();
  await page.getByRole('menuitem', { name: '1 hour' }).click();
  await expect(pane.getByRole('status').getByText(/Muted until/u)).toBeVisible();
  await page.getByRole('tab', { name: 'Rules' }).click();
  const muted = page.getByRole('region', { name: 'Muted' });
  await expect(muted.getByText('Alarm type 321')).toBeVisible();
  await muted.getByRole('button', { name: /End mute of Alarm type 321/u }).click();
  await expect(muted.getByText('Nothing is muted.')).toBeVisible();
});

test('an own sound file is kept and played; a file that is none is refused', async ({
  launch,
  provider,
  profile,
}) => {
  const server = await provider(small);
  const [vehicle] = server.control.find({ limit: 1, status: 2 });
  const { app, page } = await launch();
  await signIn(page, server);
  await openAlarms(page);
  await page.getByRole('tab', { name: 'Rules' }).click();
  const text = join(profile, 'sound.txt');
  await writeFile(text, 'no sound');
  await chooseFiles(app, { open: text });
  await page.getByRole('button', { name: 'Choose file' }).click();
  await expect(page.getByText('A sound is a .wav, .mp3 or .ogg file.').last()).toBeVisible();
  const own = join(profile, 'gate bell.wav');
  await copyFile('resources/sounds/knock.wav', own);
  await chooseFiles(app, { open: own });
  await page.getByRole('button', { name: 'Choose file' }).click();
  await expect(page.getByText('gate bell.wav')).toBeVisible();
  await page.getByLabel('Sound: Critical').click();
  await page.getByRole('option', { name: 'Own file' }).click();
  server.control.raiseAlarm(vehicle?.imei ?? '', 1);
  await expect.poll(async () => (await soundOf(page)).source).toMatch(/^blob:/u);
  await expect.poll(async () => (await soundOf(page)).playing).toBe(true);
});
