import type { Alarm } from '../contract/alarm.ts';
import type { Failure } from '../contract/errors.ts';
import type { PagedEnd } from '../openapi/api.ts';
import type { Span } from './period.ts';
import type { ReportContext } from './report-context.ts';

/** A part of a period of which it is not known that all alarms are there. */
export interface AlarmGap {
  readonly span: Span;
  /** `malformed`: that many rows could not be read; else what ended the reading. */
  readonly reason: Failure | { readonly malformed: number };
}

/**
 * Reads all alarms of one device in a period, in the order of the provider, and hands them on page by page: from
 * the provider as far as it answers, then from the archive. A page is read only when the one before was taken.
 *
 * @returns what may be missing
 */
export async function readAlarms(
  context: ReportContext,
  imei: string,
  span: Span,
  take: (alarms: readonly Alarm[]) => Promise<void>,
): Promise<readonly AlarmGap[]> {
  const { archive, reach, provenance, control } = context;
  const seam = new Seam(span);
  const found: AlarmGap[] = [];
  let ended: Failure | null = null;

  const unreachable = await reach.ask(async () => {
    const api = context.api();
    if (!api) return { code: 'session.signedOut' };
    const from = seam.time;
    const end = await api.alarms(
      imei,
      from,
      span.end,
      { lane: 'reports', signal: control.signal },
      async (page) => {
        archive.keepAlarms(page);
        const fresh = seam.pass(page);
        if (fresh.length > 0) await take(fresh);
      },
    );
    if (end.malformed > 0) found.push({ span, reason: { malformed: end.malformed } });
    ended = failureOf(end, imei);
    if (ended === null && end.malformed === 0) archive.keepAlarmsRead(imei, from, span.end);
    // What was read before the connection broke is complete up to the last second seen.
    else if (seam.time > from && end.malformed === 0) archive.keepAlarmsRead(imei, from, seam.time);
    return ended;
  });

  const reason = unreachable ?? ended;
  if (reason === null) {
    provenance.countAsked();
    return found;
  }
  if (control.cancelled) return found;
  const rest: Span = { begin: seam.time, end: span.end };
  let used = false;
  for (const page of archive.alarms(imei, rest.begin, rest.end)) {
    const fresh = seam.pass(page);
    if (fresh.length === 0) continue;
    used = true;
    await take(fresh);
  }
  const missing = archive.missingAlarms(imei, rest.begin, rest.end);
  if (used || missing.length === 0) provenance.countKept(null);
  return [...found, ...missing.map((part) => ({ span: part, reason }))];
}

function failureOf(end: PagedEnd, imei: string): Failure | null {
  if (end.failure) return end.failure;
  return end.complete ? null : { code: 'result.incomplete', concerns: imei };
}

/**
 * Where one source ended and the next goes on: at the last second seen, whose alarms the next source tells again.
 * They are passed on once.
 */
class Seam {
  readonly #end: number;
  #time: number;
  #seen = new Set<string>();

  constructor({ begin, end }: Span) {
    this.#time = begin;
    this.#end = end;
  }

  /** System time of the newest alarm passed, or the begin. */
  get time(): number {
    return this.#time;
  }

  pass(page: readonly Alarm[]): Alarm[] {
    const fresh: Alarm[] = [];
    for (const alarm of page) {
      // The end is not included, whatever the provider thinks: the next period begins with it.
      if (alarm.systemTime >= this.#end) continue;
      if (alarm.systemTime > this.#time) {
        this.#time = alarm.systemTime;
        this.#seen = new Set();
      }
      if (alarm.systemTime === this.#time) {
        const key = keyOf(alarm);
        if (this.#seen.has(key)) continue;
        this.#seen.add(key);
      }
      fresh.push(alarm);
    }
    return fresh;
  }
}

function keyOf(alarm: Alarm): string {
  const { type, longitude, latitude, gpsTime, systemTime, speed, course, geofenceId } = alarm;
  return [type, longitude, latitude, gpsTime, systemTime, speed, course, geofenceId].join();
}
