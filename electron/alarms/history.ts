import type { AlarmStore } from '../archive/alarm-store.ts';
import type { AlarmPastStore } from '../archive/alarm-past.ts';
import type { Alarm } from '../contract/alarm.ts';
import { MOST_LISTED } from '../contract/alarm-desk.ts';
import type {
  AlarmFill,
  AlarmGap,
  AlarmHistory,
  AlarmHistoryQuery,
  AlarmHistoryRow,
} from '../contract/alarm-history.ts';
import type { Device } from '../contract/device.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { FleetService } from '../fleet/service.ts';
import type { OpenApi } from '../openapi/api.ts';

export interface AlarmHistoryNeeds {
  readonly api: Pick<OpenApi, 'alarms'>;
  readonly fleet: Pick<FleetService, 'search' | 'serverTime'>;
  readonly store: AlarmStore;
  readonly past: AlarmPastStore;
  readonly onFill: () => void;
}

/** Devices that are looked at before others get their turn. */
const TURN = 50;
/** Rows whose handling is looked up before others get their turn. */
const HANDLED_AT_ONCE = 500;
const GAPS_SHOWN = 200;
/** Seconds: a period that reaches into the present ends here, so that "now" is no gap. */
const PRESENT = 120;
const AT_ONCE = 3;
/** Seconds with too many rows that the reading of one gap goes past. */
const MOST_STALLS = 20;

interface Found {
  readonly alarm: Alarm;
  readonly device: Device;
}

/** The alarms of any period: what the archive holds, what it lacks, and the way to read that from the provider. */
export class AlarmHistoryService {
  readonly #needs: AlarmHistoryNeeds;
  #fill: AlarmFill | null = null;
  #abort: AbortController | null = null;

  constructor(needs: AlarmHistoryNeeds) {
    this.#needs = needs;
  }

  get fill(): AlarmFill | null {
    return this.#fill;
  }

  /** Newest first, and the gaps. `input.period` when the end does not lie after the begin. */
  async read(query: AlarmHistoryQuery): Promise<Result<AlarmHistory>> {
    const span = this.#span(query);
    if (!span.ok) return span;
    const devices = this.#needs.fleet.search(query.query);
    const wanted = query.types.length === 0 ? null : new Set(query.types);
    // What came in just now is told too; only that it is all there cannot be said yet.
    const whole = { begin: span.value.begin, end: query.end };
    const rows: Found[] = [];
    const gaps: AlarmGap[] = [];
    const missed = { gapCount: 0, gapDevices: 0, gapSeconds: 0 };
    let cut = false;
    for (const [place, device] of devices.entries()) {
      if (place % TURN === TURN - 1) await turn();
      for (const page of this.#needs.store.read(device.imei, whole)) {
        if (!page.ok) return page;
        for (const alarm of page.value) {
          if (wanted === null || wanted.has(alarm.type)) rows.push({ alarm, device });
        }
      }
      if (rows.length > MOST_LISTED * 2) {
        cut = true;
        newestFirst(rows);
        rows.length = MOST_LISTED;
      }
      const missing = this.#needs.store.missing(device.imei, span.value);
      if (!missing.ok) return missing;
      missed.gapCount += missing.value.length;
      if (missing.value.length > 0) missed.gapDevices += 1;
      for (const gap of missing.value) {
        missed.gapSeconds += gap.end - gap.begin;
        if (gaps.length < GAPS_SHOWN) gaps.push({ imei: device.imei, plate: device.plate, ...gap });
      }
    }
    newestFirst(rows);
    const told = await this.#tellRows(rows.slice(0, MOST_LISTED));
    if (!told.ok) return told;
    return succeed({
      rows: told.value,
      mayBeMore: cut || rows.length > MOST_LISTED,
      devices: devices.length,
      gaps,
      ...missed,
      deviceSeconds: devices.length * (span.value.end - span.value.begin),
    });
  }

  /** With what people did about each of them. */
  async #tellRows(found: readonly Found[]): Promise<Result<AlarmHistoryRow[]>> {
    const rows: AlarmHistoryRow[] = [];
    for (let at = 0; at < found.length; at += HANDLED_AT_ONCE) {
      if (at > 0) await turn();
      const some = found.slice(at, at + HANDLED_AT_ONCE);
      const handled = this.#needs.past.handled(some.map(({ alarm }) => alarm));
      if (!handled.ok) return handled;
      for (const [place, { alarm, device }] of some.entries()) {
        const { imei, type, systemTime, gpsTime, longitude, latitude, speed } = alarm;
        const { plate, name, account } = device;
        rows.push({
          ...{ imei, plate, name, account, type, systemTime, gpsTime, longitude, latitude, speed },
          handled: handled.value[place] ?? null,
        });
      }
    }
    return succeed(rows);
  }

  /** Reads what the archive lacks of a period from the provider; how far it is, is told by `fill`. */
  start(query: AlarmHistoryQuery): Result<AlarmFill> {
    const span = this.#span(query);
    if (!span.ok) return span;
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    const devices = this.#needs.fleet.search(query.query);
    this.#tell({ state: 'running', done: 0, total: devices.length, failures: 0 });
    void this.#run(devices, span.value, abort);
    return succeed(this.#fill ?? { state: 'running', done: 0, total: devices.length, failures: 0 });
  }

  cancel(): void {
    this.#abort?.abort();
    if (this.#fill?.state === 'running') this.#tell({ ...this.#fill, state: 'cancelled' });
  }

  async #run(
    devices: readonly Device[],
    span: { begin: number; end: number },
    abort: AbortController,
  ): Promise<void> {
    const left = [...devices];
    const work = async (): Promise<void> => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        if (abort.signal.aborted) return;
        const whole = await this.#readOne(next.imei, span, abort.signal);
        if (this.#abort !== abort || this.#fill?.state !== 'running') return;
        const { done, failures } = this.#fill;
        this.#tell({ ...this.#fill, done: done + 1, failures: failures + (whole ? 0 : 1) });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (!abort.signal.aborted && this.#fill !== null) this.#tell({ ...this.#fill, state: 'done' });
  }

  /** Whether everything of the period is known of the device now. */
  async #readOne(imei: string, span: { begin: number; end: number }, signal: AbortSignal): Promise<boolean> {
    const missing = this.#needs.store.missing(imei, span);
    if (!missing.ok) return false;
    let whole = true;
    for (const gap of missing.value) {
      if (!(await this.#readGap(imei, gap, signal))) whole = false;
    }
    return whole;
  }

  /**
   * Reads one gap, past seconds that hold more rows than the API can give: those stay gaps. Gives whether everything of
   * it is known now. What the archive did not keep is not called known.
   */
  async #readGap(
    imei: string,
    gap: { readonly begin: number; readonly end: number },
    signal: AbortSignal,
  ): Promise<boolean> {
    const { api, store } = this.#needs;
    let from = gap.begin;
    for (let stalls = 0; stalls < MOST_STALLS && from < gap.end; stalls += 1) {
      let last = from;
      let dropped = 0;
      const read = await api.alarms(imei, from, gap.end, { lane: 'reports', signal }, (page) => {
        last = page.reduce((latest, { systemTime }) => Math.max(latest, systemTime), last);
        if (!store.put(page).ok) dropped += 1;
      });
      const known = read.complete ? gap.end : Math.min(last, gap.end);
      const kept = dropped === 0 && read.malformed === 0;
      const covered = kept && (known <= from || store.putCovering(imei, [], { begin: from, end: known }).ok);
      if (read.complete) return stalls === 0 && covered;
      if (dropped > 0 || read.failure?.code !== 'result.incomplete') return false;
      from = last + 1;
    }
    return false;
  }

  #span({ begin, end }: AlarmHistoryQuery): Result<{ begin: number; end: number }> {
    const last = Math.min(end, this.#needs.fleet.serverTime() - PRESENT);
    return last > begin ? succeed({ begin, end: last }) : fail({ code: 'input.period' });
  }

  #tell(fill: AlarmFill): void {
    this.#fill = fill;
    this.#needs.onFill();
  }
}

function newestFirst(rows: Found[]): void {
  rows.sort((a, b) => b.alarm.systemTime - a.alarm.systemTime);
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
