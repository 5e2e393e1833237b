import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { accountsBelow, confirm, enter, isBlocked, shownJob } from '../support/administration-screen.ts';
import { expect, test, type RunningConsole } from '../support/console.ts';
import { launchElectron } from '../support/launch-electron.ts';

const run = promisify(execFile);

/** Selects accounts by a pasted list on the Accounts screen. */
async function select({ page }: RunningConsole, names: readonly string[]): Promise<void> {
  await page.getByRole('link', { name: 'Accounts' }).click();
  await page.getByRole('button', { name: 'Select pasted list' }).click();
  await page.getByPlaceholder('Accounts, one a line').fill(names.join('\n'));
  await page.getByRole('button', { name: 'Select these' }).click();
  await expect(page.getByText(`${names.length} selected`, { exact: true })).toBeVisible();
}

/** Answers the console's questions with a button, and remembers what was asked. */
async function answer({ app }: RunningConsole, button: string): Promise<void> {
  await app.evaluate(({ dialog }, wanted) => {
    const asked: string[] = [];
    (globalThis as unknown as { asked: string[] }).asked = asked;
    dialog.showMessageBox = ((options: Electron.MessageBoxOptions) => {
      asked.push(options.message);
      const response = options.buttons?.indexOf(wanted) ?? -1;
      return Promise.resolve({ response, checkboxChecked: false });
    }) as unknown as typeof dialog.showMessageBox;
  }, button);
}

const asked = ({ app }: RunningConsole): Promise<string[]> =>
  app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);

test('a message without an answer is decided about account by account, with a reason that the audit keeps', async ({
  launch,
  provider,
}) => {
  const server = await provider({ vehicles: 20, accounts: 40 });
  const names = accountsBelow(server).slice(0, 4);
  await server.faults.set({
    rules: [{ endpoints: ['messageSend'], times: 1, action: { do: 'reset', effect: true } }],
  });
  const console = await launch();
  await enter(console, server);
  const { page } = console;
  await page.getByRole('link', { name: 'Messages' }).click();
  await page.getByRole('radio', { name: 'Pasted' }).click();
  await page.getByPlaceholder('Accounts, one a line').fill(names.join('\n'));
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Maintenance tonight.');
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  const job = shownJob(page, 'Message to 4 accounts');
  await expect(job.getByText('4 rows of unknown outcome.', { exact: false })).toBeVisible();
  await job.getByRole('button', { name: 'One by one' }).click();
  await job.getByRole('button', { name: `Decide about ${names[2] ?? ''}` }).click();
  const dialog = page.getByRole('dialog', { name: 'Unknown outcome' });
  await dialog.getByLabel('Reason').fill('the customer called back');
  await dialog.getByRole('button', { name: 'Mark as done' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(job.getByText('3 rows of unknown outcome.', { exact: false })).toBeVisible();
  await job.getByRole('button', { name: 'Mark all as not done' }).click();
  await expect(job.getByRole('button', { name: 'Failed 3' })).toBeVisible();
  await page.getByRole('link', { name: 'Audit' }).click();
  await page.getByLabel('Search the audit').fill('the customer called back');
  const rows = page.getByRole('list', { name: 'Rows of the audit' }).getByRole('listitem');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(names[2] ?? '');
  expect(server.ledger.requestCount('messageSend')).toBe(1);
});

test('a group of messages that the provider refuses says what that means, and exactly it is sent again', async ({
  launch,
  provider,
}) => {
  const server = await provider({ vehicles: 20, accounts: 60 });
  const names = accountsBelow(server).slice(0, 40);
  await server.faults.set({
    rules: [{ endpoints: ['messageSend'], times: 1, action: { do: 'answer', code: 20_005 } }],
  });
  const console = await launch();
  await enter(console, server);
  const { page } = console;
  await page.getByRole('link', { name: 'Messages' }).click();
  await page.getByRole('radio', { name: 'Pasted', exact: true }).click();
  await page.getByPlaceholder('Accounts, one a line').fill(names.join('\n'));
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Maintenance tonight.');
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  const job = shownJob(page, 'Message to 40 accounts');
  await expect(job.getByText('The provider refuses a whole request', { exact: false })).toBeVisible();
  await expect(
    job.getByText('refused in one request with 39 others', { exact: false }).first(),
  ).toBeVisible();
  expect(server.ledger.entries('message')).toHaveLength(0);
  await job.getByRole('button', { name: 'Send to exactly these 40 again' }).click();
  await expect(job.getByRole('status').first()).toHaveText('Done');
  await expect(job.getByRole('button', { name: 'Done 40' })).toBeVisible();
  expect(names.filter((name) => server.ledger.count('message', name) !== 1)).toEqual([]);
});

test('a running job is slowed down on screen, paused by quitting, and found again; a second console does not start', async ({
  launch,
  provider,
  profile,
}) => {
  const server = await provider({ vehicles: 20, accounts: 140, faults: { latencyMs: 40 } });
  const names = accountsBelow(server)
    .filter((name) => !isBlocked(server, name))
    .slice(0, 100);
  const title = 'Block 100 accounts';
  const first = await launch();
  await enter(first, server);
  await select(first, names);
  await first.page.getByRole('button', { name: 'Block', exact: true }).click();
  // So slow that it cannot end by itself meanwhile, however slow this machine is.
  await first.page.getByLabel('Requests a second').fill('1');
  await confirm(first.page, 100);
  const job = shownJob(first.page, title);
  await expect(job.getByRole('progressbar')).toBeVisible();
  await job.getByRole('button', { name: 'Pace' }).click();
  const pace = first.page.getByRole('form', { name: 'Pace of the job' });
  await expect(pace.getByLabel('Requests a second')).toHaveValue('1');
  await pace.getByLabel('Requests a second').fill('0.2');
  await pace.getByLabel('At the same time').fill('1');
  await pace.getByRole('button', { name: 'Apply' }).click();
  await expect(pace).toHaveCount(0);

  const second = await launchElectron({ userData: profile }).then(
    async (app) => {
      await app.close();
      return 'started';
    },
    () => 'ended by itself',
  );
  expect(second).toBe('ended by itself');

  await answer(first, 'Stay');
  await first.app.evaluate(({ app }) => {
    app.quit();
  });
  await expect.poll(() => asked(first)).toEqual(['A job is still running.']);
  await expect(job.getByRole('status').first()).toHaveText('Running');
  await answer(first, 'Pause and quit');
  await first.close();
  const before = server.ledger.entries('block').length;
  expect(before).toBeLessThan(100);

  const again = await launch();
  await enter(again, server);
  await again.page.getByRole('link', { name: 'Accounts' }).click();
  await again.page.getByRole('tab', { name: 'Jobs' }).click();
  const found = shownJob(again.page, title);
  await expect(found.getByRole('status').first()).toHaveText('Paused');
  expect(server.ledger.entries('block')).toHaveLength(before);
  await found.getByRole('button', { name: 'Pace' }).click();
  const form = again.page.getByRole('form', { name: 'Pace of the job' });
  await expect(form.getByLabel('At the same time')).toHaveValue('1');
  await form.getByLabel('Requests a second').fill('');
  await form.getByLabel('At the same time').fill('8');
  await form.getByRole('button', { name: 'Apply' }).click();
  await found.getByRole('button', { name: 'Resume' }).click();
  await expect(found.getByRole('status').first()).toHaveText('Done');
  expect(names.filter((name) => server.ledger.count('block', name) !== 1)).toEqual([]);
});

test('new passwords that nobody saw before the console was killed are told as lost and set anew', async ({
  launch,
  provider,
}) => {
  const server = await provider({ vehicles: 20, accounts: 40 });
  const names = accountsBelow(server)
    .filter((name) => !isBlocked(server, name))
    .slice(0, 5);
  const first = await launch();
  await enter(first, server);
  await select(first, names);
  await first.page.getByRole('button', { name: 'New passwords' }).click();
  await first.page.getByRole('dialog').getByRole('button', { name: 'Preview' }).click();
  await confirm(first.page, 5);
  const title = 'New passwords for 5 accounts';
  const set = shownJob(first.page, title);
  await expect(set.getByText('5 were neither shown nor exported yet', { exact: false })).toBeVisible();
  await answer(first, 'Stay');
  await first.app.evaluate(({ app }) => {
    app.quit();
  });
  await expect.poll(() => asked(first)).toEqual(['5 new passwords have not been shown or written to slips.']);
  const { pid } = first.app.process();
  await run('kill', ['-KILL', String(pid)]);
  await first.app.waitForEvent('close');

  const second = await launch();
  await enter(second, server);
  const { page } = second;
  // The start says it over whatever screen is open; it is read and put away.
  const notice = page.getByRole('region', { name: 'Notifications' }).getByRole('listitem');
  await expect(notice).toContainText('New passwords were set that nobody has seen');
  await notice.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('link', { name: 'Accounts' }).click();
  await page.getByRole('tab', { name: 'Jobs' }).click();
  const lost = shownJob(page, title);
  await expect(lost.getByText('5 new passwords are lost', { exact: false })).toBeVisible();
  await lost.getByRole('button', { name: 'Set new ones for these' }).click();
  await confirm(page, 5);
  const anew = shownJob(page, title);
  await expect(anew.getByText('5 were neither shown nor exported yet', { exact: false })).toBeVisible();
  expect(names.map((name) => server.ledger.count('password', name))).toEqual([2, 2, 2, 2, 2]);
  await anew.getByRole('button', { name: 'Show', exact: true }).click();
  await anew.getByRole('button', { name: 'Show the passwords' }).click();
  await expect(anew.getByText('All of them were shown or exported.', { exact: false })).toBeVisible();
  await expect(anew.getByText('neither shown nor exported yet', { exact: false })).toHaveCount(0);
});
