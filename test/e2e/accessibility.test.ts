import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { changeSettings, expect, signIn, test } from '../support/console.ts';

/** What axe finds that keeps somebody from using the page, or the part of it that is named: the rule and where. */
async function barriers(page: Page, part?: string): Promise<string[]> {
  // Electron opens no blank page for axe to gather its results in, which is what the legacy mode does without.
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  const { violations } = await (part === undefined ? axe : axe.include(part)).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`));
}

/** What opens over a screen, by the name of the screen; every opener leaves one dialogue open. */
const dialogues: Readonly<Record<string, Readonly<Record<string, (page: Page) => Promise<void>>>>> = {
  Alarms: {
    'all at once': async (page) => {
      await page.getByRole('option').filter({ hasText: 'SOS' }).first().waitFor();
      await page.getByRole('button', { name: 'Acknowledge all' }).click();
      await page.getByRole('dialog').getByText('Critical', { exact: true }).waitFor();
    },
    'how one ended': async (page) => {
      await page.getByRole('option').filter({ hasText: 'SOS' }).first().click();
      const details = page.getByRole('complementary', { name: 'Alarm details' });
      await details.getByRole('button', { name: 'Close', exact: true }).click();
    },
  },
  Commands: {
    rules: (page) => page.getByRole('button', { name: 'Rules', exact: true }).click(),
    'many vehicles': async (page) => {
      await page.getByRole('radio', { name: 'Many vehicles' }).click();
      await page.getByRole('button', { name: 'Choose all 80 found' }).click();
      await page.getByRole('radio', { name: 'Stop engine' }).click();
      await page.getByLabel('Reason', { exact: true }).fill('campaign of the insurer');
      await page.getByRole('button', { name: 'Preview' }).click();
      await page.getByRole('dialog').getByRole('listitem').first().waitFor();
    },
  },
  Geofences: {
    'many vehicles': async (page) => {
      await page.getByRole('radio', { name: 'Many vehicles' }).click();
      await page.getByRole('button', { name: 'Choose all 80 found' }).click();
      await page.getByLabel('Name', { exact: true }).fill('Depot');
      await page.getByRole('textbox', { name: 'Latitude' }).fill('52.52');
      await page.getByRole('textbox', { name: 'Longitude' }).fill('13.405');
      await page.getByRole('button', { name: 'Preview' }).click();
    },
  },
  Accounts: {
    'new passwords': async (page) => {
      await page.getByRole('button', { name: /^Select all \d+ found$/u }).click();
      await page.getByRole('button', { name: 'New passwords' }).click();
    },
  },
};

for (const theme of ['dark', 'light'] as const) {
  test(`every screen and what opens over it can be used with a keyboard and a screen reader, in ${theme}`, async ({
    launch,
    provider,
  }) => {
    // Ten screens and what opens over them are many looks for a slow machine.
    test.slow();
    const server = await provider({ vehicles: 80, accounts: 12 });
    server.control.raiseAlarm(server.control.find({ limit: 1, status: 2 })[0]?.imei ?? '', 1);
    const { page } = await launch();
    await changeSettings(page, { theme });
    expect.soft(await barriers(page), 'Sign-in').toEqual([]);
    await signIn(page, server);
    await expect(page.getByText('80 devices').first()).toBeVisible();
    const screens = page.getByRole('navigation', { name: 'Navigation' }).getByRole('link');
    const names = await screens.allInnerTexts();
    expect(names.length).toBeGreaterThan(2);
    for (const name of names) {
      await page.getByRole('link', { name, exact: true }).click();
      await expect(page.getByRole('link', { name, exact: true })).toHaveAttribute('aria-current', 'page');
      expect.soft(await barriers(page), name).toEqual([]);
      for (const [what, open] of Object.entries(dialogues[name] ?? {})) {
        await open(page);
        const dialogue = page.getByRole('dialog');
        await expect(dialogue).toBeVisible();
        // The button that the dialogue is for, as it is under the pointer; a dialogue that fades in is no barrier yet.
        await dialogue.getByRole('button').last().hover({ force: true });
        await expect(async () => {
          expect(await barriers(page, '[role=dialog]'), `${name}: ${what}`).toEqual([]);
        }).toPass();
        await page.keyboard.press('Escape');
        await expect(dialogue).toBeHidden();
      }
    }
  });

  test(`a wall window, the fleet table and a vehicle's details have no barriers, in ${theme}`, async ({
    launch,
    provider,
  }) => {
    test.slow();
    const server = await provider({ vehicles: 80, accounts: 12 });
    const running = await launch();
    const { page } = running;
    await changeSettings(page, { theme });
    await signIn(page, server);
    await expect(page.getByText('80 devices').first()).toBeVisible();
    await page.getByRole('radio', { name: 'Table' }).click();
    await page.getByRole('button', { name: 'Filter columns' }).click();
    await page.locator('[role=grid] [role=row][aria-selected]').nth(1).click();
    const details = page.getByRole('complementary', { name: 'Device details' });
    await expect(details.getByText('Nearest vehicles')).toBeVisible();
    expect.soft(await barriers(page), 'Table and details').toEqual([]);

    const opened = running.nextWindow();
    await details.getByRole('button', { name: 'Open in new window' }).click();
    const wall = await opened;
    const first = wall.getByRole('region', { name: 'Pane 1', exact: true });
    await expect(first).toContainText('Following');
    await wall.getByRole('button', { name: 'Two panes' }).click();
    await expect(wall.getByRole('region', { name: 'Map of pane 2' })).toBeVisible();
    await first.hover();
    expect.soft(await barriers(wall), 'Wall').toEqual([]);
    await wall.getByRole('button', { name: 'Filter of pane 1' }).click();
    await expect(wall.getByPlaceholder('Plate, name, IMEI, SIM, account')).toBeVisible();
    expect.soft(await barriers(wall), 'Filter of a pane').toEqual([]);
  });
}
