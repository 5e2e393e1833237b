import type { Locator } from '@playwright/test';
import { expect, signIn, test } from '../support/console.ts';

test('an SOS takes the least used pane with the nearest units, and the pane gives itself back', async ({
  launch,
  provider,
}) => {
  test.slow();
  const server = await provider({ vehicles: 60, accounts: 6, oddTexts: false });
  const [first, second] = server.control.find({ limit: 40, status: 2 });
  const running = await launch();
  await signIn(running.page, server);
  await expect(running.page.getByText('60 devices').first()).toBeVisible();
  const opened = running.nextWindow();
  await running.page.getByRole('button', { name: 'New wall window' }).first().click();
  const wall = await opened;
  await expect(wall.getByRole('region', { name: 'Map of pane 1' })).toBeVisible();
  await wall.getByRole('button', { name: 'Two panes' }).click();
  const pane = (number: number) => wall.getByRole('region', { name: `Pane ${number}`, exact: true });
  await expect(pane(2)).toContainText('All vehicles');
  // Somebody works in the second pane, so the first is the least used.
  await pane(2)
    .locator('canvas')
    .click({ position: { x: 20, y: 200 } });

  server.control.raiseAlarm(first?.imei ?? '', 1);
  const banner = pane(1).getByRole('complementary', { name: 'Alarm in pane 1' });
  await expect(banner).toContainText(`Shows alarm SOS: ${first?.plate ?? ''}`);
  await expect(banner).toContainText(/Back in \d+ s/);
  await expect(banner.getByRole('list', { name: 'Nearest units' }).getByRole('listitem')).not.toHaveCount(0);
  await expect(pane(2)).toContainText('All vehicles');
  await banner.getByRole('button', { name: 'Keep' }).click();
  await expect(banner).toContainText('Kept until you give it back');
  await banner.getByRole('button', { name: 'Give back' }).click();
  await expect(banner).toBeHidden();
  await expect(pane(1)).toContainText('All vehicles');

  // The rule says how long; after that the pane is back by itself.
  await running.page.getByRole('link', { name: 'Alarms' }).first().click();
  await running.page.getByRole('tab', { name: 'Rules' }).click();
  const seconds = running.page.getByLabel('Bring a wall pane to it: Critical');
  await seconds.fill('2');
  await seconds.press('Enter');
  server.control.raiseAlarm(second?.imei ?? '', 1);
  const any = wall.getByRole('complementary', { name: /^Alarm in pane/ });
  await expect(any).toContainText(`SOS: ${second?.plate ?? ''}`);
  await expect(any).toBeHidden();
  await expect(pane(1)).toContainText('All vehicles');
  await expect(pane(2)).toContainText('All vehicles');
});

/** What the scale of a pane's map says, in metres. */
async function scaleOf(pane: Locator): Promise<number> {
  const text = (await pane.locator('.maplibregl-ctrl-scale').textContent()) ?? '';
  const [, number = '', unit = ''] = /^([\d.,]+)\s*(k?m)$/u.exec(text.trim()) ?? [];
  return Number(number.replace(',', '')) * (unit === 'km' ? 1_000 : 1);
}

test('a wall whose page dies while an alarm holds a pane shows the alarm again, and says so once', async ({
  launch,
  provider,
}) => {
  test.slow();
  const server = await provider({ vehicles: 60, accounts: 6, oddTexts: false });
  const [vehicle] = server.control.find({ limit: 40, status: 2 });
  const running = await launch();
  await signIn(running.page, server);
  await expect(running.page.getByText('60 devices').first()).toBeVisible();
  const opened = running.nextWindow();
  await running.page.getByRole('button', { name: 'New wall window' }).first().click();
  const wall = await opened;
  const map = wall.getByRole('region', { name: 'Pane 1', exact: true });
  await expect(map).toContainText('All vehicles');
  server.control.raiseAlarm(vehicle?.imei ?? '', 1);
  const banner = map.getByRole('complementary', { name: 'Alarm in pane 1' });
  await expect(banner).toContainText(`SOS: ${vehicle?.plate ?? ''}`);
  await banner.getByRole('button', { name: 'Keep' }).click();
  await expect(banner).toContainText('Kept until you give it back');
  await expect.poll(() => scaleOf(map)).toBeLessThanOrEqual(50_000);

  const told = wall.getByText('This window had to be reloaded', { exact: true });
  // As main loads it after its page has died.
  await wall.goto(`${wall.url().replace(/#.*$/u, '')}&recovered=1`);
  await expect(told).toBeVisible();
  await expect(banner).toContainText(`SOS: ${vehicle?.plate ?? ''}`);
  await expect(banner.getByRole('list', { name: 'Nearest units' }).getByRole('listitem')).not.toHaveCount(0);
  await expect.poll(() => scaleOf(map)).toBeLessThanOrEqual(50_000);

  // Loaded again by somebody, it has nothing to say, and the alarm is still there.
  await wall.reload();
  await expect(banner).toContainText(`SOS: ${vehicle?.plate ?? ''}`);
  await expect.poll(() => scaleOf(map)).toBeLessThanOrEqual(50_000);
  await expect(told).toHaveCount(0);
});
