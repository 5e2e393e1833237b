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
