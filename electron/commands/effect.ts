import type { CommandSituation, EffectState, MeantCommand } from '../contract/command-desk.ts';

/** Metres that the odometer may be off what was set: it counts on, and some devices keep whole kilometres. */
const MILEAGE_TOLERANCE = 2_000;

type Telemetry = Pick<CommandSituation, 'fuelSupply' | 'door' | 'defence' | 'mileage'>;

/** Whether telemetry is as the command wants it; null when the device does not tell. */
export function isAsWanted({ request, unit }: MeantCommand, now: Telemetry): boolean | null {
  switch (request.kind) {
    case 'stopEngine':
      return now.fuelSupply === null ? null : !now.fuelSupply;
    case 'restoreEngine':
      return now.fuelSupply;
    case 'lockDoor':
      return now.defence ?? (now.door === null ? null : !now.door);
    case 'unlockDoor':
      return now.defence === null ? now.door : !now.defence;
    case 'setMileage': {
      if (now.mileage === null) return null;
      const metres = unit === 'm' ? request.mileage : request.mileage * 1_000;
      return Math.abs(now.mileage - metres) <= MILEAGE_TOLERANCE;
    }
    case 'reset':
      return null;
  }
}

/** Where the watch for a command's effect begins: what can be seen at all, told from telemetry before it was sent. */
export function firstEffect(command: MeantCommand, before: Telemetry): EffectState {
  if (command.request.kind === 'reset') return 'none';
  const wanted = isAsWanted(command, before);
  if (wanted === null) return 'notTold';
  return wanted ? 'alreadySo' : 'waiting';
}
