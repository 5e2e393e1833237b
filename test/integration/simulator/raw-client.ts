import { createHash } from 'node:crypto';
import { startSimulator } from '../../../electron/simulator/server.ts';
import type { SimulatorHandle, SimulatorOptions } from '../../../electron/simulator/server.ts';
import { NOON } from '../../support/habits.ts';

export type Reply = Record<string, unknown> & { code: unknown; record?: unknown; message?: unknown };
type Values = Readonly<Record<string, string | number>>;

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** A provider and a client that knows nothing but HTTP. */
export class Bench {
  readonly provider: SimulatorHandle;
  token = '';

  private constructor(provider: SimulatorHandle) {
    this.provider = provider;
  }

  static async start(options: SimulatorOptions = {}): Promise<Bench> {
    const bench = new Bench(
      await startSimulator({ habitsOf: NOON, vehicles: 300, accounts: 40, ...options }),
    );
    await bench.signIn();
    return bench;
  }

  async signIn(account = 'demo', password = 'demo'): Promise<Reply> {
    const reply = await this.authorize(account, password, Math.floor(Date.now() / 1_000));
    const token = field(reply.record, 'access_token');
    if (typeof token === 'string') this.token = token;
    return reply;
  }

  authorize(account: string, password: string, time: number): Promise<Reply> {
    return this.bare('GET', '/api/authorization', {
      time,
      account,
      signature: md5(`${md5(password)}${time}`),
    });
  }

  get(path: string, values: Values = {}): Promise<Reply> {
    return this.bare('GET', path, { access_token: this.token, ...values });
  }

  post(path: string, values: Values = {}): Promise<Reply> {
    return this.bare('POST', path, { access_token: this.token, ...values });
  }

  async postForm(path: string, values: Values): Promise<Reply> {
    const response = await fetch(this.provider.url + path, {
      method: 'POST',
      body: new URLSearchParams(texts({ access_token: this.token, ...values })),
    });
    return reply(await response.text());
  }

  async bare(method: string, path: string, values: Values): Promise<Reply> {
    return reply(await (await this.raw(method, path, values)).text());
  }

  raw(method: string, path: string, values: Values = {}): Promise<Response> {
    const query = new URLSearchParams(texts(values));
    return fetch(`${this.provider.url}${path}?${query.toString()}`, { method });
  }

  async control(what: string, wish?: object): Promise<unknown> {
    const response = await fetch(
      `${this.provider.adminUrl}/${what}`,
      wish === undefined ? {} : { method: 'POST', body: JSON.stringify(wish) },
    );
    return response.json();
  }

  /** IMEIs that are as wanted. */
  imeis(wanted: Parameters<SimulatorHandle['control']['find']>[0]): string[] {
    return this.provider.control.find(wanted).map(({ imei }) => imei);
  }

  /** An end user below demo that is not blocked; the first, or a later one. */
  customer(at = 0): string {
    const { accounts } = this.provider.world;
    const entry = accounts.entries.filter(
      ({ roletype, index }) => roletype === 2 && !accounts.isBlocked(index) && accounts.isWithin(index, 0),
    )[at];
    if (entry === undefined) throw new Error('no such customer');
    return entry.account;
  }

  close(): Promise<void> {
    return this.provider.close();
  }
}

/** A field of something that should be an object. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** The rows of a record that should be a list of objects. */
export function rows(answer: Reply): Record<string, unknown>[] {
  if (!Array.isArray(answer.record)) throw new Error(`no list: ${JSON.stringify(answer)}`);
  return answer.record as Record<string, unknown>[];
}

/** The segments of a record that should be text. */
export function segments(answer: Reply): string[] {
  if (typeof answer.record !== 'string') throw new Error(`no text: ${JSON.stringify(answer)}`);
  return answer.record === '' ? [] : answer.record.split(';');
}

function reply(text: string): Reply {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null || !('code' in parsed))
    throw new Error(`no answer: ${text}`);
  return { ...parsed };
}

function texts(values: Values): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}
