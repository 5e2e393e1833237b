import type { ElectronApplication } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signIn, expect, test } from '../support/console.ts';
import { launchElectron } from '../support/launch-electron.ts';
import { TwoMonitors } from '../support/monitors.ts';

const right = { x: 1300, y: 40, width: 900, height: 600 };
const alone = { x: 150, y: 30, width: 900, height: 600 };

/** Left edges of the wall windows, from left to right. */
function wallEdges(app: ElectronApplication): Promise<number[]> {
  return app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .filter((each) => each.webContents.getURL().includes('/wall/'))
      .map((each) => each.getBounds().x)
      .toSorted((a, b) => a - b),
  );
}

/** Puts the wall windows somewhere, as somebody who drags them. */
function moveWall(app: ElectronApplication, to: typeof right): Promise<void> {
  return app.evaluate(({ BrowserWindow }, bounds) => {
    for (const each of BrowserWindow.getAllWindows()) {
      if (each.webContents.getURL().includes('/wall/')) each.setBounds(bounds);
    }
  }, to);
}

/** Left edges that are remembered of the first wall window, one for every set-up of monitors. */
async function keptPlaces(profile: string): Promise<number[]> {
  const desk = JSON.parse(await readFile(join(profile, 'walls', 'desk.json'), 'utf8')) as {
    windows: { places: Record<string, { x: number }> }[];
  };
  return Object.values(desk.windows[0]?.places ?? {}).map(({ x }) => x);
}

test('windows of a monitor that is unplugged move to where they can be seen, and return when it comes back', async ({
  profile,
  provider,
}) => {
  const monitors = await TwoMonitors.start();
  const server = await provider({ vehicles: 60, accounts: 6 });
  const app = await launchElectron({ userData: profile, env: { DISPLAY: monitors.display } });
  try {
    await expect.poll(() => app.evaluate(({ screen }) => screen.getAllDisplays().length)).toBe(2);
    const page = app.windows()[0] ?? (await app.firstWindow());
    await signIn(page, server);
    const opened = app.waitForEvent('window');
    await page.getByRole('button', { name: 'New wall window' }).first().click();
    const wall = await opened;
    await expect(wall.getByRole('region', { name: 'Map of pane 1' })).toBeVisible();
    await moveWall(app, right);
    await expect.poll(() => wallEdges(app)).toEqual([right.x]);
    await wall.getByRole('button', { name: 'Save wall' }).click();
    await wall.getByLabel('Name of the wall').fill('Two monitors');
    await wall.getByLabel('Name of the wall').press('Enter');
    await expect(wall.getByRole('heading', { name: 'Two monitors' })).toBeVisible();

    await monitors.unplug();
    await expect.poll(() => app.evaluate(({ screen }) => screen.getAllDisplays().length)).toBe(1);
    await expect.poll(async () => (await wallEdges(app)).every((x) => x >= 0 && x < 1200)).toBe(true);

    // Where it is put on one monitor is remembered for one monitor, and does not touch its place on two.
    await moveWall(app, alone);
    await expect.poll(() => keptPlaces(profile)).toContain(alone.x);
    await monitors.plugIn();
    await expect.poll(() => wallEdges(app)).toEqual([right.x]);
    await monitors.unplug();
    await expect.poll(() => wallEdges(app)).toEqual([alone.x]);
    await monitors.plugIn();
    await expect.poll(() => wallEdges(app)).toEqual([right.x]);

    // In kiosk every monitor has a window of the wall, each as large as its monitor.
    await wall.getByRole('button', { name: 'Wall', exact: true }).click();
    await wall.getByRole('menuitem', { name: 'Kiosk: fill every monitor' }).click();
    await expect.poll(() => wallEdges(app)).toEqual([0, 1280]);
    await wall.getByRole('button', { name: 'Wall', exact: true }).click();
    await wall.getByRole('menuitem', { name: 'Leave kiosk' }).click();
    await wall.getByRole('dialog').getByRole('button', { name: 'Leave kiosk' }).click();
    await expect.poll(async () => (await wallEdges(app)).at(-1)).toBe(right.x);
  } finally {
    await app.close();
    await monitors.stop();
  }
});
