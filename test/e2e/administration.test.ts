import ExcelJS from 'exceljs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { OpenApiClient } from '../../electron/openapi/client.ts';
import { passwordDigest } from '../../electron/openapi/digest.ts';
import {
  accountsBelow,
  chooseFiles,
  confirm,
  enter,
  isBlocked,
  shownJob,
} from '../support/administration-screen.ts';
import { expect, test } from '../support/console.ts';

const office = { vehicles: 60, accounts: 620 };

test('blocks 500 accounts of a spreadsheet through a killed process, then takes it back, each exactly once', async ({
  launch,
  provider,
  profile,
}) => {
  test.setTimeout(300_000);
  // Where the process is killed is said by the provider, not by how fast this machine is: after 150 it falls silent.
  const silent = { endpoints: ['block' as const], skip: 150, action: { do: 'hang' as const, effect: false } };
  const server = await provider({ ...office, faults: { rules: [silent] } });
  const names = accountsBelow(server)
    .filter((name) => !isBlocked(server, name))
    .slice(0, 500);
  const file = join(profile, 'unpaid.xlsx');
  const book = new ExcelJS.Workbook();
  book.addWorksheet('Unpaid').addRows([['Note', 'Account'], ...names.map((name) => ['unpaid', name])]);
  await book.xlsx.writeFile(file);
  const title = 'Block 500 accounts';

  const first = await launch();
  await enter(first, server);
  await chooseFiles(first.app, { open: file });
  await first.page.getByRole('link', { name: 'Accounts' }).click();
  await first.page.getByRole('button', { name: 'From a file' }).click();
  await first.page.getByRole('menuitem', { name: 'Block the accounts of a file', exact: true }).click();
  await expect(first.page.getByText('500 rows read, 500 in the plan.')).toBeVisible();
  expect(server.ledger.entries('block')).toHaveLength(0);
  await first.page.getByLabel('Reason').fill('Unpaid since October');
  await confirm(first.page, 500);
  await expect(first.page.getByRole('progressbar').first()).toBeVisible();
  await expect.poll(() => server.ledger.entries('block').length).toBe(150);
  first.app.process().kill('SIGKILL');
  await first.app.waitForEvent('close');
  expect(server.ledger.entries('block')).toHaveLength(150);
  await server.faults.clear();

  const second = await launch();
  await enter(second, server);
  await second.page.getByRole('link', { name: 'Accounts' }).click();
  await second.page.getByRole('tab', { name: 'Jobs' }).click();
  const job = shownJob(second.page, title);
  await expect(job.getByText('The console was closed while this job ran.', { exact: false })).toBeVisible();
  await job.getByRole('button', { name: 'Resume' }).click();
  await expect(job.getByRole('status').first()).toHaveText('Done', { timeout: 180_000 });
  expect(names.filter((name) => server.ledger.count('block', name) !== 1)).toEqual([]);

  await job.getByRole('button', { name: 'Undo' }).click();
  await confirm(second.page, 500);
  const undo = shownJob(second.page, 'Undo: Block 500 accounts');
  await expect(undo.getByRole('status').first()).toHaveText('Done');
  expect(names.filter((name) => server.ledger.count('unblock', name) !== 1)).toEqual([]);
  expect(names.filter((name) => isBlocked(server, name))).toEqual([]);
});

test('sets 300 generated passwords that work, shows them on purpose only, and writes slips', async ({
  launch,
  provider,
  profile,
}) => {
  const server = await provider(office);
  const names = accountsBelow(server)
    .filter((name) => !isBlocked(server, name))
    .slice(0, 300);
  const { app, page } = await (async () => {
    const console = await launch();
    await enter(console, server);
    return console;
  })();
  await page.getByRole('link', { name: 'Accounts' }).click();
  await page.getByRole('button', { name: 'Select pasted list' }).click();
  await page.getByPlaceholder('Accounts, one a line').fill(names.join('\n'));
  await page.getByRole('button', { name: 'Select these' }).click();
  await expect(page.getByText('300 selected', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'New passwords' }).click();
  await expect(page.getByText('Strong', { exact: true })).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Preview' }).click();
  await confirm(page, 300);
  const job = shownJob(page, 'New passwords for 300 accounts');
  await expect(job.getByRole('status').first()).toHaveText('Done');
  expect(server.ledger.entries('password')).toHaveLength(300);

  await job.getByRole('button', { name: 'Show', exact: true }).click();
  await job.getByRole('button', { name: 'Show the passwords' }).click();
  const rows = job.getByRole('region', { name: 'New passwords' }).getByRole('row');
  await expect(rows).toHaveCount(301);
  for (const place of [1, 150, 300]) {
    const [account = '', , password = ''] = await rows.nth(place).getByRole('cell').allTextContents();
    const customer = new OpenApiClient({
      base: server.url,
      account,
      passwordDigest: passwordDigest(password.trim()),
      fetch,
    });
    expect(await customer.signIn()).toMatchObject({ ok: true });
    customer.close();
  }

  const pdf = join(profile, 'slips.pdf');
  await chooseFiles(app, { save: pdf });
  await job.getByRole('button', { name: 'Slips as PDF' }).click();
  await job.getByRole('button', { name: 'Write the file' }).click();
  await expect(job.getByText('This file is a secret', { exact: false })).toBeVisible();
  expect((await readFile(pdf)).subarray(0, 5).toString()).toBe('%PDF-');
  const xlsx = join(profile, 'slips.xlsx');
  await chooseFiles(app, { save: xlsx });
  await job.getByRole('button', { name: 'Slips as Excel' }).click();
  await job.getByRole('button', { name: 'Write the file' }).click();
  await expect(job.getByText(`Written to ${xlsx}`, { exact: false })).toBeVisible();
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(xlsx);
  expect(book.worksheets[0]?.getCell('A1').text).toContain('This file holds passwords');
});

test('sends one message to 1,000 accounts with exactly five requests', async ({ launch, provider }) => {
  const server = await provider({ vehicles: 30, accounts: 1_000 });
  const console = await launch();
  await enter(console, server);
  const { page } = console;
  await page.getByRole('link', { name: 'Messages' }).click();
  await page.getByRole('radio', { name: 'All', exact: true }).click();
  const text = page.getByRole('textbox', { name: 'Message', exact: true });
  await text.fill('Dear !');
  await text.press('ArrowLeft');
  await page.getByRole('button', { name: 'Insert {username}' }).click();
  await expect(text).toHaveValue('Dear {username}!');
  await expect(page.getByText('16 / 300 before it is filled in')).toBeVisible();
  await text.fill('Maintenance on Sunday night.');
  await expect(page.getByText('28 / 300', { exact: true })).toBeVisible();
  await expect(page.getByText('5 requests for 1,000 accounts')).toBeVisible();
  await page.getByRole('button', { name: 'Send to myself' }).click();
  await expect(page.getByText('Sent to your own account:', { exact: false })).toBeVisible();
  server.ledger.clear();
  await page.getByRole('button', { name: 'Preview' }).click();
  await confirm(page, 1_000);
  const job = shownJob(page, 'Message to 1000 accounts');
  await expect(job.getByRole('status').first()).toHaveText('Done');
  expect(server.ledger.requestCount('messageSend')).toBe(5);
  expect(server.ledger.entries('message')).toHaveLength(1_000);
});

test('names every bad row of a file with its line and the reason, and sends nothing by having read it', async ({
  launch,
  provider,
  profile,
}) => {
  const server = await provider({ vehicles: 20, accounts: 20 });
  const [one = '', two = ''] = accountsBelow(server).filter((name) => !isBlocked(server, name));
  const file = join(profile, 'list.csv');
  await writeFile(file, `note;account\na;${one}\nb;${one}\nc;"x, y"\nd;\ne;nobody-there\nf;${two}\n`);
  const console = await launch();
  await enter(console, server);
  const { app, page } = console;
  await expect(page.getByText('Loading accounts', { exact: false })).toHaveCount(0);
  await chooseFiles(app, { open: file });
  await page.getByRole('link', { name: 'Accounts' }).click();
  await page.getByRole('button', { name: 'From a file' }).click();
  await page.getByRole('menuitem', { name: 'Block the accounts of a file', exact: true }).click();
  const problems = page.getByRole('list', { name: 'Rows with a problem' }).getByRole('listitem');
  await expect(problems).toHaveCount(4);
  await expect(problems.nth(0)).toContainText('Line 3');
  await expect(problems.nth(0)).toContainText('stands in line 2 already');
  await expect(problems.nth(1)).toContainText('holds a comma');
  await expect(problems.nth(2)).toContainText('names no account');
  await expect(problems.nth(3)).toContainText('is not in the tree');
  const written = join(profile, 'bad-rows.xlsx');
  await chooseFiles(app, { save: written });
  await page.getByRole('button', { name: 'Export these rows to Excel' }).click();
  await expect(page.getByText(`Written to ${written}`, { exact: false })).toBeVisible();
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(written);
  const lines = book.getWorksheet('Problems')?.getColumn(1).values ?? [];
  expect(lines.slice(1)).toEqual(['Line', 3, 4, 5, 6]);
  await page.getByLabel('Number of accounts').fill('20');
  await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeDisabled();
  expect(server.ledger.entries('block')).toHaveLength(0);

  const seen = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(seen.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
});

test('columns leave whole where the window is small, and the expiry calendar narrows the devices of an account', async ({
  launch,
  provider,
}) => {
  const server = await provider({ vehicles: 12, accounts: 8 });
  const console = await launch();
  await enter(console, server);
  const { app, page } = console;
  const size = (width: number, height: number): Promise<void> =>
    app.evaluate(
      ({ BrowserWindow }, [wide = 0, high = 0]) => {
        BrowserWindow.getAllWindows()[0]?.setContentSize(wide, high);
      },
      [width, height],
    );
  await page.getByRole('link', { name: 'Accounts' }).click();
  await size(1_560, 900);
  const created = page.getByRole('button', { name: 'Sort by Created' });
  await expect(created).toBeVisible();
  await size(1_280, 800);
  await expect(created).toHaveCount(0);
  await expect(page.getByRole('img', { name: /^No room for: .*Created/ })).toBeVisible();

  await page.getByRole('treeitem').first().click();
  await page.getByRole('option').filter({ hasText: server.account }).first().click();
  const calendar = page.getByRole('group', { name: 'Expiry calendar' });
  const devices = page.getByRole('list', { name: 'Devices, with those below' }).getByRole('listitem');
  await expect(devices).toHaveCount(12);
  const month = calendar.getByRole('button', { name: /by the platform time/, disabled: false }).first();
  const due = Number((await month.textContent())?.replace(/\D/gu, ''));
  await month.click();
  await expect(devices).toHaveCount(due);
  await month.click();
  await expect(devices).toHaveCount(12);
});
