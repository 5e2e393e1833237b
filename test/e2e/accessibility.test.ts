import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { changeSettings, expect, signIn, test } from '../support/console.ts';

/** What axe finds that keeps somebody from using the page: the rule and where. */
async function barriers(page: Page): Promise<string[]> {
  // Electron opens no blank page for axe to gather its results in, which is what the legacy mode does without.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`));
}

for (const theme of ['dark', 'light'] as const) {
  test(`every screen can be used with a keyboard and a screen reader, in ${theme}`, async ({
    launch,
    provider,
  }) => {
    const server = await provider({ vehicles: 80, accounts: 12 });
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
