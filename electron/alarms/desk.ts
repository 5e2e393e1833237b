import { AlarmHandlingStore } from '../archive/alarm-handling.ts';
import { AlarmInboxStore, type InboxQuery } from '../archive/alarm-inbox.ts';
import { AlarmIntakeStore, type TakenIn } from '../archive/alarm-intake.ts';
import { AlarmMuteStore } from '../archive/alarm-mutes.ts';
import { AlarmPastStore } from '../archive/alarm-past.ts';
import { AlarmStore } from '../archive/alarm-store.ts';
import type { Archive } from '../archive/database.ts';
import { alarmPriorities, type AlarmPriority } from '../contract/alarm.ts';
import type { Acknowledged, AlarmsNew } from '../contract/alarm-deeds.ts';
import {
  MOST_LISTED,
  openStates,
  quietSeconds,
  shownType,
  type AlarmDetails,
  type AlarmEntry,
  type AlarmFilter,
  type AlarmMuteRow,
  type AlarmPage,
  type AlarmRow,
  type AlarmSettings,
  type AlarmSettingsPatch,
  type AlarmStatus,
  type AlarmTrack,
  type RaisedAlarm,
} from '../contract/alarm-desk.ts';
import type { Failure } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { FleetService } from '../fleet/service.ts';
import type { OpenApi } from '../openapi/api.ts';
import type { Timing } from '../openapi/timing.ts';
import { AlarmArrivals } from './arrivals.ts';
import { AlarmFeed, type AlarmFeedNeeds } from './feed.ts';
import { AlarmHands } from './hands.ts';
import { AlarmHistoryService } from './history.ts';
import { MuteBook } from './mutes.ts';
import { NoticeGate } from './notices.ts';
import { queryOf } from './query-of.ts';
import { countsByPriority, isMoreUrgent, ringingPriority, typesOf } from './ring.ts';
import { AlarmSettingsBook } from './settings.ts';
import { readTrack } from './track.ts';
import { AlarmWatch, type Looked } from './watch.ts';

export interface AlarmDeskNeeds {
  readonly api: Pick<OpenApi, 'alarms' | 'playback'>;
  readonly fleet: FleetService;
  readonly archive: Archive;
  readonly timing: Timing;
  readonly pace: AlarmFeedNeeds['pace'];
  /** Who works at this console now. */
  readonly operator: () => string;
  readonly audit: (action: string, target: string, detail: string) => void;
  readonly onFailure: (failure: Failure) => void;
}

/** Milliseconds between two tellings of the status, and between two looks at what stands too long. */
const TELL_EVERY = 400;
const LOOK_EVERY = 2_000;
const MOST_ALARMED = 2_000;
/** Seconds after which an alarm that comes in is no news for a notification. */
const RECENT = 900;
const noneLooked: Looked = { escalated: [], closed: 0 };

/** The inbox of the control room: what came in, what people do with it, what has to be heard. */
export class AlarmDesk {
  readonly history: AlarmHistoryService;
  /** What people do with alarms. */
  readonly hands: AlarmHands;
  readonly #needs: AlarmDeskNeeds;
  readonly #inbox: AlarmInboxStore;
  readonly #handling: AlarmHandlingStore;
  readonly #book: AlarmSettingsBook;
  readonly #watch: AlarmWatch;
  readonly #feed: AlarmFeed;
  readonly #listeners = new Set<(status: AlarmStatus) => void>();
  readonly #raisedListeners = new Set<(raised: RaisedAlarm) => void>();
  readonly #noticeListeners = new Set<(notice: RaisedAlarm) => void>();
  readonly #mutes: MuteBook;
  readonly #arrivals: AlarmArrivals;
  readonly #notices: NoticeGate;
  #version = 0;
  #serial = 0;
  #told: (() => void) | null = null;
  #cancelLook: (() => void) | null = null;
  #types: readonly number[];

  constructor(needs: AlarmDeskNeeds) {
    this.#needs = needs;
    const { archive, fleet, api, timing, onFailure } = needs;
    this.#inbox = new AlarmInboxStore(archive);
    this.#handling = new AlarmHandlingStore(archive);
    this.#watch = new AlarmWatch(this.#inbox, this.#handling);
    this.#book = new AlarmSettingsBook(this.#handling, onFailure);
    this.#types = this.#or(this.#inbox.types(), []);
    this.#mutes = new MuteBook(new AlarmMuteStore(archive), timing.now, onFailure);
    this.#notices = new NoticeGate(timing, (notice) => {
      for (const listener of this.#noticeListeners) listener(notice);
    });
    this.#arrivals = new AlarmArrivals({
      inbox: this.#inbox,
      watch: this.#watch,
      timing,
      settings: () => this.#book.current,
      onArrived: (entry) => {
        this.#arrived(entry);
      },
      onFailure: (failed) => this.#or(failed, null),
    });
    this.hands = new AlarmHands({
      inbox: this.#inbox,
      handling: this.#handling,
      mutes: this.#mutes,
      timing,
      operator: needs.operator,
      entry: (id) => this.#entry(id),
      wordsOf: (entry) => `${entry.imei} ${this.#raisedOf(entry).title} #${entry.id}`,
      audit: needs.audit,
      onChange: () => {
        this.#changed();
      },
    });
    this.history = new AlarmHistoryService({
      api,
      fleet,
      store: new AlarmStore(archive),
      past: new AlarmPastStore(archive),
      onFill: () => {
        this.#changed();
      },
    });
    this.#feed = new AlarmFeed({
      api,
      fleet,
      timing,
      pace: needs.pace,
      intake: new AlarmIntakeStore(archive),
      rules: {
        quiet: (type) => quietSeconds(this.#book.current, type),
        muted: (imei, type) => this.#mutes.of(imei, type) !== null,
      },
      longestAge: () => this.#book.current.longestAge,
      onTaken: (taken) => {
        this.#taken(taken);
      },
      onFailure,
    });
  }

  start(): void {
    this.#feed.start();
    this.#look();
  }

  /** Ends everything; what was read is kept when it returns. */
  stop(): void {
    this.#feed.stop();
    this.#arrivals.finish();
    this.history.cancel();
    this.#notices.close();
    this.#cancelLook?.();
    this.#told?.();
    this.#listeners.clear();
    this.#raisedListeners.clear();
    this.#noticeListeners.clear();
  }

  /** Calls back with the whole status after changes, a few times a second at most. */
  onChange(listener: (status: AlarmStatus) => void): void {
    this.#listeners.add(listener);
  }

  /** Calls back for every alarm that has just come up or escalated. */
  onRaised(listener: (raised: RaisedAlarm) => void): void {
    this.#raisedListeners.add(listener);
  }

  /** Calls back for what is to be shown as a notification of the system: a few, and a flood as one. */
  onNotice(listener: (notice: RaisedAlarm) => void): void {
    this.#noticeListeners.add(listener);
  }

  /** The mutes that hold now. */
  mutes(): Result<readonly AlarmMuteRow[]> {
    return succeed(this.#mutes.current().map((mute) => ({ ...mute, device: this.#nameOf(mute.imei) })));
  }

  settings(): AlarmSettings {
    return this.#book.current;
  }

  changeSettings(patch: AlarmSettingsPatch): Result<AlarmSettings> {
    const changed = this.#book.change(patch);
    if (changed.ok) {
      this.#needs.audit('alarms.settings', Object.keys(patch).join(', '), '');
      this.#changed();
    }
    return changed;
  }

  status(): AlarmStatus {
    const settings = this.#book.current;
    const counts = countsByPriority(settings, this.#or(this.#inbox.openCounts(), []));
    const priority = ringingPriority(settings, counts);
    const types = priority === null ? [] : typesOf(settings, this.#types, priority);
    const [newest] = priority === null ? [] : this.#or(this.#inbox.unacknowledged(types, 1), []);
    return {
      version: this.#version,
      counts,
      ring:
        priority === null || newest === undefined
          ? null
          : { serial: this.#serial, priority, newest: this.#raisedOf(newest) },
      alarmed: this.#alarmed(),
      feed: this.#feed.status(),
      fill: this.history.fill,
    };
  }

  list(filter: AlarmFilter, offset: number, limit: number): Result<AlarmPage> {
    const query = this.#queryOf(filter);
    if (query === null) return succeed({ rows: [], total: 0 });
    const page = this.#inbox.list(query, offset, limit);
    if (!page.ok) return page;
    return succeed({ rows: page.value.rows.map((entry) => this.#rowOf(entry)), total: page.value.total });
  }

  /** The newest alarm of these priorities that was open at a second of the past; null without one. */
  newestAt(priorities: readonly AlarmPriority[], at: number): Result<AlarmRow | null> {
    const settings = this.#book.current;
    const types = priorities.flatMap((priority) => typesOf(settings, this.#types, priority));
    const found = this.#inbox.newestAt(types, at);
    return found.ok ? succeed(found.value === null ? null : this.#rowOf(found.value)) : found;
  }

  /** How many open alarms these devices have, at most `MOST_LISTED`. */
  openOf(imeis: readonly string[]): number | null {
    const page = this.#inbox.list(
      { states: openStates, typeGroups: [this.#types], imeis, owner: null },
      0,
      1,
    );
    return page.ok ? page.value.total : null;
  }

  details(id: number): Result<AlarmDetails> {
    const entry = this.#entry(id);
    if (!entry.ok) return entry;
    const notes = this.#handling.notes(id);
    if (!notes.ok) return notes;
    const steps = new Set<string>();
    for (const { kind, text } of notes.value) {
      if (kind === 'step') steps.add(text);
      else if (kind === 'unstep') steps.delete(text);
    }
    const { incident } = entry.value;
    const found = incident === null ? succeed(null) : this.#handling.incident(incident);
    if (!found.ok) return found;
    return succeed({
      row: this.#rowOf(entry.value),
      notes: notes.value,
      stepsDone: [...steps],
      mine: entry.value.owner === this.#needs.operator(),
      incident:
        found.value === null || incident === null
          ? null
          : { id: incident, ...found.value, entries: found.value.entries.map((each) => this.#rowOf(each)) },
      mute: this.#mutes.of(entry.value.imei, entry.value.type),
    });
  }

  /** How many new ones pass a filter, by priority. */
  newOf(filter: AlarmFilter): Result<AlarmsNew> {
    const counts = { critical: 0, high: 0, medium: 0, low: 0 };
    let upTo = 0;
    for (const priority of alarmPriorities) {
      if (filter.priorities.length > 0 && !filter.priorities.includes(priority)) continue;
      const query = this.#queryOf({ ...filter, states: ['new'], priorities: [priority] });
      const ids = query === null ? succeed([]) : this.#inbox.ids(query, MOST_LISTED);
      if (!ids.ok) return ids;
      counts[priority] = ids.value.length;
      upTo = ids.value.reduce((most, id) => Math.max(most, id), upTo);
    }
    return succeed({ counts, upTo });
  }

  /** Acknowledges every new alarm that passes a filter, up to a line. */
  async acknowledgeAll(filter: AlarmFilter, upTo: number): Promise<Result<Acknowledged>> {
    const query = this.#queryOf({ ...filter, states: ['new'] });
    const ids = query === null ? succeed([]) : this.#inbox.ids(query, MOST_LISTED);
    return ids.ok ? this.hands.acknowledge(ids.value.filter((id) => id <= upTo)) : ids;
  }

  /** The ten minutes of track before the last repeat of an alarm (open-api.md 2.3). */
  async track(id: number): Promise<Result<AlarmTrack>> {
    const entry = this.#entry(id);
    if (!entry.ok) return entry;
    return readTrack(this.#needs.api, entry.value);
  }

  #taken(taken: readonly TakenIn[]): void {
    const known = new Set(this.#types);
    if (taken.some(({ isNew, type }) => isNew && !known.has(type))) {
      this.#types = this.#or(this.#inbox.types(), this.#types);
    }
    const muted = taken.filter((each) => each.muted);
    if (muted.length > 0) {
      const notes = muted.map(({ id, imei, type }) => ({
        id,
        text: String(this.#mutes.of(imei, type)?.until ?? ''),
      }));
      const at = Math.floor(this.#needs.timing.now());
      this.#or(this.#handling.remark(notes, 'muted', { by: '', at }), null);
    }
    this.#arrivals.add(taken);
    this.#changed();
  }

  #arrived(entry: AlarmEntry): void {
    const raised = this.#raisedOf(entry);
    const rule = this.#book.current.priorities[raised.priority];
    if (rule.sound !== 'none') this.#serial += 1;
    for (const listener of this.#raisedListeners) listener(raised);
    const recent = this.#needs.fleet.serverTime() - entry.lastAt < RECENT;
    if (rule.notify && recent) this.#notices.offer(raised);
    this.#changed();
  }

  /** What stands too long: escalates, and closes what closes by itself. */
  #look(): void {
    const now = Math.floor(this.#needs.timing.now());
    const { escalated } = this.#or(this.#watch.look(this.#book.current, this.#types, now), noneLooked);
    if (escalated.length > 0) this.#serial += 1;
    for (const entry of escalated) {
      const raised = this.#raisedOf(entry);
      for (const listener of this.#raisedListeners) listener(raised);
      this.#notices.offer(raised);
    }
    // The age of the feed is part of the status, so it is told even when nothing came in.
    this.#changed();
    this.#cancelLook = this.#needs.timing.after(LOOK_EVERY, () => {
      this.#look();
    });
  }

  #changed(): void {
    this.#version += 1;
    this.#told ??= this.#needs.timing.after(TELL_EVERY, () => {
      this.#told = null;
      const status = this.status();
      this.#needs.fleet.setAlarmed(status.alarmed);
      for (const listener of this.#listeners) listener(status);
    });
  }

  #alarmed(): string[] {
    const settings = this.#book.current;
    const types = this.#types.filter((type) => isMoreUrgent(shownType(settings, type).priority, 'medium'));
    return this.#or(this.#inbox.openDevices(types, MOST_ALARMED), []);
  }

  #queryOf(filter: AlarmFilter): InboxQuery | null {
    return queryOf(filter, this.#book.current, this.#types, (words) => this.#needs.fleet.search(words));
  }

  #entry(id: number): Result<AlarmEntry> {
    const found = this.#inbox.byIds([id]);
    if (!found.ok) return found;
    const [entry] = found.value;
    return entry === undefined ? fail({ code: 'provider.20005', concerns: String(id) }) : succeed(entry);
  }

  #rowOf(entry: AlarmEntry): AlarmRow {
    const device = this.#needs.fleet.device(entry.imei);
    return { ...entry, plate: device?.plate ?? '', name: device?.name ?? '', account: device?.account ?? '' };
  }

  #raisedOf(entry: AlarmEntry): RaisedAlarm {
    const { name, priority } = shownType(this.#book.current, entry.type);
    return { id: entry.id, title: name, device: this.#nameOf(entry.imei), priority };
  }

  #nameOf(imei: string): string {
    const device = this.#needs.fleet.device(imei);
    return device?.plate || device?.name || imei;
  }

  #or<T>(result: Result<T>, otherwise: T): T {
    if (result.ok) return result.value;
    this.#needs.onFailure(result.failure);
    return otherwise;
  }
}
