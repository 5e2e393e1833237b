import { isRefusal, refuse } from '../codes.ts';
import type { Answer } from '../codes.ts';
import { md5 } from '../digest.ts';
import type { Params } from '../params.ts';
import type { Provider } from '../provider.ts';

/** 2.1 Get access token. The only operation without one. */
export function authorization(provider: Provider, params: Params): Answer {
  const { world, faults, sessions, ledger } = provider;
  const time = params.whole('time');
  if (isRefusal(time)) return time;
  const account = params.text('account');
  if (isRefusal(account)) return account;
  const signature = params.text('signature');
  if (isRefusal(signature)) return signature;
  const { clockWindowSeconds, clockSkewSeconds, tokenLifeSeconds, newLoginKillsOld } = faults.current;
  const wall = world.clock.wallNow();
  const server = Math.floor(wall + clockSkewSeconds);
  if (Math.abs(server - time) > clockWindowSeconds) {
    return refuse(10014, `request time error, current server time is ${server} (in unix timestamp)`);
  }
  const entry = world.accounts.find(account);
  if (entry === undefined || signature !== md5(`${world.accounts.digestOf(entry.index)}${time}`)) {
    return refuse(20001);
  }
  if (world.accounts.isBlocked(entry.index)) return refuse(10016);
  const access_token = sessions.issue(entry.index, wall, newLoginKillsOld);
  ledger.happened({ at: world.now(), kind: 'signIn', by: account, target: account, detail: '' });
  return { code: 0, record: { access_token, expires_in: tokenLifeSeconds } };
}
