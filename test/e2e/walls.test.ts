import type { ElectronApplication, Page } from '@playwright/test';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WatchdeskBridge } from '../../electron/contract/bridge.ts';
import { expect, signIn, test, type RunningConsole } from '../support/console.ts';

const isWall = (page: Page): boolean => page.url().includes('/windows/wall/');

/** Opens a wall window from the console and waits for its first map. */
async function openWall(running: RunningConsole): Promise<Page> {
  const opened = running.nextWindow();
  await running.page.getByRole('button', { name: 'New wall window' }).first().click();
  const wall = await opened;
  // A new wall fills its monitor, which a processor that draws maps by itself takes long for.
  await running.app.evaluate(({ BrowserWindow }) => {
    for (const each of BrowserWindow.getAllWindows())
      if (each.webContents.getURL().includes('/wall/')) each.setSize(1280, 800);
  });
  await expect(wall.getByRole('region', { name: 'Map of pane 1' })).toBeVisible();
  return wall;
}

const pane = (wall: Page, number: number) =>
  wall.getByRole('region', { name: `Pane ${number}`, exact: true });

/** Opens one of a pane's panels by its button. */
async function openPanel(wall: Page, number: number, what: 'Filter' | 'Camera'): Promise<void> {
  await pane(wall, number).hover();
  await wall.getByRole('button', { name: `${what} of pane ${number}` }).click();
}

async function saveAs(wall: Page, name: string): Promise<void> {
  await wall.getByRole('button', { name: 'Save wall' }).click();
  await wall.getByLabel('Name of the wall').fill(name);
  await wall.getByLabel('Name of the wall').press('Enter');
  await expect(wall.getByRole('heading', { name })).toBeVisible();
}

/** Makes the system's dialogs answer with a path. */
async function answerDialogs(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, path);
}

/** Lends no pane to an alarm, so that what a pane shows is what the test set. */
async function keepPanes(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { watchdesk } = window as unknown as { readonly watchdesk: WatchdeskBridge };
    const settings = await watchdesk.call('alarms.settings', undefined);
    if (!settings.ok) throw new Error(settings.failure.code);
    const { priorities } = settings.value;
    const critical = { ...priorities.critical, paneSeconds: 0 };
    await watchdesk.call('alarms.changeSettings', { priorities: { ...priorities, critical } });
  });
}

/** What is kept of the first open wall window. */
async function kept(
  profile: string,
): Promise<{ layout: { fractions?: number[] }; panes: Record<string, unknown>[] }> {
  const desk = JSON.parse(await readFile(join(profile, 'walls', 'desk.json'), 'utf8')) as {
    windows: { content: { layout: object; panes: Record<string, unknown>[] } }[];
  };
  return desk.windows[0]?.content ?? { layout: {}, panes: [] };
}

test('panes have filters and cameras of their own, and a saved wall comes back with all of it', async ({
  launch,
  provider,
  profile,
}) => {
  const server = await provider({ vehicles: 300, accounts: 12 });
  const running = await launch();
  await signIn(running.page, server);
  await expect(running.page.getByText('300 devices').first()).toBeVisible();
  const wall = await openWall(running);
  await wall.getByRole('button', { name: 'Two panes' }).click();
  await expect(pane(wall, 2)).toBeVisible();

  // Pane 1 shows what moves, pane 2 one vehicle that is found by its IMEI.
  await openPanel(wall, 1, 'Filter');
  await wall.getByRole('button', { name: /^Moving/ }).click();
  await wall.keyboard.press('Escape');
  await expect(pane(wall, 1)).toContainText('Moving');
  await openPanel(wall, 2, 'Camera');
  await wall.getByRole('radio', { name: 'Follow one vehicle' }).click();
  await wall.getByPlaceholder('Find a vehicle').fill(server.world.vehicles.imeiAt(17));
  await wall.getByRole('list', { name: 'Find a vehicle' }).getByRole('button').click();
  await wall.keyboard.press('Escape');
  await expect(pane(wall, 2)).toContainText('Following');

  // Dividers move by keys and by mouse, presets are pressed.
  const divider = wall.getByRole('separator', { name: 'Divider 1' });
  await divider.press('ArrowRight');
  await expect(divider).toHaveAttribute('aria-valuenow', '52');
  const at = await divider.boundingBox();
  if (at === null) throw new Error('The divider has no place');
  await wall.mouse.move(at.x + at.width / 2, at.y + at.height / 2);
  await wall.mouse.down();
  await wall.mouse.move(at.x + 160, at.y + at.height / 2, { steps: 3 });
  await wall.mouse.up();
  await expect.poll(async () => Number(await divider.getAttribute('aria-valuenow'))).toBeGreaterThan(58);
  const moved = await divider.getAttribute('aria-valuenow');

  await saveAs(wall, 'Night shift');
  await expect.poll(async () => (await kept(profile)).panes[1]?.['camera']).not.toBeNull();

  // Changed and called back: Alt+1 asks, Escape leaves the change, and what is discarded is as it was saved.
  await expect(wall.getByText('changed', { exact: true })).toBeHidden();
  await wall.getByRole('button', { name: 'Four panes' }).click();
  await expect(pane(wall, 4)).toBeVisible();
  await expect(wall.getByText('changed', { exact: true })).toBeVisible();
  const unsaved = wall.getByRole('dialog', { name: 'Save the changes of Night shift?' });
  await wall.keyboard.press('Alt+Digit1');
  await expect(unsaved.getByRole('button', { name: 'Save' })).toBeFocused();
  await wall.keyboard.press('Escape');
  await expect(unsaved).toBeHidden();
  await expect(pane(wall, 4)).toBeVisible();
  await wall.keyboard.press('Alt+Digit1');
  await unsaved.getByRole('button', { name: 'Discard' }).click();
  await expect(pane(wall, 4)).toBeHidden();
  await expect(wall.getByText('changed', { exact: true })).toBeHidden();
  await expect(divider).toHaveAttribute('aria-valuenow', moved ?? '');
  await expect(pane(wall, 1)).toContainText('Moving');
  await expect(pane(wall, 2)).toContainText('Following');

  // Closing a changed window asks too; saved with Enter, the wall comes back changed.
  await wall.getByRole('button', { name: 'Four panes' }).click();
  await expect(wall.getByText('changed', { exact: true })).toBeVisible();
  await running.app.evaluate(({ BrowserWindow }) => {
    for (const each of BrowserWindow.getAllWindows())
      if (each.webContents.getURL().includes('/wall/')) each.close();
  });
  await expect(unsaved.getByRole('button', { name: 'Save' })).toBeFocused();
  const closed = wall.waitForEvent('close');
  // The window is gone before the key is up again.
  await wall.keyboard.press('Enter').catch(() => undefined);
  await closed;
  const again = running.nextWindow();
  await running.page.keyboard.press('Alt+Digit1');
  await expect(pane(await again, 4)).toBeVisible();
});

test('a power cut in kiosk brings the wall back in kiosk; closing asks, and leaving gives the windows back', async ({
  launch,
  provider,
}) => {
  const server = await provider({ vehicles: 60, accounts: 6 });
  const first = await launch();
  await signIn(first.page, server);
  await expect(first.page.getByText('60 devices').first()).toBeVisible();
  const wall = await openWall(first);
  await saveAs(wall, 'Lobby');
  await wall.getByRole('button', { name: 'Wall', exact: true }).click();
  await wall.getByRole('menuitem', { name: 'Kiosk: fill every monitor' }).click();
  const filled = (app: ElectronApplication): Promise<boolean> =>
    app.evaluate(({ BrowserWindow, screen, powerSaveBlocker }) => {
      const { bounds } = screen.getPrimaryDisplay();
      const window = BrowserWindow.getAllWindows().find((each) =>
        each.webContents.getURL().includes('/wall/'),
      );
      const now = window?.getBounds();
      const awake = [0, 1, 2, 3].some((id) => powerSaveBlocker.isStarted(id));
      return awake && now?.width === bounds.width && now.height === bounds.height && now.x === bounds.x;
    });
  await expect.poll(() => filled(first.app)).toBe(true);
  await first.app.evaluate(({ BrowserWindow }) => {
    for (const each of BrowserWindow.getAllWindows())
      if (each.webContents.getURL().includes('/wall/')) each.close();
  });
  const asked = wall.getByRole('dialog', { name: 'Leave kiosk?' });
  await expect(asked).toBeVisible();
  await asked.getByRole('button', { name: 'Stay' }).click();
  await expect(asked).toBeHidden();
  expect(wall.isClosed()).toBe(false);

  first.app.process().kill('SIGKILL');
  await first.app.waitForEvent('close');
  const second = await launch();
  await expect.poll(() => second.app.windows().filter(isWall).length).toBe(1);
  await expect.poll(() => filled(second.app)).toBe(true);
  const back = second.app.windows().find(isWall);
  if (back === undefined) throw new Error('The wall did not come back');
  // Nobody is signed in yet, and the wall covers the console: it can be left all the same, by nobody's mistake.
  await expect(back.getByText('Nobody is signed in')).toBeVisible();
  await back.keyboard.press('Escape');
  const early = back.getByRole('dialog', { name: 'Leave kiosk?' });
  await early.getByRole('button', { name: 'Stay' }).click();
  await expect(early).toBeHidden();
  expect(await filled(second.app)).toBe(true);
  await expect(back.getByRole('button', { name: 'Leave kiosk' })).toBeVisible();
  await signIn(second.page, server);
  await expect(back.getByRole('heading', { name: 'Lobby' })).toBeVisible();
  await back.keyboard.press('Escape');
  await back.getByRole('dialog').getByRole('button', { name: 'Leave kiosk' }).click();
  await expect.poll(() => filled(second.app)).toBe(false);
});

test('walls are managed, handed on as files, and a damaged file changes nothing', async ({
  launch,
  provider,
  profile,
}) => {
  const server = await provider({ vehicles: 60, accounts: 6 });
  const running = await launch();
  const { page, app } = running;
  await signIn(page, server);
  await expect(page.getByText('60 devices').first()).toBeVisible();
  await saveAs(await openWall(running), 'North');

  await page.getByRole('button', { name: 'Walls', exact: true }).click();
  const list = page.getByRole('list', { name: 'Walls' });
  const more = async (name: string, action: string): Promise<void> => {
    await list.getByRole('button', { name: `More for ${name}`, exact: true }).click();
    await page.getByRole('menuitem', { name: action, exact: true }).click();
  };
  await more('North', 'Duplicate');
  await expect(list.getByRole('button', { name: 'Open North (2)' })).toBeVisible();
  await more('North (2)', 'Rename');
  await page.getByLabel('New name').fill('South');
  await page.getByRole('button', { name: 'Rename', exact: true }).click();
  await expect(list.getByRole('button', { name: 'Open South' })).toBeVisible();
  await more('South', 'Open at start');
  await expect(list.getByText('opens at start')).toBeVisible();

  const file = join(profile, 'North.wall');
  await answerDialogs(app, file);
  await more('North', 'Export to a file');
  await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('"name": "North"');
  await page.getByRole('button', { name: 'Import from a file' }).click();
  await expect(list.getByRole('button', { name: 'Open North (2)' })).toBeVisible();

  await writeFile(file, (await readFile(file, 'utf8')).slice(0, 200));
  await page.getByRole('button', { name: 'Import from a file' }).click();
  await expect(page.getByText('This wall file is damaged or is none of this console').first()).toBeVisible();
  await expect(list.getByRole('listitem')).toHaveCount(3);

  await more('North (2)', 'Delete');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await running.close();
  expect((await readdir(join(profile, 'walls'))).some((name) => name.endsWith('.removed'))).toBe(true);

  // The next start opens the start wall instead of the one that was open.
  const next = await launch();
  await signIn(next.page, server);
  await expect.poll(() => next.app.windows().filter(isWall).length).toBe(1);
  const started = next.app.windows().find(isWall);
  await expect(
    started?.getByRole('heading', { name: 'South' }) ?? next.page.getByText('no wall'),
  ).toBeVisible();
});

test('a pane rotates through its saved views, keeps a set in sight and is filtered by a group and a box', async ({
  launch,
  provider,
  profile,
}) => {
  const server = await provider({ vehicles: 300, accounts: 12 });
  const running = await launch();
  await signIn(running.page, server);
  await expect(running.page.getByText('300 devices').first()).toBeVisible();
  await keepPanes(running.page);
  const wall = await openWall(running);

  await openPanel(wall, 1, 'Filter');
  await wall.getByPlaceholder('Plate, name, IMEI, SIM, account').fill(server.world.vehicles.imeiAt(3));
  await expect(wall.getByText('1 vehicle passes')).toBeVisible();
  await wall.getByLabel('Name of a new group').fill('Only one');
  await wall.getByRole('button', { name: 'Save who passes as a group' }).click();
  await expect(pane(wall, 1)).toContainText('Only one');
  await expect(wall.getByText('1 vehicle passes')).toBeVisible();
  await wall.getByRole('button', { name: 'Clear filter' }).click();
  await expect(wall.getByText('300 vehicles pass')).toBeVisible();
  await wall.getByRole('button', { name: 'Draw a box' }).click();
  const drawer = wall.getByRole('img', { name: 'Draw a box' });
  const area = await drawer.boundingBox();
  if (area === null) throw new Error('There is nothing to draw on');
  await wall.mouse.move(area.x + 20, area.y + 20);
  await wall.mouse.down();
  await wall.mouse.move(area.x + 60, area.y + 60, { steps: 3 });
  await wall.mouse.up();
  await expect(pane(wall, 1)).toContainText('Box on the map');
  await openPanel(wall, 1, 'Filter');
  await wall.getByRole('button', { name: 'Remove the box' }).click();
  await expect(wall.getByText('300 vehicles pass')).toBeVisible();
  await wall.keyboard.press('Escape');

  await openPanel(wall, 1, 'Camera');
  for (const name of ['Here', 'There']) {
    await wall.getByLabel('Name of a new view').fill(name);
    await wall.getByRole('button', { name: 'Save this view' }).click();
    await expect(wall.getByRole('button', { name: `Go to ${name}` })).toBeVisible();
  }
  await wall.getByRole('radio', { name: 'Rotate saved views' }).click();
  const seconds = wall.getByLabel('Seconds each view is shown').last();
  await seconds.fill('3');
  await seconds.press('Enter');
  await expect(pane(wall, 1)).toContainText('View There');
  await expect(pane(wall, 1)).toContainText('View Here');

  await wall.getByRole('radio', { name: 'Keep vehicles in sight' }).click();
  for (const slot of [5, 9]) {
    await wall.getByPlaceholder('Find a vehicle').fill(server.world.vehicles.imeiAt(slot));
    await wall.getByRole('list', { name: 'Find a vehicle' }).getByRole('button').click();
  }
  await expect(pane(wall, 1)).toContainText('2 vehicles in sight');
  await expect
    .poll(async () => (await kept(profile)).panes[0]?.['mode'])
    .toMatchObject({
      kind: 'sight',
      imeis: [server.world.vehicles.imeiAt(5), server.world.vehicles.imeiAt(9)],
    });
});

test('a wall window whose page dies comes back with its panes and says so', async ({ launch, provider }) => {
  const server = await provider({ vehicles: 60, accounts: 6 });
  const running = await launch();
  await signIn(running.page, server);
  await expect(running.page.getByText('60 devices').first()).toBeVisible();
  const wall = await openWall(running);
  await wall.getByRole('button', { name: 'Two panes' }).click();
  await openPanel(wall, 1, 'Filter');
  await wall.getByRole('button', { name: /^Parked/ }).click();
  await saveAs(wall, 'Survivor');
  await running.app.evaluate(
    ({ BrowserWindow }) =>
      new Promise<void>((resolve) => {
        const window = BrowserWindow.getAllWindows().find((each) =>
          each.webContents.getURL().includes('/wall/'),
        );
        window?.webContents.once('did-finish-load', () => {
          resolve();
        });
        window?.webContents.forcefullyCrashRenderer();
      }),
  );
  // Playwright's own page is lost with the process, so the window itself is asked what it shows.
  const shown = (): Promise<string> =>
    running.app.evaluate(async ({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows().find((each) =>
        each.webContents.getURL().includes('/wall/'),
      );
      return String(await window?.webContents.executeJavaScript('document.body.innerText'));
    });
  await expect.poll(shown).toContain('Survivor');
  await expect.poll(shown).toContain('Parked');
  await expect.poll(shown).toContain('This window had to be reloaded');
});
