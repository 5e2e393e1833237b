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
  await expect(wall).toHaveTitle('Wall without a name – Watchdesk');
  await expect(wall.getByRole('group', { name: 'Open alarms' })).toBeVisible();

  await page.getByRole('button', { name: 'Time travel' }).click();
  const second = page.getByRole('slider', { name: 'Recorded second' });
  await expect(second).toBeVisible();
  await second.focus();
  await page.keyboard.press('Home');
  for (const window of [page, wall]) {
    await expect(window.getByText(/Live and walls show the past/)).toBeVisible();
  }
  const past = await wall.getByText(/Live and walls show the past/).textContent();
  expect(past).toBe(await page.getByText(/Live and walls show the past/).textContent());

  await page.getByRole('button', { name: 'Play on' }).click();
  await expect.poll(() => wall.getByText(/Live and walls show the past/).textContent()).not.toBe(past);

  await wall.getByRole('button', { name: 'Back to live' }).click();
  for (const window of [page, wall]) {
    await expect(window.getByText(/Live and walls show the past/)).toHaveCount(0);
  }
  await expect(page.getByText('100 devices').first()).toBeVisible();
});

test('while the past is shown every part of the console says what of it is then and what is now', async ({
  launch,
  provider,
}) => {
  const server = await provider({ vehicles: 60, accounts: 12, speed: 60 });
  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByText('60 devices').first()).toBeVisible();
  await expect.poll(() => recordedSeconds(page)).toBeGreaterThan(300);
  await page.getByRole('listbox', { name: 'Devices' }).getByRole('option').first().click();
  const details = page.getByRole('complementary', { name: 'Device details' });
  await expect(details.getByRole('heading').first()).toBeVisible();

  // A moment can be typed; one that was not recorded is refused with the reason.
  await page.getByRole('button', { name: 'Time travel' }).click();
  await expect(page.getByText(/^Recorded since/)).toBeVisible();
  const field = page.getByRole('textbox', { name: 'Moment to go to' });
  await field.fill('1999-01-01 12:00');
  await expect(page.getByText('Nothing is recorded of that time.')).toBeVisible();
  await field.fill(await secondsAfterBegin(page, 120));
  await field.press('Enter');
  await expect(page.getByText(/Live and walls show the past/)).toBeVisible();
  const banner = page.getByRole('status').filter({ hasText: 'Live and walls show the past' });
  // The states above the map stay in sight.
  const chips = await page.getByRole('group', { name: 'Filter by state' }).boundingBox();
  const bar = await banner.boundingBox();
  expect((bar?.y ?? 0) + (bar?.height ?? 0)).toBeLessThanOrEqual(chips?.y ?? 0);

  await expect(details.getByText(/^As recorded at/)).toBeVisible();
  await expect(details.getByText('as it is now').first()).toBeVisible();
  await expect(details.getByText(/lies .* in the future/)).toHaveCount(0);
  await page.getByRole('radio', { name: 'Table' }).click();
  await expect(page.getByText(/^as recorded at/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Export to Excel' })).toBeDisabled();

  await page.getByRole('navigation').getByRole('link', { name: 'Commands' }).click();
  await expect(banner).toContainText('Commands act now, on the vehicle as it is now.');
  await page.getByRole('navigation').getByRole('link', { name: 'Reports' }).click();
  await expect(banner).toContainText('What follows is of now.');
  await banner.getByRole('button', { name: 'Back to live' }).click();
  await expect(banner).toHaveCount(0);
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
  await expect.poll(() => recordedSeconds(first.page)).toBeGreaterThan(12);
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
  await expect(page.getByText(/Live and walls show the past/)).toBeVisible();
  await expect(page.getByText(/Not recorded: 1 time/)).toBeVisible();
  // A few seconds on, all vehicles had been read.
  await expect(async () => {
    await page.keyboard.press('ArrowRight');
    await expect(page.getByText('60 of 60 vehicles recorded')).toBeVisible({ timeout: 2_000 });
  }).toPass();
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
  await expect(page.getByText('Past shown').first()).toBeVisible();
  await expect(page.getByText('Back to live').first()).toBeVisible();
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

/** As it is typed, in the zone of the console: so many seconds after the first one that is recorded. */
async function secondsAfterBegin(page: Page, seconds: number): Promise<string> {
  return page.evaluate(async (after) => {
    const { watchdesk } = window as unknown as { readonly watchdesk: WatchdeskBridge };
    const status = await watchdesk.call('time.status', undefined);
    const begin = status.ok ? (status.value.recorded?.begin ?? 0) : 0;
    const date = new Date((begin + after) * 1_000);
    const two = (value: number): string => String(value).padStart(2, '0');
    const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
    return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
  }, seconds);
}
