import { createHash } from 'node:crypto';
import type { Failure } from '../contract/errors.ts';
import type {
  BlastRadius,
  Plan,
  Preview,
  PreviewRow,
  PreviewRowQuery,
  PreviewVehicle,
  RowsPage,
  Verdict,
} from '../contract/job.ts';
import type { Clock } from './clock.ts';
import type { JobKind, RowForecast } from './kind.ts';
import { planHashInTurns } from './plan.ts';
import { Turns } from './turns.ts';

/** A preview with everything that starting the job needs. */
export interface Previewed {
  readonly plan: Plan;
  readonly planHash: string;
  readonly kind: JobKind;
  readonly rows: readonly PreviewRow[];
  readonly preview: Preview;
  readonly inverseOf: string | null;
}

export interface PreviewerParts {
  readonly clock: Clock;
  /** Requests a second that are learned to be possible; null when not known. */
  readonly pace: () => number | null;
  /** Who and what is touched when these targets of such a kind change. */
  readonly blast: (kind: string, targets: readonly string[]) => BlastRadius;
}

/** Tells what a plan would do, row by row. Sends nothing. */
export async function previewPlan(
  plan: Plan,
  kind: JobKind,
  parts: PreviewerParts,
  inverseOf: string | null,
  inTheWay: ReadonlyMap<string, Failure>,
): Promise<Previewed> {
  const rows: PreviewRow[] = [];
  const counts: Record<Verdict, number> = { change: 0, unchanged: 0, error: 0 };
  const changing: string[] = [];
  const vehicles: PreviewVehicle[] = [];
  const spared: PreviewVehicle[] = [];
  const turns = new Turns(parts.clock);
  const ofPlan = await planHashInTurns(plan, turns);
  const hash = createHash('sha256').update(ofPlan);
  for (const row of plan.rows) {
    if (turns.over) await turns.next();
    const forecast = hindered(kind.preview(row, plan.parameters), inTheWay.get(row.target));
    counts[forecast.verdict] += 1;
    if (forecast.verdict === 'change') changing.push(row.target);
    if (forecast.vehicle !== undefined) {
      (forecast.verdict === 'change' ? vehicles : spared).push(forecast.vehicle);
    }
    rows.push({ index: rows.length, target: row.target, ...forecast });
    hash.update(JSON.stringify([forecast.verdict, forecast.before, forecast.after]));
  }
  if (turns.over) await turns.next();
  const requests = Math.ceil(counts.change / Math.max(1, kind.rowsPerRequest(plan.parameters)));
  const pace = parts.pace();
  const preview: Preview = {
    hash: hash.digest('hex'),
    kind: plan.kind,
    title: plan.title,
    parameters: plan.parameters,
    counts,
    requests,
    seconds: pace === null || pace <= 0 ? null : requests / pace,
    blast: { ...parts.blast(plan.kind, changing), ...among(vehicles, spared) },
    confirmation: kind.confirmation(counts.change),
  };
  return { plan, planHash: ofPlan, kind, rows, preview, inverseOf };
}

/** A change that another job stands in the way of cannot be done. */
function hindered(forecast: RowForecast, failure: Failure | undefined): RowForecast {
  if (failure === undefined || forecast.verdict !== 'change') return forecast;
  return { ...forecast, verdict: 'error', after: '', failure };
}

/** What is told of the vehicles of the rows, those that are spared apart; nothing where rows are about no vehicles. */
function among(changed: readonly PreviewVehicle[], spared: readonly PreviewVehicle[]): Partial<BlastRadius> {
  if (changed.length + spared.length === 0) return {};
  const moves = ({ state }: PreviewVehicle): boolean => state === 'moving';
  const moving = changed.filter(moves);
  const fastest = moving.reduce((most, { speed }) => Math.max(most, speed ?? 0), 0);
  const refusedMoving = spared.filter(moves).length;
  return {
    vehicles: changed.length,
    vehiclesMoving: moving.length,
    ...(fastest > 0 ? { fastest } : {}),
    ...(refusedMoving > 0 ? { refusedMoving } : {}),
  };
}

/**
 * The first target that a preview wants to change and that is as wanted by now, or that another job has to change;
 * null when the preview still holds.
 */
export async function outdated(
  { plan, kind, rows }: Previewed,
  clock: Clock,
  inTheWay: ReadonlyMap<string, Failure>,
): Promise<string | null> {
  const turns = new Turns(clock);
  for (const [place, { target, verdict }] of rows.entries()) {
    if (turns.over) await turns.next();
    const row = plan.rows[place];
    if (verdict !== 'change' || row === undefined) continue;
    if (inTheWay.has(target) || kind.preview(row, plan.parameters).verdict === 'unchanged') return target;
  }
  return null;
}

/** The first target that stands in a plan twice; null when none does. */
export function twice({ rows }: Plan): string | null {
  const seen = new Set<string>();
  for (const { target } of rows) {
    if (seen.has(target)) return target;
    seen.add(target);
  }
  return null;
}

/** Rows of a preview as the screen asks for them. */
export function pagePreview(previewed: Previewed, query: PreviewRowQuery): RowsPage<PreviewRow> {
  const text = query.text.toLowerCase();
  const holds = (said: string | undefined): boolean => said?.toLowerCase().includes(text) === true;
  const matching = previewed.rows.filter(
    ({ verdict, target, vehicle }) =>
      (query.verdict === null || verdict === query.verdict) &&
      (text === '' || holds(target) || holds(vehicle?.label) || holds(vehicle?.account)),
  );
  return { total: matching.length, rows: matching.slice(query.offset, query.offset + query.limit) };
}
