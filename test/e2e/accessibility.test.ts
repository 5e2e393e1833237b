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
    test.setTimeout(120_000);
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
}
