import type { CommandKind } from '../../../electron/contract/command.ts';
import type { GuardVerdict } from '../../../electron/contract/command-guard.ts';
import type { MeantCommand, MileageUnit, Signature } from '../../../electron/contract/command-desk.ts';

/** What the form of a command holds. */
export interface CommandForm {
  mode: 'one' | 'many';
  imei: string | null;
  imeis: Set<string>;
  /** null until one is chosen: the most dangerous one is nobody's default. */
  kind: CommandKind | null;
  mileage: string;
  unit: MileageUnit | null;
  reason: string;
  override: string;
  operator: string;
  pin: string;
  hold: boolean;
  holdHours: number;
}

export type CommandField = 'device' | 'kind' | 'mileage' | 'unit' | 'reason' | 'override' | 'signature';
/** i18n keys of what is wrong, by field. */
export type CommandProblems = Partial<Record<CommandField, string>>;

/** What is sent by the form; null while no command is chosen or the mileage is not complete. */
export function commandOf(form: Readonly<CommandForm>): MeantCommand | null {
  if (form.kind === null) return null;
  if (form.kind !== 'setMileage') return { request: { kind: form.kind }, unit: null };
  const mileage = mileageOf(form.mileage);
  return mileage === null || form.unit === null
    ? null
    : { request: { kind: 'setMileage', mileage }, unit: form.unit };
}

/** A typed whole number from 0 to 100,000,000; null when it is none. */
function mileageOf(text: string): number | null {
  const number = /^\d{1,9}$/u.test(text.trim()) ? Number(text.trim()) : NaN;
  return number <= 100_000_000 ? number : null;
}

/** Who signs; null while nobody is named. */
export function signatureOf(form: Readonly<CommandForm>): Signature | null {
  const operator = form.operator.trim();
  return operator === '' || form.pin === '' ? null : { operator, pin: form.pin };
}

/**
 * What is wrong with the form; empty when it can be sent.
 *
 * @param guard what the guard says of the vehicle; null while it is not known or for many
 * @param needsSecond whether the rules ask for a second operator
 */
export function checkCommand(
  form: Readonly<CommandForm>,
  guard: GuardVerdict | null,
  needsSecond: boolean,
): CommandProblems {
  const problems: CommandProblems = {};
  if (form.mode === 'one' && form.imei === null) problems.device = 'commands.problem.device';
  if (form.mode === 'many' && form.imeis.size === 0) problems.device = 'commands.problem.devices';
  if (form.kind === null) problems.kind = 'commands.problem.kind';
  if (form.kind === 'setMileage') {
    if (mileageOf(form.mileage) === null) problems.mileage = 'commands.problem.mileage';
    if (form.unit === null) problems.unit = 'commands.problem.unit';
  }
  if (form.reason.trim().length < 3) problems.reason = 'commands.problem.reason';
  const overriding = guard !== null && guard.refusals.length > 0 && !holds(form, guard);
  if (overriding && form.override.trim().length < 3) problems.override = 'commands.problem.override';
  const signed = signatureOf(form);
  if (needsSecond && (signed === null || !/^\d{4,12}$/u.test(signed.pin))) {
    problems.signature = 'commands.problem.signature';
  }
  return problems;
}

/** Whether the command is to wait: the device is offline and the operator wants it held. */
export function holds(form: Readonly<CommandForm>, guard: GuardVerdict): boolean {
  return form.hold && guard.dangers.includes('offline');
}
