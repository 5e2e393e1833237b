import type { Page } from '@playwright/test';
import type { WatchdeskBridge } from '../../electron/contract/bridge.ts';
import { expect, signIn, test } from '../support/console.ts';

test('scrubs two windows back to a recorded second, says so in both, and returns to live', async ({
  launch,
  provider,
}) => {
  // A minute of the world each second, so that there is a past at once.
  const server = await provider({ vehicles: 100, accounts: 12, speed: 60 });
  const running = await launch();
  const { page } = running;
  await signIn(page, server);
  await expect(page.getByText('100 devices').first()).toBeVisible();
  const opened = running.nextWindow();
  await page.getByRole('button', { name: 'New wall window' }).click();
  const wall = await opened;
  await expect(wall.locator('canvas').first()).toBeVisible();

  await page.getByRole('button', { name: 'Time travel' }).click();
  const second = page.getByRole('slider', { name: 'Recorded second' });
  await expect(second).toBeVisible();
  await second.focus();
  await page.keyboard.press('Home');
  for (const window of [page, wall]) {
    await expect(window.getByText(/All windows show the past/)).toBeVisible();
  }
  const past = await wall.getByText(/All windows show the past/).textContent();
  expect(past).toBe(await page.getByText(/All windows show the past/).textContent());

  await page.getByRole('button', { name: 'Play on' }).click();
  await expect.poll(() => wall.getByText(/All windows show the past/).textContent()).not.toBe(past);

  await wall.getByRole('button', { name: 'Back to live' }).click();
  for (const window of [page, wall]) {
    await expect(window.getByText(/All windows show the past/)).toHaveCount(0);
  }
  await expect(page.getByText('100 devices').first()).toBeVisible();
});

test('finds after a crash what was recorded, and shows the time it was off as a gap', async ({
  launch,
  provider,
}) => {
  const server = await provider({ vehicles: 60, accounts: 12 });
  const first = await launch();
  await signIn(first.page, server);
  await expect(first.page.getByText('60 devices').first()).toBeVisible();
  // Recorded, and kept in the file, are seconds that lie well behind the newest one.
  await expect.poll(() => recordedSeconds(first.page), { timeout: 30_000 }).toBeGreaterThan(12);
  const ended = new Promise((resolve) => first.app.process().once('exit', resolve));
  first.app.process().kill('SIGKILL');
  await ended;

  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByText('60 devices').first()).toBeVisible();
  await page.getByRole('button', { name: 'Time travel' }).click();
  const second = page.getByRole('slider', { name: 'Recorded second' });
  await second.focus();
  await page.keyboard.press('Home');
  await expect(page.getByText(/All windows show the past/)).toBeVisible();
  await expect(page.getByText(/Not recorded: 1 time/)).toBeVisible();
  // Five seconds on all vehicles had been read.
  for (let step = 0; step < 6; step += 1) await page.keyboard.press('ArrowRight');
  await expect(page.getByText('60 of 60 vehicles recorded')).toBeVisible();
  const gap = await page.evaluate(async () => {
    const status = await (window as unknown as { readonly watchdesk: WatchdeskBridge }).watchdesk.call(
      'time.status',
      undefined,
    );
    return status.ok ? (status.value.gaps[0] ?? null) : null;
  });
  await second.fill(String(Math.floor(((gap?.begin ?? 0) + (gap?.end ?? 0)) / 2)));
  await expect(page.getByText(/Nothing was recorded then/)).toBeVisible();
  await expect(page.getByText(/No vehicle is shown, because nobody knows where it was/)).toBeVisible();
  await expect(page.getByText('0 of 60 vehicles recorded')).toBeVisible();

  await page.getByRole('button', { name: 'Back to live' }).click();
  await page.getByRole('link', { name: 'Audit' }).click();
  await expect(page.getByText('time.past').first()).toBeVisible();
  await expect(page.getByText('time.live').first()).toBeVisible();
});

/** Seconds from the first to the last that are recorded. */
async function recordedSeconds(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const status = await (window as unknown as { readonly watchdesk: WatchdeskBridge }).watchdesk.call(
      'time.status',
      undefined,
    );
    const recorded = status.ok ? status.value.recorded : null;
    return recorded === null ? 0 : recorded.until - recorded.begin;
  });
}
