import { randomUUID } from 'node:crypto';
import type { Alarm } from '../contract/alarm.ts';
import type { Failure } from '../contract/errors.ts';
import type { Track, TrackProgress, TrackRequest } from '../contract/playback.ts';
import { succeed, type Result } from '../contract/result.ts';
import type { TimeStretch, TrackColumns } from '../contract/track.ts';
import { columnsOf, joinTracks } from './columns.ts';
import { turn, type PlaybackNeeds } from './ports.ts';

/** Seconds before now whose points may still come: devices send late what they could not send at once. */
const SETTLES = 600;
/** Milliseconds between two tellings of how far a reading has come. */
const TELL_EVERY = 200;
/** Alarms on one line at most; more could not be told apart. */
const MOST_ALARMS = 5_000;

/** What came of asking the provider for the parts that are missing. */
interface Asked {
  readonly failure: Failure | null;
  readonly requests: number;
}

/**
 * Tracks of devices (open-api.md 2.3): what is kept comes from the archive, the rest from the provider page by page,
 * and is kept page by page, so that a reading that was cut short goes on where it was.
 */
export class PlaybackService {
  readonly #needs: PlaybackNeeds;
  readonly #readings = new Map<string, AbortController>();
  readonly #listeners = new Set<(progress: TrackProgress) => void>();
  readonly #looked = new Set<string>();

  constructor(needs: PlaybackNeeds) {
    this.#needs = needs;
  }

  /** Devices whose tracks were loaded since the sign-in: a window may show them or export them. */
  get looked(): ReadonlySet<string> {
    return this.#looked;
  }

  onProgress(listener: (progress: TrackProgress) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /**
   * Reads a track. What the provider could not give is named in `missing` with the reason in `failure`; only an
   * archive that cannot be read fails as a whole.
   */
  async load(request: TrackRequest): Promise<Result<Track>> {
    const { id, imei, begin, refresh } = request;
    const period = { begin, end: request.end };
    const stop = new AbortController();
    this.#readings.set(id, stop);
    this.#looked.add(imei);
    try {
      const now = this.#needs.serverTime();
      // What lies ahead cannot have been driven yet.
      const reach = Math.min(period.end, Math.floor(now) + 1);
      const open = refresh
        ? succeed([{ begin, end: reach }])
        : this.#needs.tracks.missing(imei, { begin, end: reach });
      if (!open.ok) return open;
      const asked = reach > begin ? await this.#ask(id, imei, open.value, stop.signal) : nothingAsked;
      const columns = await this.#kept(imei, period);
      if (!columns.ok) return columns;
      const alarms = await this.#alarms(imei, { begin, end: reach }, asked.failure, stop.signal);
      const missing = this.#needs.tracks.missing(imei, period);
      if (!missing.ok) return missing;
      const { failure, requests } = asked;
      return succeed({
        imei,
        ...period,
        columns: columns.value,
        alarms: alarms.slice(0, MOST_ALARMS),
        alarmsWhole: alarms.length <= MOST_ALARMS && this.#alarmsKnown(imei, { begin, end: reach }, now),
        // The last minutes are always asked again; they are no hole in what was read just now.
        missing:
          failure === null
            ? missing.value.filter(({ begin: from }) => from < now - SETTLES - 1)
            : missing.value,
        failure,
        requests,
      });
    } finally {
      this.#readings.delete(id);
    }
  }

  /** Asks for the parts of a track that are not kept yet, without showing it. Gives what came of it. */
  async complete(
    imei: string,
    { begin, end }: TimeStretch,
    signal: AbortSignal,
  ): Promise<{ readonly failure: Failure | null; readonly requests: number }> {
    const reach = Math.min(end, Math.floor(this.#needs.serverTime()) + 1);
    if (reach <= begin) return nothingAsked;
    const open = this.#needs.tracks.missing(imei, { begin, end: reach });
    if (!open.ok) return { failure: open.failure, requests: 0 };
    return this.#ask(randomUUID(), imei, open.value, signal);
  }

  /** Ends a reading; unknown ones have ended already. */
  cancel(id: string): void {
    this.#readings.get(id)?.abort();
  }

  /** Ends all readings. */
  close(): void {
    for (const stop of this.#readings.values()) stop.abort();
  }

  /** Seconds of a period whose points were never all read, but for those that may still come. */
  unread(imei: string, { begin, end }: TimeStretch): Result<number> {
    const missing = this.#needs.tracks.missing(imei, {
      begin,
      end: Math.max(begin, this.#settledUntil(end)),
    });
    return missing.ok
      ? succeed(missing.value.reduce((sum, part) => sum + part.end - part.begin, 0))
      : missing;
  }

  /** A track as it is kept; nothing is asked of the provider. */
  async kept(imei: string, period: TimeStretch): Promise<Result<TrackColumns>> {
    return this.#kept(imei, period);
  }

  async #ask(id: string, imei: string, parts: readonly TimeStretch[], signal: AbortSignal): Promise<Asked> {
    let points = 0;
    let toldAt = 0;
    let requests = 0;
    for (const { begin, end } of parts) {
      let reached = begin;
      const broken: Failure[] = [];
      const ended = await this.#needs.readTrack(imei, begin, end, signal, (page) => {
        const columns = columnsOf(page);
        const last = columns.time.at(-1) ?? reached;
        // The last second of a page may go on in the next one, and what was driven a moment ago may still come.
        const known = Math.max(reached, Math.min(last, this.#settledUntil(end)));
        const kept = this.#needs.tracks.put(imei, columns, { begin: reached, end: known });
        if (!kept.ok) broken.push(kept.failure);
        reached = known;
        points += page.length;
        const now = this.#needs.now();
        if (now - toldAt < TELL_EVERY) return;
        toldAt = now;
        for (const listener of this.#listeners)
          listener({ id, imei, points, reached: Math.max(reached, last) });
      });
      requests += ended.requests;
      if (broken[0] !== undefined) return { failure: broken[0], requests };
      if (!ended.complete) {
        return { failure: ended.failure ?? { code: 'result.incomplete', concerns: imei }, requests };
      }
      const settled = Math.max(begin, this.#settledUntil(end));
      const noted = this.#needs.tracks.put(imei, columnsOf([]), { begin, end: settled });
      if (!noted.ok) return { failure: noted.failure, requests };
    }
    return { failure: null, requests };
  }

  /** Until when (Unix seconds) everything before `end` can have come by now. */
  #settledUntil(end: number): number {
    return Math.min(end, Math.floor(this.#needs.serverTime()) - SETTLES);
  }

  async #kept(imei: string, period: TimeStretch): Promise<Result<TrackColumns>> {
    const segments: TrackColumns[] = [];
    for (const segment of this.#needs.tracks.read(imei, period)) {
      if (!segment.ok) return segment;
      segments.push(segment.value);
      await turn();
    }
    return succeed(joinTracks(segments));
  }

  /** Whether all alarms of a period are known, but for those that may still come. */
  #alarmsKnown(imei: string, period: TimeStretch, now: number): boolean {
    const missing = this.#needs.alarms.missing(imei, period);
    return missing.ok && missing.value.every(({ begin }) => begin >= now - SETTLES - 1);
  }

  /** Alarms on the line: kept ones, and those still missing when the provider is there. */
  async #alarms(
    imei: string,
    period: TimeStretch,
    failure: Failure | null,
    signal: AbortSignal,
  ): Promise<Alarm[]> {
    const { alarms } = this.#needs;
    const missing = alarms.missing(imei, period);
    if (failure === null && missing.ok) {
      for (const part of missing.value) {
        const rows: Alarm[] = [];
        const ended = await this.#needs.readAlarms(imei, part.begin, part.end, signal, (page) => {
          rows.push(...page);
        });
        if (!ended.complete) break;
        const settled = Math.max(part.begin, this.#settledUntil(part.end));
        alarms.putCovering(imei, rows, { begin: part.begin, end: settled });
      }
    }
    const found: Alarm[] = [];
    for (const page of alarms.read(imei, period)) {
      if (!page.ok) return found;
      found.push(...page.value.filter(({ latitude }) => latitude !== null));
      if (found.length > MOST_ALARMS) return found;
      await turn();
    }
    return found;
  }
}

const nothingAsked: Asked = { failure: null, requests: 0 };
