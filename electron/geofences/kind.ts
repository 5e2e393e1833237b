import type { Failure } from '../contract/errors.ts';
import type { DeviceDetails } from '../contract/fleet.ts';
import type { GeofenceRequest } from '../contract/geofence.ts';
import { geofenceShape, type GeofenceShape } from '../contract/geofence-ledger.ts';
import type { Confirmation, JobData, Plan, PlanRow } from '../contract/job.ts';
import { fail, type Result } from '../contract/result.ts';
import type { JobKind, KindContext, RowForecast } from '../jobs/kind.ts';

export interface GeofenceJobParts {
  readonly details: (imei: string) => Result<DeviceDetails>;
  readonly create: (request: GeofenceRequest, job: string, stopped: AbortSignal) => Promise<Result<null>>;
  /** Whether this console already created a geofence of this name for this device. */
  readonly hasName: (name: string, imei: string) => boolean;
}

/** One circle for many devices, a request each (2.4). It cannot be taken back: the API deletes none. */
export class GeofenceJobKind implements JobKind {
  readonly name = 'geofence';
  readonly action = 'geofence.create';
  readonly #parts: GeofenceJobParts;

  constructor(parts: GeofenceJobParts) {
    this.#parts = parts;
  }

  validate(plan: Plan): Failure | null {
    const shape = geofenceShape.safeParse(plan.parameters);
    if (!shape.success) {
      const [issue] = shape.error.issues;
      const concerns = issue?.path.map(String).join('.') ?? 'parameters';
      return { code: 'input.invalid', concerns, detail: issue?.message ?? 'it is no circle' };
    }
    return new Set(plan.rows.map(({ target }) => target)).size === plan.rows.length
      ? null
      : { code: 'plan.invalid', detail: 'it names a device twice' };
  }

  preview({ target }: PlanRow, parameters: JobData): RowForecast {
    const details = this.#parts.details(target);
    if (!details.ok) return { verdict: 'error', before: '', after: '', failure: details.failure };
    const { device, position, state, serverTime } = details.value;
    const fix = position?.gpsTime ?? null;
    const name = String(parameters['name']);
    const label = device.plate || device.name || device.imei;
    const again = this.#parts.hasName(name, target);
    const before = again ? `${label}, has one of this name already` : label;
    return {
      verdict: 'change',
      before,
      after: `${name}, ${String(parameters['radius'])} m`,
      failure: null,
      vehicle: {
        label,
        account: device.account,
        state,
        speed: position?.speed ?? null,
        fixAge: fix === null ? null : Math.max(0, serverTime - fix),
        acc: position?.acc ?? null,
        latitude: position?.latitude ?? null,
        longitude: position?.longitude ?? null,
        cautions: again ? ['sameName'] : [],
      },
    };
  }

  confirmation(changes: number): Confirmation {
    return { type: 'count', count: changes };
  }

  rowsPerRequest(): number {
    return 1;
  }

  execute(
    rows: readonly PlanRow[],
    { jobId, parameters, stopped }: KindContext,
  ): Promise<readonly Result<null>[]> {
    const shape = geofenceShape.safeParse(parameters);
    return Promise.all(
      rows.map(({ target }) =>
        stopped.aborted
          ? Promise.resolve(fail({ code: 'cancelled', concerns: target }))
          : shape.success
            ? this.#parts.create(requestFor(target, shape.data), jobId, stopped)
            : Promise.resolve(fail({ code: 'plan.invalid', concerns: target })),
      ),
    );
  }
}

function requestFor(imei: string, shape: GeofenceShape): GeofenceRequest {
  return { imei, ...shape };
}
