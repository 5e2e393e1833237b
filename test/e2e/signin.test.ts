import { expect, signIn, test } from '../support/console.ts';

const small = { vehicles: 60, accounts: 12 };

test('signs in to a provider, shows who is signed in, and signs out again', async ({ launch, provider }) => {
  const server = await provider(small);
  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByRole('link', { name: 'Live' })).toBeVisible();
  await expect(page.getByText('60 devices').first()).toBeVisible();
  await page.getByRole('button', { name: server.account }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: new URL(server.url).host })).toBeVisible();

  // A server that takes the request and says nothing: whoever does not want to wait takes it back.
  await server.faults.set({ rules: [{ endpoints: ['authorization'], action: { do: 'hang' } }] });
  await signIn(page, server);
  await expect(page.getByText(/^Asking /)).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeEnabled();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByLabel('Account', { exact: true })).toHaveValue(server.account);
});

test('tells a wrong password and loses nothing that was typed', async ({ launch, provider }) => {
  const server = await provider(small);
  const { page } = await launch();
  await signIn(page, { ...server, password: 'Wrong-Password-1' });
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('Account or password is wrong');
  await expect(alert).toContainText('account or password error');
  await expect(page.getByLabel('Server', { exact: true })).toHaveValue(server.url);
  await expect(page.getByLabel('Account', { exact: true })).toHaveValue(server.account);
  const password = page.getByLabel('Password', { exact: true });
  await expect(password).toHaveValue('Wrong-Password-1');
  // What is to be put right is under the hand, and a key that spoils it unseen is told.
  await expect(password).toBeFocused();
  await expect(page.getByText('Caps Lock is on.')).toBeHidden();
  await password.dispatchEvent('keydown', { key: 'A', modifierCapsLock: true });
  await expect(page.getByText('Caps Lock is on.')).toBeVisible();
});

test('tells that an account is blocked', async ({ launch, provider }) => {
  const server = await provider({
    ...small,
    faults: { rules: [{ endpoints: ['authorization'], action: { do: 'answer', code: 10016 } }] },
  });
  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByRole('alert')).toContainText('The account is blocked');
});

test('tells that the Open API is not switched on for an account, before it shows an empty fleet', async ({
  launch,
  provider,
}) => {
  const server = await provider({ ...small, faults: { openApiOff: ['demo'] } });
  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByRole('alert')).toContainText('Permission denied');
  await expect(page.getByRole('alert')).toContainText('switch it on');
});

test('corrects for a clock that is wrong and says so', async ({ launch, provider }) => {
  const server = await provider({ ...small, faults: { clockSkewSeconds: 3_600 } });
  const { page } = await launch();
  await signIn(page, server);
  await expect(page.getByRole('link', { name: 'Live' })).toBeVisible();
  await expect(page.getByText(/clock/i).first()).toBeVisible();
});

test('tells a host that does not answer, and one that is no API', async ({ launch, provider }) => {
  const server = await provider({
    ...small,
    faults: { rules: [{ endpoints: ['authorization'], action: { do: 'status', status: 200 } }] },
  });
  const { page } = await launch();
  await signIn(page, { url: 'http://127.0.0.1:9', account: 'demo', password: 'demo' });
  await expect(page.getByRole('alert')).toContainText('The server cannot be reached');
  await expect(page.getByRole('alert')).toContainText('For support: net::ERR_');
  await signIn(page, server);
  await expect(page.getByRole('alert')).toContainText('does not answer like the Open API');
});

test('marks plain http as not private while it is typed, and refuses what is no address', async ({
  launch,
}) => {
  const { page } = await launch();
  const server = page.getByLabel('Server', { exact: true });
  await server.fill('http://api.example.com');
  await expect(page.getByText(/not private/i)).toBeVisible();
  await server.fill('not an address at all');
  await server.blur();
  await expect(page.getByText('This is not an address. Type it like https://api.example.com.')).toBeVisible();
});

test('what was selected and searched dies with the session, at another server too', async ({
  launch,
  provider,
}) => {
  const here = await provider(small);
  const there = await provider({ ...small, seed: 7 });
  const { page } = await launch();
  await signIn(page, here);
  await page.getByRole('link', { name: 'Accounts' }).click();
  await expect(page.getByText('60 devices').first()).toBeVisible();
  await page.getByRole('button', { name: /^Select all \d+ found/ }).click();
  await expect(page.getByRole('status').filter({ hasText: / selected/ })).toHaveText(/^\s*[1-9]\d* selected/);
  await page.getByRole('link', { name: 'Live' }).click();
  await page.getByRole('searchbox').first().fill('nothing like this');
  await page.getByRole('button', { name: here.account }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await signIn(page, there);
  await expect(page.getByRole('link', { name: 'Live' })).toBeVisible();
  await expect(page.getByRole('searchbox').first()).toHaveValue('');
  await page.getByRole('link', { name: 'Accounts' }).click();
  await expect(page.getByRole('status').filter({ hasText: / selected/ })).toHaveText(/^\s*0 selected/);
});
