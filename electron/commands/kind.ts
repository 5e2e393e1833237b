import type { CommandKind as Kind } from '../contract/command.ts';
import { guardCommand } from '../contract/command-guard.ts';
import {
  meantCommand,
  type Caution,
  type CommandJobInput,
  type CommandPolicy,
  type CommandRecord,
  type MeantCommand,
} from '../contract/command-desk.ts';
import type { Failure } from '../contract/errors.ts';
import type { Confirmation, JobData, JobRow, Plan, PlanRow } from '../contract/job.ts';
import type { VehicleState } from '../contract/position.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { JobKind, KindContext, RowForecast } from '../jobs/kind.ts';
import { planHash } from '../jobs/plan.ts';
import type { JobOrder } from './service.ts';
import { knownSituation, type Vehicles } from './situation.ts';

export interface CommandJobParts {
  readonly vehicles: Vehicles;
  readonly policy: () => Result<CommandPolicy>;
  readonly run: (
    imei: string,
    command: MeantCommand,
    order: JobOrder,
    stopped: AbortSignal,
  ) => Promise<Result<CommandRecord>>;
}

const opposites: Partial<Record<Kind, Exclude<Kind, 'setMileage'>>> = {
  stopEngine: 'restoreEngine',
  restoreEngine: 'stopEngine',
  lockDoor: 'unlockDoor',
  unlockDoor: 'lockDoor',
};

/** States in which the provider takes no command, with what it would say. */
const silence: Partial<Record<VehicleState, Failure['code']>> = {
  offline: 'provider.20017',
  neverOnline: 'provider.20017',
  expired: 'provider.20046',
  blocked: 'provider.20089',
};

/** What one job does to many devices, as the plan's parameters hold it. */
export function jobParameters({ command, reason, override }: CommandJobInput): JobData {
  const { request, unit } = command;
  return {
    command: request.kind,
    mileage: request.kind === 'setMileage' ? request.mileage : null,
    unit,
    reason,
    override: override ?? '',
  };
}

/** One command for many devices: a row a device, the guard held against each of them just before it is sent. */
export class CommandJobKind implements JobKind {
  readonly name = 'command';
  readonly action = 'command.row';
  readonly touches = 'command';
  readonly #parts: CommandJobParts;
  /** Plans whose reason, guard and signature were checked, by hash, with who signed. */
  readonly #authorised = new Map<string, string>();
  readonly #signedBy = new Map<string, string>();

  constructor(parts: CommandJobParts) {
    this.#parts = parts;
  }

  /** Lets a plan be started once; `begin` refuses any other stop, one in a plan out of a file among them. */
  authorise(plan: Plan, signedBy: string): void {
    this.#authorised.set(planHash(plan), signedBy);
  }

  /** Takes a permission back that was not used: the job did not come about. */
  revoke(plan: Plan): void {
    this.#authorised.delete(planHash(plan));
  }

  validate(plan: Plan): Failure | null {
    const order = orderOf(plan.parameters);
    if (order === null) return { code: 'plan.invalid', detail: 'it names no command of this console' };
    return new Set(plan.rows.map(({ target }) => target)).size === plan.rows.length
      ? null
      : { code: 'plan.invalid', detail: 'it names a device twice' };
  }

  /** From what the console knows without asking; each device is asked again just before its command. */
  preview({ target }: PlanRow, parameters: JobData): RowForecast {
    const order = orderOf(parameters);
    const policy = this.#parts.policy();
    const details = this.#parts.vehicles.details(target);
    if (!details.ok) return cannot(details.failure);
    const known = knownSituation(details.value);
    const speed = known.speed === null ? 'speed not known' : `${Math.round(known.speed)} km/h`;
    const before = `${known.label}, ${known.state}, ${speed}`;
    const seen = (cautions: readonly Caution[]): Pick<RowForecast, 'before' | 'vehicle'> => ({
      before,
      vehicle: {
        label: known.label,
        account: known.account,
        state: known.state,
        speed: known.speed,
        fixAge: known.fixAge,
        acc: known.acc,
        latitude: known.latitude,
        longitude: known.longitude,
        cautions,
      },
    });
    if (order === null) return { ...cannot({ code: 'plan.invalid' }), ...seen([]) };
    if (!policy.ok) return { ...cannot(policy.failure), ...seen([]) };
    const { kind } = order.command.request;
    const unheard = silence[known.state];
    if (unheard !== undefined) return { ...cannot({ code: unheard, concerns: target }), ...seen([]) };
    const guard = guardCommand(kind, known, policy.value);
    // Everyone of a preview is as last known; each is asked anew just before its command.
    const cautions = guard.dangers.filter((danger) => danger !== 'notCurrent');
    // A position that is merely old is read anew before the stop; a vehicle that moves is refused as it stands.
    const refused = guard.refusals.includes('moves') && !(guard.overridable && order.override !== '');
    if (refused) {
      const failure: Failure = { code: 'command.guard', concerns: target, detail: speed };
      return { ...cannot(failure), ...seen(cautions) };
    }
    return { ...seen(cautions), verdict: 'change', after: kind, failure: null };
  }

  confirmation(changes: number): Confirmation {
    return { type: 'count', count: changes };
  }

  rowsPerRequest(): number {
    return 1;
  }

  begin(jobId: string, plan: Plan): Result<null> {
    const hash = planHash(plan);
    // Only stops are ever signed: what takes one back, or comes as a plan, is confirmed by its number like any job.
    const stops = plan.parameters['command'] === 'stopEngine';
    const signedBy = this.#authorised.get(hash) ?? (stops ? undefined : '');
    if (signedBy === undefined) {
      return fail({ code: 'command.signature', detail: 'Start stops for many from the Commands screen.' });
    }
    this.#authorised.delete(hash);
    this.#signedBy.set(jobId, signedBy);
    return succeed(null);
  }

  /** After a restart the signature is gone from memory: what needs one is not sent on an old one. */
  ready(jobId: string, _targets: readonly string[], parameters: JobData): Result<null> {
    const policy = this.#parts.policy();
    if (!policy.ok) return policy;
    const needs = parameters['command'] === 'stopEngine' && policy.value.twoPersonStop;
    if (!needs || (this.#signedBy.get(jobId) ?? '') !== '') return succeed(null);
    return fail({
      code: 'command.signature',
      detail: 'The signature ended with the console. Make the job anew.',
    });
  }

  async execute(
    rows: readonly PlanRow[],
    { jobId, parameters, stopped }: KindContext,
  ): Promise<readonly Result<null>[]> {
    const order = orderOf(parameters);
    if (order === null) return rows.map(() => fail({ code: 'plan.invalid' }));
    const { command, reason, override } = order;
    const signedBy = this.#signedBy.get(jobId) ?? '';
    return Promise.all(
      rows.map(async ({ target }) => {
        if (stopped.aborted) return fail({ code: 'cancelled' });
        const told = { job: jobId, reason, override, signedBy };
        const ended = await this.#parts.run(target, command, told, stopped);
        return ended.ok ? outcomeOf(ended.value) : ended;
      }),
    );
  }

  inverse(done: readonly JobRow[], parameters: JobData): Pick<Plan, 'kind' | 'parameters' | 'rows'> | null {
    const order = orderOf(parameters);
    const opposite = order === null ? undefined : opposites[order.command.request.kind];
    if (order === null || opposite === undefined) return null;
    return {
      kind: this.name,
      parameters: { ...parameters, command: opposite, reason: `Take back: ${order.reason}`, override: '' },
      rows: done.map(({ target }) => ({ target, data: {} })),
    };
  }
}

/** How a finished command counts as the row of a job: only a success by the device's own text is done. */
export function outcomeOf(record: CommandRecord): Result<null> {
  const { state, verdict, failure, imei, answer } = record;
  switch (state) {
    case 'answered':
      return verdict === 'success'
        ? succeed(null)
        : fail(
            verdict === 'failure'
              ? { code: 'command.failed', concerns: imei, detail: answer }
              : { code: 'outcome.unknown', concerns: imei, detail: `The device answered: ${answer}` },
          );
    case 'timedOut':
      return fail({
        code: 'outcome.unknown',
        concerns: imei,
        detail: 'The device did not answer in 30 seconds.',
      });
    case 'refused':
      return fail(failure ?? { code: 'provider.20018', concerns: imei });
    default:
      return fail(failure ?? { code: 'outcome.unknown', concerns: imei });
  }
}

function orderOf(
  parameters: JobData,
): { readonly command: MeantCommand; readonly reason: string; readonly override: string } | null {
  const { command: kind, mileage, unit, reason, override } = parameters;
  const request = kind === 'setMileage' ? { kind, mileage } : { kind };
  const command = meantCommand.safeParse({ request, unit: unit ?? null });
  if (!command.success || typeof reason !== 'string') return null;
  return { command: command.data, reason, override: typeof override === 'string' ? override : '' };
}

function cannot(failure: Failure): RowForecast {
  return { verdict: 'error', before: '', after: '', failure };
}
