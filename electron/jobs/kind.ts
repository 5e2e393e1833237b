import type { Failure } from '../contract/errors.ts';
import type {
  Confirmation,
  JobData,
  JobRow,
  Plan,
  PlanRow,
  PreviewVehicle,
  Verdict,
} from '../contract/job.ts';
import type { Result } from '../contract/result.ts';

/** What one row would do, as its kind sees it. */
export interface RowForecast {
  readonly verdict: Verdict;
  readonly before: string;
  readonly after: string;
  readonly failure: Failure | null;
  readonly vehicle?: PreviewVehicle;
}

/** What a kind is told with every request. */
export interface KindContext {
  readonly jobId: string;
  readonly parameters: JobData;
  /** Aborted: requests under way are given up. */
  readonly signal: AbortSignal;
  /** Aborted: requests that wait for their turn do not leave; those under way are awaited. */
  readonly stopped: AbortSignal;
}

/**
 * A kind of job: everything the engine has to know of what is done. The engine knows no endpoint, a kind knows no
 * journal. To add one more, write an object of this shape and give it to the engine in the composition.
 */
export interface JobKind {
  readonly name: string;
  /** What the audit calls it per row, `account.block`. */
  readonly action: string;
  /**
   * What of a target it changes. Jobs that change the same of the same target must not run side by side, and a later
   * one stands in the way of taking back an earlier one. Left out where doing it twice is two different things.
   */
  readonly touches?: string;
  /** What is wrong with the plan as a whole, or null. */
  validate(plan: Plan): Failure | null;
  /** What a row would do, from what the console knows now. Sends nothing. */
  preview(row: PlanRow, parameters: JobData): RowForecast;
  /** What has to be typed before so many rows are changed. */
  confirmation(changes: number): Confirmation;
  /** How many rows one request carries. */
  rowsPerRequest(parameters: JobData): number;
  /**
   * Sends one request for these rows and says how each ended, in their order. Never repeats anything itself. A failure
   * that leaves open whether it happened has the code `outcome.unknown`.
   */
  execute(rows: readonly PlanRow[], context: KindContext): Promise<readonly Result<null>[]>;
  /** Asks the provider whether a row is as wanted now; changes nothing. Without it a person decides. */
  check?(row: PlanRow, context: KindContext): Promise<Result<boolean>>;
  /** The plan that takes back what these rows did; null when nothing done with these parameters can be. */
  inverse?(done: readonly JobRow[], parameters: JobData): Pick<Plan, 'kind' | 'parameters' | 'rows'> | null;
  /** Called once when a job of this kind is started, before anything is sent. */
  begin?(jobId: string, plan: Plan, targets: readonly string[]): Result<null>;
  /** Whether these rows can be sent now, asked before every run (secrets may have gone with a restart). */
  ready?(jobId: string, targets: readonly string[], parameters: JobData): Result<null>;
}
