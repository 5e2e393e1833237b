import { CommandStore } from '../../electron/archive/command-store.ts';
import type { Archive } from '../../electron/archive/database.ts';
import { CommandService } from '../../electron/commands/service.ts';
import type { CommandAnswer, CommandRequest } from '../../electron/contract/command.ts';
import type { CommandSituation, SendCommandInput } from '../../electron/contract/command-desk.ts';
import type { Device } from '../../electron/contract/device.ts';
import type { Failure } from '../../electron/contract/errors.ts';
import type { DeviceDetails } from '../../electron/contract/fleet.ts';
import type { Position } from '../../electron/contract/position.ts';
import { fail, succeed, type Result } from '../../electron/contract/result.ts';
import type { CallOptions, OpenApi } from '../../electron/openapi/api.ts';
import type { Timing } from '../../electron/openapi/timing.ts';
import { ManualClock } from './manual-clock.ts';

export const IMEI = '358899051025339';
const SERVER_TIME = 1_700_000_000;

/** A standing vehicle with a fresh fix, as one likes to stop it. */
export function aPosition(changes: Partial<Position> = {}): Position {
  return {
    imei: IMEI,
    serverTime: SERVER_TIME,
    gpsTime: SERVER_TIME - 10,
    heartTime: SERVER_TIME - 5,
    systemTime: SERVER_TIME - 9,
    longitude: 13.4,
    latitude: 52.5,
    course: 0,
    speed: 0,
    accTime: 60,
    acc: false,
    door: false,
    charge: null,
    fuelSupply: true,
    defence: false,
    dataStatus: 'ok',
    battery: 100,
    mileage: 120_000,
    todayMileage: null,
    externalPower: null,
    extra: {},
    ...changes,
  };
}

export function aSituation(changes: Partial<CommandSituation> = {}): CommandSituation {
  return {
    imei: IMEI,
    label: 'B-AB 123',
    account: 'alpha',
    state: 'parked',
    speed: 0,
    fixAge: 10,
    heartAge: 5,
    heartTime: SERVER_TIME - 5,
    acc: false,
    accAge: 60,
    latitude: 52.5,
    longitude: 13.4,
    fuelSupply: true,
    door: false,
    defence: false,
    mileage: 120_000,
    fresh: true,
    serverTime: SERVER_TIME,
    ...changes,
  };
}

const device: Device = {
  imei: IMEI,
  name: 'VT05S-25339',
  type: 'VT05S',
  plate: 'B-AB 123',
  sim: '',
  iccid: '',
  account: 'alpha',
  onlineTime: null,
  activatedTime: null,
  platformDueTime: null,
  userDueTime: null,
  extra: {},
};

/** A provider of one vehicle, as a test wants it to behave. */
export class OneVehicle implements Pick<OpenApi, 'track' | 'sendCommand' | 'queryCommand'> {
  position = aPosition();
  account = 'alpha';
  gone = false;
  reachable = true;
  /** What becomes of a command that is sent. */
  taken: Result<string> = succeed('1B454');
  /** Resolves when the answer to sending may come; by default at once. */
  latency: () => Promise<void> = () => Promise.resolve();
  /** Resolves when a position may be told; by default at once. */
  reading: () => Promise<void> = () => Promise.resolve();
  /** With what the last command was sent. */
  options: CallOptions | null = null;
  /** Which question brings the device's answer (from 1), and what it is; null: none does. */
  answer: { readonly at: number; readonly text: string } | null = null;
  sent = 0;
  queries = 0;
  onSend: () => void = () => undefined;

  async track(imeis: readonly string[]): ReturnType<OpenApi['track']> {
    await this.reading();
    if (!this.reachable) return fail({ code: 'network.unreachable' });
    const found = new Map(imeis.map((imei) => [imei, this.position]));
    return succeed({ found, missing: new Map<string, Failure>() });
  }

  async sendCommand(_imei: string, _command: CommandRequest, options: CallOptions): Promise<Result<string>> {
    this.sent += 1;
    this.options = options;
    this.onSend();
    await this.latency();
    return this.taken;
  }

  queryCommand(): Promise<Result<CommandAnswer>> {
    this.queries += 1;
    const { answer } = this;
    const answered = answer !== null && this.queries >= answer.at;
    return Promise.resolve(succeed({ answered, response: answered ? answer.text : '' }));
  }

  details(imei: string): Result<DeviceDetails> {
    if (this.gone || imei !== IMEI) return fail({ code: 'provider.20005', concerns: imei });
    const { position } = this;
    return succeed({
      slot: 0,
      device: { ...device, account: this.account },
      position,
      state: position.dataStatus === 'offline' ? 'offline' : 'parked',
      askedAt: null,
      serverTime: SERVER_TIME,
    });
  }
}

export function timingOf(clock: ManualClock): Timing {
  return {
    now: () => clock.now(),
    elapsed: () => clock.now(),
    after: (milliseconds, callback) => clock.after(milliseconds, callback),
  };
}

export interface Desk {
  readonly service: CommandService;
  readonly store: CommandStore;
  readonly provider: OneVehicle;
  readonly clock: ManualClock;
  /** Action and result of every row of the audit. */
  readonly audit: string[];
}

/** The service over one vehicle, in held time. */
export function openDesk(archive: Archive, provider = new OneVehicle(), clock = new ManualClock()): Desk {
  const store = new CommandStore(archive);
  const audit: string[] = [];
  let number = 0;
  const service = new CommandService({
    api: provider,
    vehicles: provider,
    store,
    timing: timingOf(clock),
    user: () => 'operator',
    systemUser: 'operator',
    newId: () => {
      number += 1;
      return `c${clock.now()}-${number}`;
    },
    audit: (action, _target, result) => {
      audit.push(`${action} ${result}`);
    },
    onLost: (failure) => {
      throw new Error(failure.code);
    },
  });
  return { service, store, provider, clock, audit };
}

export function aStop(changes: Partial<SendCommandInput> = {}): SendCommandInput {
  return {
    imei: IMEI,
    command: { request: { kind: 'stopEngine' }, unit: null },
    reason: 'stolen, police informed',
    override: null,
    signature: null,
    holdHours: null,
    ...changes,
  };
}
