import type { ElectronApplication, Page } from '@playwright/test';
import { expect } from './console.ts';
import type { RunningConsole } from './console.ts';
import { signIn } from './console.ts';
import type { SimulatorHandle } from '../../electron/simulator/server.ts';

/** Names of all accounts below the signed-in one of a simulator, in its order. */
export function accountsBelow({ world, account }: SimulatorHandle): string[] {
  const { accounts } = world;
  const top = accounts.find(account)?.index ?? -1;
  return accounts.entries
    .filter(({ index }) => index !== top && accounts.isWithin(index, top))
    .map((entry) => entry.account);
}

export function isBlocked({ world }: SimulatorHandle, name: string): boolean {
  return world.accounts.isBlocked(world.accounts.find(name)?.index ?? -1);
}

/** Signs in and waits until the whole tree is known; requests are as fast as the settings allow. */
export async function enter({ page }: RunningConsole, server: SimulatorHandle): Promise<void> {
  await page.evaluate(() =>
    (
      window as unknown as { watchdesk: { call(name: string, input: unknown): Promise<unknown> } }
    ).watchdesk.call('settings.change', { highestRate: 100 }),
  );
  await signIn(page, server);
  const known = (accountsBelow(server).length + 1).toLocaleString('en');
  await expect(page.getByText(`${known} accounts`).first()).toBeVisible();
}

/** Lets the system's next dialogs choose these files. */
export async function chooseFiles(
  app: ElectronApplication,
  { open, save }: { readonly open?: string; readonly save?: string },
): Promise<void> {
  await app.evaluate(
    ({ dialog }, files) => {
      if (files.open !== undefined) {
        const filePaths = [files.open];
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths });
      }
      if (files.save !== undefined) {
        const filePath = files.save;
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
      }
    },
    { ...(open === undefined ? {} : { open }), ...(save === undefined ? {} : { save }) },
  );
}

/** Types what the preview asks for and starts the job. */
export async function confirm(page: Page, changes: number): Promise<void> {
  await page.getByLabel('Number of accounts').fill(String(changes));
  await page.getByRole('button', { name: 'Start', exact: true }).click();
}

/** The one job that is shown. */
export function shownJob(page: Page, title: string): ReturnType<Page['getByRole']> {
  return page.getByRole('region', { name: title });
}
