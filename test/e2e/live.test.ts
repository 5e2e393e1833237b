import { exploreDemo, expect, signIn, test } from '../support/console.ts';

test('shows the demo fleet live: it moves, and a device tells everything the provider says', async ({
  launch,
}) => {
  const { page } = await launch();
  await exploreDemo(page);
  await expect(page.getByText('5,000 devices').first()).toBeVisible();
  await expect(page.getByRole('button', { name: /Moving [1-9]/ })).toBeVisible();

  const canvas = page.locator('canvas').first();
  const before = await canvas.screenshot();
  await expect.poll(async () => (await canvas.screenshot()).equals(before)).toBe(false);

  await page.getByRole('button', { name: /Moving [1-9]/ }).click();
  await page.getByRole('option').first().click();
  const details = page.getByRole('complementary', { name: 'Device details' });
  for (const field of [
    'Speed',
    'Course',
    'Heartbeat',
    'GPS time',
    'Received',
    'Server clock',
    'IMEI',
    'SIM',
  ]) {
    await expect(details.getByText(field, { exact: true }).first()).toBeVisible();
  }
  const position = details.getByText(/^-?\d+\.\d+, -?\d+\.\d+$/).first();
  const first = await position.textContent();
  await expect.poll(() => position.textContent()).not.toBe(first);
});

test('finds a device while typing and filters by account', async ({ launch, provider }) => {
  const server = await provider({ vehicles: 300, accounts: 12 });
  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByText('300 devices').first()).toBeVisible();
  const imei = server.world.vehicles.imeiAt(17);
  await page.getByPlaceholder('Search plate, name, IMEI, SIM, account').fill(imei);
  await expect(page.getByRole('option')).toHaveCount(1);
});

test('a chosen account that is out of sight is gone to, a filter that is offers it, and a vehicle gets a window', async ({
  launch,
  provider,
}) => {
  const server = await provider({ vehicles: 300, accounts: 12 });
  const running = await launch();
  const { page } = running;
  await signIn(page, server);
  await expect(page.getByText('300 devices').first()).toBeVisible();
  const lookAtTheSea = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Go to coordinates' }).click();
    await page.getByLabel('Latitude, longitude').fill('-40, -120');
    await page.getByLabel('Latitude, longitude').press('Enter');
  };
  const outside = page.getByText('What you chose is outside this view');
  await lookAtTheSea();
  const search = page.getByPlaceholder('Search plate, name, IMEI, SIM, account');
  await search.fill(server.world.vehicles.imeiAt(17));
  await expect(outside).toBeVisible();
  await page.getByRole('button', { name: 'Show it' }).click();
  await expect(outside).toBeHidden();

  await search.fill('');
  await page.getByRole('button', { name: /Moving \d/ }).click();
  await lookAtTheSea();
  await expect(outside).toBeVisible();
  await page.getByRole('treeitem').nth(1).click();
  await expect(outside).toBeHidden();

  await page.getByRole('option').first().click();
  const opened = running.nextWindow();
  await page.getByRole('button', { name: 'Open in new window' }).click();
  const wall = await opened;
  await expect(wall.getByRole('region', { name: 'Pane 1', exact: true })).toContainText('Following');
});

test('further windows show the same fleet on the same requests', async ({ launch, provider }) => {
  const server = await provider({ vehicles: 300, accounts: 12 });
  const running = await launch();
  const { page } = running;
  await signIn(page, server);
  await expect(page.getByText('300 devices').first()).toBeVisible();
  const opened = running.nextWindow();
  await page.getByRole('button', { name: 'New wall window' }).click();
  const wall = await opened;
  await expect(wall.locator('canvas').first()).toBeVisible();
  await expect(wall.getByText(/Moving/).first()).toBeVisible();
  await expect(wall.getByText('Online').first()).toBeVisible();

  // Without the network, its strip and the band over it say since when; what was last heard stays.
  await server.faults.set({ refuse: true });
  const strip = wall.getByRole('button', { name: /Connection.*Offline since/ });
  await expect(strip).toBeVisible();
  await expect(wall.getByText(/^Offline since .+: nothing here is newer/)).toBeVisible();
  await expect(wall.getByText('All vehicles').first()).toBeVisible();
  await server.faults.set({ refuse: false });
  await expect(strip).toBeHidden();
  await expect(wall.getByText('nothing here is newer')).toBeHidden();
});

test('a restart brings the windows back and returns to the demo', async ({ launch }) => {
  const first = await launch();
  await exploreDemo(first.page);
  const opened = first.nextWindow();
  await first.page.getByRole('button', { name: 'New wall window' }).click();
  await (await opened).locator('canvas').first().waitFor();
  await first.close();
  const second = await launch();
  await expect(second.page.getByRole('link', { name: 'Live' })).toBeVisible();
  await expect
    .poll(() => second.app.windows().filter((page) => page.url().includes('/wall/')).length)
    .toBe(1);
});

test('a lost network is shown with its age, keeps the last positions, and ends by itself', async ({
  launch,
  provider,
}) => {
  const server = await provider({ vehicles: 100, accounts: 12 });
  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByText('100 devices').first()).toBeVisible();
  await server.faults.set({ refuse: true });
  await expect(page.getByText(/Offline since/i).first()).toBeVisible();
  await expect(page.getByText('100 devices').first()).toBeVisible();
  await server.faults.set({ refuse: false });
  await expect(page.getByText('Online').first()).toBeVisible();
});

test('a page that dies comes back with what it showed', async ({ launch, provider }) => {
  const server = await provider({ vehicles: 100, accounts: 12 });
  const { app, page } = await launch();
  await signIn(page, server);
  await expect(page.getByText('100 devices').first()).toBeVisible();
  await app.evaluate(
    ({ BrowserWindow }) =>
      new Promise<void>((resolve) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        contents?.once('did-finish-load', () => {
          resolve();
        });
        contents?.forcefullyCrashRenderer();
      }),
  );
  // Playwright's own page is lost with the process, so the window itself is asked what it shows.
  const shown = (): Promise<string> =>
    app.evaluate(async ({ BrowserWindow }) => {
      const text: unknown =
        await BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('document.body.innerText');
      return String(text);
    });
  await expect.poll(shown).toContain('100 devices');
  await expect.poll(shown).toContain('This window had to be reloaded');
});
