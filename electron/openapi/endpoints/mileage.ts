import { IMEIS_PER_REQUEST } from '../../contract/device.ts';
import type { Failure } from '../../contract/errors.ts';
import { fail, succeed, type Result } from '../../contract/result.ts';
import type { ByImei, CallOptions, MileageRow } from '../api.ts';
import { chunk, inParallel } from '../chunks.ts';
import { isFields, readImei, readNumber, readRows } from '../decode.ts';
import type { Call } from '../exchange.ts';
import { alignOutwards, splitIntoWindows, type Span } from '../halfhours.ts';
import { imeiProblem, periodProblem } from '../input.ts';
import { MileageRun, type AskMileage } from '../mileage.ts';

/** Chunks that wait for their turn at the same time. */
const WIDTH = 8;

function askWith(call: Call, options: CallOptions): AskMileage {
  return async (imeis, window) => {
    const params = {
      imeis: imeis.join(','),
      begintime: String(window.begin),
      endtime: String(window.end),
    };
    const request = { method: 'GET', path: '/api/device/mileage', params, effect: false } as const;
    const answer = await call(request, options);
    if (!answer.ok) return answer;
    const rows = readRows(answer.value);
    if (rows === null) return fail({ code: 'answer.malformed', detail: 'The record is no list.' });
    return succeed(kilometres(rows));
  };
}

function kilometres(rows: readonly unknown[]): ReadonlyMap<string, number> {
  const byImei = new Map<string, number>();
  for (const row of rows) {
    if (!isFields(row)) continue;
    const imei = readImei(row['imei']);
    const km = readNumber(row['mileage']);
    if (imei !== null && km !== null && km >= 0) byImei.set(imei, km);
  }
  return byImei;
}

/**
 * The kilometres of each IMEI from `begin` to `end`, in Unix seconds (open-api.md 2.14): aligned outwards to half
 * hours, asked in windows of at most 7 days and 100 IMEIs, summed. An IMEI with a cap ends at its cap.
 */
export async function readMileage(
  call: Call,
  imeis: readonly string[],
  asked: Span,
  options: CallOptions,
): Promise<Result<ByImei<MileageRow>>> {
  const problem = periodProblem(asked.begin, asked.end);
  if (problem !== null) return fail(problem);
  const span = alignOutwards(asked);
  const windows = splitIntoWindows(span);
  const found = new Map<string, MileageRow>();
  const missing = new Map<string, Failure>();
  const wanted: string[] = [];
  for (const imei of new Set(imeis)) {
    const wrong = imeiProblem(imei);
    if (wrong === null) wanted.push(imei);
    else missing.set(imei, wrong);
  }
  const end: { stopped: Failure | null } = { stopped: null };
  await inParallel(chunk(wanted, IMEIS_PER_REQUEST), WIDTH, async (part) => {
    const run = new MileageRun(part, span.begin, askWith(call, options));
    for (const window of windows) {
      run.stopped ??= end.stopped;
      await run.read(window);
      end.stopped ??= run.stopped;
    }
    const result = run.finish(span.end);
    for (const [imei, row] of result.found) found.set(imei, row);
    for (const [imei, failure] of result.missing) missing.set(imei, failure);
  });
  if (end.stopped !== null && found.size === 0) return fail(end.stopped);
  return succeed({ found, missing });
}
