import type { Alarm } from '../contract/alarm.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import { writeAlarmGroups } from './alarm-groups.ts';
import { AlarmBatch, alarmSheet } from './alarm-rows.ts';
import { readAlarms, type AlarmGap } from './alarm-source.ts';
import { AlarmCounts, writeSummary } from './alarm-summary.ts';
import { Feed } from './feed.ts';
import { gapMessage, gapReason, type Gap } from './gaps.ts';
import type { Span } from './period.ts';
import type { ReportDevice } from './ports.ts';
import type { ReportContext, WrittenReport } from './report-context.ts';

/** Devices that are read at once; rows still leave in the order of devices. */
const AT_ONCE = 8;
/** Alarms of one device that may wait for their turn in the sheet. */
const MAY_WAIT = 4_000;
const ROWS_AT_ONCE = 500;

interface Reading {
  readonly device: ReportDevice;
  readonly index: number;
  readonly feed: Feed<Alarm>;
  readonly gaps: Promise<readonly AlarmGap[] | null>;
}

/**
 * Writes an alarm report: every alarm device by device, then summaries by type, device, account and hour. Alarms stream from
 * the provider's pages into the workbook; memory does not grow with their number.
 *
 * @param span what happened in it; its end does not lie in the future
 * @param types alarm type numbers; empty for all
 */
export async function writeAlarms(
  context: ReportContext,
  span: Span,
  types: readonly number[],
): Promise<Result<WrittenReport>> {
  const { devices, workbook, progress, control, zone } = context;
  progress.expect(devices.length);
  const opened = await workbook.openSheet(alarmSheet(zone.timeZone), true);
  if (!opened.ok) return opened;

  const wanted = new Set(types);
  const counts = new AlarmCounts(types, zone);
  const out = new AlarmOutput(context);
  const begun: Reading[] = [];
  try {
    for (let next = 0; next < devices.length || begun.length > 0;) {
      while (next < devices.length && begun.length < AT_ONCE) {
        const device = devices[next];
        if (device) begun.push(startReading(context, device, next, span));
        next += 1;
      }
      const reading = begun[0];
      if (!reading) break;
      for await (const page of reading.feed.pages()) {
        for (const alarm of page) {
          if (wanted.size > 0 && !wanted.has(alarm.type)) continue;
          counts.add(reading.index, alarm);
          if (workbook.isNext(reading.device)) {
            const moved = await out.moveTo(reading.device);
            if (!moved.ok) return moved;
          }
          if (!out.add(alarm, reading.device)) continue;
          const written = await out.flush();
          if (!written.ok) return written;
        }
      }
      const found = await reading.gaps;
      if (found === null || control.cancelled) return fail({ code: 'cancelled' });
      tellGaps(context, reading, found, counts);
      begun.shift();
      progress.advance(1);
    }
  } finally {
    for (const { feed } of begun) feed.leave();
    await Promise.allSettled(begun.map(({ gaps }) => gaps));
  }
  const flushed = await out.flush();
  if (!flushed.ok) return flushed;
  const closed = await workbook.closeSheet();
  if (!closed.ok) return closed;
  const summary = await writeSummary(context, counts, closed.value.parts);
  if (!summary.ok) return summary;
  const groups = await writeAlarmGroups(context, counts);
  if (!groups.ok) return groups;
  return succeed({
    parts: [...closed.value.parts, ...summary.value.parts, ...groups.value.parts],
    cutTexts: closed.value.cutTexts + summary.value.cutTexts + groups.value.cutTexts,
    notes:
      types.length === 0
        ? []
        : ['Only the chosen alarm types are in this workbook; they are listed in "By type".'],
  });
}

function startReading(context: ReportContext, device: ReportDevice, index: number, span: Span): Reading {
  const feed = new Feed<Alarm>(MAY_WAIT);
  const read = async (): Promise<readonly AlarmGap[] | null> => {
    try {
      if (!(await context.control.mayGoOn())) return null;
      return await readAlarms(context, device.imei, span, (page) => feed.put(page));
    } finally {
      feed.end();
    }
  };
  const gaps = read();
  // Awaited when its turn comes; a bug in it must not count as unhandled before.
  gaps.catch(() => undefined);
  return { device, index, feed, gaps };
}

function tellGaps(
  context: ReportContext,
  { device, index }: Reading,
  found: readonly AlarmGap[],
  counts: AlarmCounts,
): void {
  if (found.length === 0) return;
  const gaps = found.map(({ span, reason }): Gap => ({
    concerns: device.imei,
    name: device.plate || device.name,
    span,
    ...('malformed' in reason
      ? { reason: `${reason.malformed} rows of the provider could not be read`, message: '' }
      : { reason: gapReason(reason), message: gapMessage(reason) }),
  }));
  for (const gap of gaps) context.gaps.add(gap);
  counts.doubt(
    index,
    gaps.map(({ reason }) => reason),
  );
}

/** Alarms on their way into the sheet, a batch at a time. */
class AlarmOutput {
  readonly #context: ReportContext;
  #batch = new AlarmBatch(ROWS_AT_ONCE);

  constructor(context: ReportContext) {
    this.#context = context;
  }

  /** @returns whether the batch is full and has to be flushed before the next */
  add(alarm: Alarm, device: ReportDevice): boolean {
    this.#batch.add(alarm, device);
    return this.#batch.full;
  }

  /** Goes to the sheet of a device, once what was gathered is on the sheet before. */
  async moveTo(device: ReportDevice): Promise<Result<null>> {
    const flushed = await this.flush();
    return flushed.ok ? this.#context.workbook.goTo(device) : flushed;
  }

  async flush(): Promise<Result<null>> {
    const { count } = this.#batch;
    if (count === 0) return succeed(null);
    const written = await this.#context.workbook.rows(this.#batch.packed());
    // A new batch, because the channel may still be reading the old one.
    this.#batch = new AlarmBatch(ROWS_AT_ONCE);
    this.#context.progress.addRows(count);
    return written;
  }
}
