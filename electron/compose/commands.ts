import { randomUUID } from 'node:crypto';
import { CommandStore } from '../archive/command-store.ts';
import type { Archive } from '../archive/database.ts';
import { CommandJobKind } from '../commands/kind.ts';
import { ControlRoomRules } from '../commands/rules.ts';
import { CommandService } from '../commands/service.ts';
import type { AuditResult } from '../contract/audit.ts';
import type { Failure } from '../contract/errors.ts';
import type { FleetService } from '../fleet/service.ts';
import type { OpenApi } from '../openapi/api.ts';
import type { Timing } from '../openapi/timing.ts';

/** What commands and geofences of one signed-in account stand on. */
export interface DeskNeeds {
  readonly archive: Archive;
  readonly api: OpenApi;
  readonly fleet: FleetService;
  readonly timing: Timing;
  /** Who works here now, and the user of the computer behind that name. */
  readonly user: () => string;
  readonly systemUser: string;
  readonly audit: (action: string, target: string, result: AuditResult, detail: string) => void;
  readonly onLost: (failure: Failure) => void;
}

export interface CommandDesk {
  readonly service: CommandService;
  readonly rules: ControlRoomRules;
  /** Commands for many devices, for the engine of jobs. */
  readonly kind: CommandJobKind;
}

/** Commands of one signed-in account. Without an archive there are none: nothing may leave that is not written down. */
export function composeCommands({ archive, fleet, audit, ...needs }: DeskNeeds): CommandDesk {
  const store = new CommandStore(archive);
  const service = new CommandService({ ...needs, store, audit, vehicles: fleet, newId: () => randomUUID() });
  const kind = new CommandJobKind({
    vehicles: fleet,
    policy: () => store.policy(),
    run: (imei, command, order, stopped) => service.runForJob(imei, command, order, stopped),
  });
  return { service, kind, rules: new ControlRoomRules({ store, signers: service.signers, audit }) };
}
