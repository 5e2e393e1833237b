import { closeSync, openSync, readdirSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { Archive } from '../../electron/archive/database.ts';
import { TrackStore } from '../../electron/archive/track-store.ts';
import { expect, signIn, test } from '../support/console.ts';
import { drive, trackOf } from '../support/tracks.ts';

const small = { vehicles: 60, accounts: 12 };

/** The next file dialogs give this file. */
async function dialogsGive(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, file) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: file });
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [file] });
  }, path);
}

async function openSettings(page: Page): Promise<void> {
  await expect(page.getByText('60 devices').first()).toBeVisible();
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('button', { name: 'Back up' })).toBeVisible();
}

/** Rows of the audit as the Audit screen lists them. */
async function openAudit(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Audit' }).click();
  await expect(page.getByText('Signed in', { exact: true }).first()).toBeVisible();
}

test('backs the archive up, refuses what is no backup, and restores what was backed up', async ({
  launch,
  provider,
  profile,
}) => {
  const server = await provider(small);
  const { app, page } = await launch();
  await signIn(page, server);
  await openSettings(page);
  const backup = join(profile, 'backup.sqlite');
  await dialogsGive(app, backup);
  await page.getByRole('button', { name: 'Back up' }).click();
  await expect(page.getByText('The archive was backed up and the copy verified').first()).toBeVisible();
  expect(statSync(backup).size).toBeGreaterThan(4_096);

  await page.getByRole('button', { name: 'Check now' }).click();
  await expect(page.getByText('The archive is sound').first()).toBeVisible();

  const none = join(profile, 'notes.sqlite');
  writeFileSync(none, 'Notes of the night shift: nothing happened, and this is no archive.');
  await dialogsGive(app, none);
  await page.getByRole('button', { name: 'Choose a backup' }).click();
  await expect(page.getByText('This file is not an archive of Watchdesk')).toBeVisible();
  await openAudit(page);
  await expect(page.getByText('Archive checked').first()).toBeVisible();

  await page.getByRole('link', { name: 'Settings' }).click();
  await dialogsGive(app, backup);
  await page.getByRole('button', { name: 'Choose a backup' }).click();
  const question = page.getByRole('dialog', { name: 'Restore this backup?' });
  await expect(question.getByText(backup)).toBeVisible();
  await question.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(page.getByText('The backup was restored').first()).toBeVisible();
  await expect(page.getByText('60 devices').first()).toBeVisible();

  // The check came after the backup: it is in the file that was set aside, not in the one in use.
  await openAudit(page);
  await expect(page.getByText('Archive restored').first()).toBeVisible();
  await expect(page.getByText('Archive checked')).toHaveCount(0);
  const files = readdirSync(join(profile, 'archive'));
  expect(files.filter((name) => name.includes('.replaced-') && name.endsWith('Z'))).toHaveLength(1);
  expect(files.filter((name) => name.includes('.restore-'))).toEqual([]);
});

test('sets a damaged archive aside at the start, says so, and works on', async ({
  launch,
  provider,
  profile,
}) => {
  const server = await provider(small);
  const first = await launch();
  await signIn(first.page, server);
  await expect(first.page.getByText('60 devices').first()).toBeVisible();
  await first.close();

  const folder = join(profile, 'archive');
  const name = readdirSync(folder).find((each) => each.endsWith('.sqlite')) ?? '';
  const file = openSync(join(folder, name), 'r+');
  // All but the first page: the file still opens as a database.
  for (let at = 4_096; at < statSync(join(folder, name)).size; at += 4_096) {
    writeSync(file, Buffer.alloc(512, 0x5a), 0, 512, at);
  }
  closeSync(file);

  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByText('The archive on this computer was damaged').first()).toBeVisible();
  // Which jobs were open in it cannot be read any more: said at the start, and the audit calls it unknown.
  await expect(page.getByText('Jobs that had not ended went with the damaged archive').first()).toBeVisible();
  await openSettings(page);
  await expect(page.getByText(/^damaged, /)).toBeVisible();
  await expect(page.getByText(new RegExp(`${name}\\.damaged-`)).first()).toBeVisible();
  await openAudit(page);
  const rows = page.getByRole('list', { name: 'Rows of the audit' }).getByRole('listitem');
  await expect(rows.filter({ hasText: 'Archive set aside' })).toContainText('Unknown');
});

test('asks, with what goes, before a limit of the archive is set, and removes it with a row in the audit', async ({
  launch,
  provider,
  profile,
}) => {
  const server = await provider(small);
  const first = await launch();
  await signIn(first.page, server);
  await expect(first.page.getByText('60 devices').first()).toBeVisible();
  await first.close();

  // Two years ago somebody replayed a day, and today too.
  const folder = join(profile, 'archive');
  const name = readdirSync(folder).find((each) => each.endsWith('.sqlite')) ?? '';
  const archive = new Archive(join(folder, name));
  const today = Math.floor(Date.now() / 86_400_000) * 86_400;
  for (const begin of [today - 730 * 86_400, today]) {
    const period = { begin, end: begin + 86_400 };
    new TrackStore(archive).put('358899051025339', trackOf(drive(begin, 0, 100, 36)), period);
  }
  archive.close();

  const { page } = await launch();
  await signIn(page, server);
  await openSettings(page);
  await expect(page.getByText('for 731 days')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Remove now' })).toHaveCount(0);
  // Half a number takes nothing out, and a lower one only after a yes.
  const recorded = page.getByLabel('Recorded positions', { exact: true });
  const fewer = page.getByRole('dialog', { name: 'Keep fewer recorded positions?' });
  await recorded.fill('3');
  await recorded.press('Enter');
  await expect(fewer.getByText(/older than 3 days, or beyond 10\.00 GB/)).toBeVisible();
  await fewer.getByRole('button', { name: 'Cancel' }).click();
  await expect(recorded).toHaveValue('7');
  await recorded.fill('5');
  await recorded.press('Enter');
  await fewer.getByRole('button', { name: 'Keep fewer' }).click();
  await expect(fewer).toBeHidden();
  await expect(recorded).toHaveValue('5');
  await page.getByRole('button', { name: 'Change limits' }).click();
  const dialog = page.getByRole('dialog', { name: 'Limits of the archive' });
  await dialog.getByLabel('Tracks', { exact: true }).fill('900');
  await expect(dialog.getByText('Nothing that is kept now is over these limits.')).toBeVisible();
  await dialog.getByLabel('Tracks', { exact: true }).fill('0');
  await expect(dialog.getByText('A whole number from 1 to 3,660, or nothing.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: /^Set limits/ })).toBeDisabled();
  await dialog.getByLabel('Tracks', { exact: true }).fill('366');
  await expect(dialog.getByText(/1 day of a vehicle/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Set limits and let it go' }).click();
  await expect(dialog).toBeHidden();
  const over = page.getByText(/1 day of a vehicle/);
  await expect(over).toBeVisible();
  await page.getByRole('button', { name: 'Remove now' }).click();
  await expect(page.getByText('Old records were removed').first()).toBeVisible();
  await expect(over).toBeHidden();
  await openAudit(page);
  await expect(page.getByText('Old records removed').first()).toBeVisible();
  await expect(page.getByText('Limits of the archive set').first()).toBeVisible();
});
