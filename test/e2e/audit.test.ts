import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DatabaseSync } from '@photostructure/sqlite';
import { chooseFiles, enter } from '../support/administration-screen.ts';
import { expect, test } from '../support/console.ts';

const checker = fileURLToPath(new URL('../../scripts/verify-audit.mjs', import.meta.url));
const run = promisify(execFile);

test('the audit holds what was done, proves it in an export, and finds a row that was changed', async ({
  launch,
  provider,
  profile,
}) => {
  const server = await provider({ vehicles: 20, accounts: 20 });
  const first = await launch();
  await enter(first, server);
  const { page } = first;
  await page.getByRole('link', { name: 'Audit' }).click();
  const rows = page.getByRole('list', { name: 'Rows of the audit' }).getByRole('listitem');
  await expect(rows.filter({ hasText: 'Signed in' })).toHaveCount(1);
  await page.getByRole('button', { name: 'Verify the chain' }).click();
  await expect(page.getByText('every link holds', { exact: false })).toBeVisible();

  const file = join(profile, 'audit.xlsx');
  await chooseFiles(first.app, { save: file });
  await page.getByRole('button', { name: 'Export to Excel' }).click();
  await expect(page.getByText(`Written to ${file}`, { exact: false })).toBeVisible();
  const { stdout } = await run(process.execPath, [checker, file]);
  expect(stdout).toContain('The chain is whole.');
  await page.getByLabel('Search the audit').fill('audit.export');
  await expect(rows).toHaveCount(1);
  await first.close();

  const folder = join(profile, 'archive');
  const name = (await readdir(folder)).find((entry) => entry.endsWith('.sqlite') || entry.endsWith('.db'));
  const database = new DatabaseSync(join(folder, name ?? ''));
  database.exec('DROP TRIGGER audit_is_never_changed');
  database.exec("UPDATE audit SET user = 'somebody-else' WHERE action = 'session.signIn'");
  database.close();

  const second = await launch();
  await enter(second, server);
  await second.page.getByRole('link', { name: 'Audit' }).click();
  await second.page.getByRole('button', { name: 'Verify the chain' }).click();
  await expect(second.page.getByText('1 flaw found')).toBeVisible();
  await expect(second.page.getByText('row 1 is not what was written')).toBeVisible();
});
