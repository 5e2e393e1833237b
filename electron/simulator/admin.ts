import { z } from 'zod';
import type { Control } from './control.ts';
import { endpointNames } from './faults.ts';
import type { Handler, Reply } from './http.ts';
import { JSON_TYPE } from './http.ts';
import { commandWords } from './models.ts';
import type { Provider } from './provider.ts';

const imei = z.string().regex(/^\d{15}$/);

/** What can be asked of the control address, as JSON in the body of a POST. */
const wishes = {
  find: z.strictObject({
    phase: z.enum(['driving', 'idle', 'parked']).optional(),
    status: z.int().optional(),
    supports: z.enum(commandWords).optional(),
    fasterThan: z.number().optional(),
    slowerThan: z.number().optional(),
    phaseFor: z.number().optional(),
    below: z.string().optional(),
    limit: z.int().min(1).max(100_000).optional(),
  }),
  truth: z.strictObject({ imei }),
  disconnect: z.strictObject({ imei, secondsAgo: z.number().min(0).optional() }),
  reconnect: z.strictObject({ imei }),
  hold: z.strictObject({ imei, held: z.boolean() }),
  alarm: z.strictObject({
    imei,
    type: z.int(),
    count: z.int().min(1).max(100_000).default(1),
    at: z.number().optional(),
  }),
  session: z.strictObject({ account: z.string(), to: z.enum(['stolen', 'expired']) }),
  skip: z.strictObject({ seconds: z.number().min(0) }),
  alarms: z.strictObject({ begin: z.int(), end: z.int(), imeis: z.array(imei).optional() }),
  asked: z.strictObject({ endpoint: z.enum(endpointNames), imeis: z.array(imei) }),
};

/**
 * The control address, on a port of its own so that it stays when the provider is "gone":
 * `GET|POST /__simulator/<key>/<what>`. It is not part of the provider's API.
 */
export function admin(provider: Provider, control: Control, key: string, sync: () => Promise<void>): Handler {
  return async ({ method, url, form }) => {
    const [, root, given, what = ''] = url.pathname.split('/');
    if (root !== '__simulator' || given !== key) return json(404, { error: 'not found' });
    if (method === 'GET') return look(provider, what);
    if (method !== 'POST') return json(405, { error: 'GET or POST' });
    let wish: unknown;
    try {
      wish = JSON.parse(form === '' ? '{}' : form);
    } catch {
      return json(400, { error: 'not JSON' });
    }
    try {
      const answer = act(provider, control, what, wish);
      await sync();
      return json(answer === undefined ? 404 : 200, answer ?? { error: 'not found' });
    } catch (error) {
      return json(400, { error: error instanceof Error ? error.message : 'refused' });
    }
  };
}

function look({ faults, ledger, world }: Provider, what: string): Reply {
  switch (what) {
    case 'faults':
      return json(200, faults.current);
    case 'ledger':
      return json(200, { entries: ledger.entries(), totals: ledger.requestTotals() });
    case 'requests':
      return json(200, ledger.requests());
    case 'geofences':
      return json(200, world.geofences.list());
    case 'world':
      return json(200, { ...world.size, now: world.now(), devices: world.vehicles.count });
    default:
      return json(404, { error: 'not found' });
  }
}

function act(
  { faults, ledger }: Provider,
  control: Control,
  what: string,
  wish: unknown,
): object | undefined {
  switch (what) {
    case 'faults':
      return faults.set(z.record(z.string(), z.unknown()).parse(wish));
    case 'clear':
      return faults.clear();
    case 'ledger':
      ledger.clear();
      return {};
    case 'find':
      return control.find(wishes.find.parse(wish));
    case 'truth':
      return control.truth(wishes.truth.parse(wish).imei);
    case 'disconnect': {
      const { imei: device, secondsAgo } = wishes.disconnect.parse(wish);
      control.disconnect(device, secondsAgo);
      return {};
    }
    case 'reconnect':
      control.reconnect(wishes.reconnect.parse(wish).imei);
      return {};
    case 'hold': {
      const { imei: device, held } = wishes.hold.parse(wish);
      control.hold(device, held);
      return {};
    }
    case 'alarm': {
      const { imei: device, type, count, at } = wishes.alarm.parse(wish);
      control.raiseAlarm(device, type, count, at);
      return {};
    }
    case 'session': {
      const { account, to } = wishes.session.parse(wish);
      if (to === 'stolen') control.stealSession(account);
      else control.expireSession(account);
      return {};
    }
    case 'skip':
      control.skip(wishes.skip.parse(wish).seconds);
      return {};
    case 'alarms': {
      const { begin, end, imeis } = wishes.alarms.parse(wish);
      return control.alarms(begin, end, imeis);
    }
    case 'asked': {
      const { endpoint, imeis } = wishes.asked.parse(wish);
      return imeis.map((device) => ({ imei: device, times: ledger.askedFor(endpoint, device) }));
    }
    default:
      return undefined;
  }
}

function json(status: number, value: unknown): Reply {
  return { kind: 'send', status, type: JSON_TYPE, body: JSON.stringify(value) };
}
