import type { Archive } from '../archive/database.ts';
import { clocksAgree } from '../archive/history-limits.ts';
import { PositionBlockStore } from '../archive/position-store.ts';
import type { Failure } from '../contract/errors.ts';
import type { LiveMessage } from '../contract/live.ts';
import type { Settings } from '../contract/settings.ts';
import type { TimeStatus } from '../contract/time-travel.ts';
import type { FleetService } from '../fleet/service.ts';
import { PositionRecorder } from '../playback/recorder.ts';
import { TimeTravel } from '../playback/time-travel.ts';

const TICK = 1_000;
const GIGABYTE = 1_000_000_000;

export interface TimeDeskNeeds {
  readonly settings: () => Settings;
  /** Unix milliseconds; null while the provider answers. */
  readonly offlineSince: () => number | null;
  readonly audit: (action: string, target: string) => void;
  readonly onFailure: (failure: Failure) => void;
}

/** Records positions, and leads the windows back to them. */
export class TimeDesk {
  readonly travel: TimeTravel;
  readonly #fleet: FleetService;
  readonly #recorder: PositionRecorder;
  readonly #shows = new Set<(messages: readonly LiveMessage[] | null) => void>();
  readonly #listeners = new Set<(status: TimeStatus) => void>();
  #timer: NodeJS.Timeout | null = null;

  constructor(
    archive: Archive,
    fleet: FleetService,
    { settings, offlineSince, audit, onFailure }: TimeDeskNeeds,
  ) {
    const store = new PositionBlockStore(archive);
    const { recorded } = fleet;
    this.#fleet = fleet;
    this.#recorder = new PositionRecorder({
      fleet: recorded,
      store,
      serverTime: () => fleet.serverTime(),
      now: Date.now,
      offlineSince,
      limits: () => {
        const { positionDays, positionGigabytes } = settings();
        // By a clock that runs ahead everything would be too old.
        const trusted = fleet.serverTimeTold && clocksAgree(fleet.serverTime(), Date.now() / 1_000);
        return { days: trusted ? positionDays : Infinity, bytes: positionGigabytes * GIGABYTE };
      },
      onFailure,
    });
    this.travel = new TimeTravel({
      store,
      recorder: this.#recorder,
      fleet: recorded,
      show: (messages) => {
        for (const show of this.#shows) show(messages);
      },
      onChange: (status) => {
        for (const listener of this.#listeners) listener(status);
      },
      onTurn: (at) => {
        if (at === null) audit('time.live', '');
        else audit('time.past', new Date(at * 1_000).toISOString());
      },
    });
  }

  start(): void {
    this.#recorder.start();
    this.#timer = setInterval(() => {
      // Until the provider has told its time, nothing was read, and no second is known to record it under.
      if (this.#fleet.serverTimeTold) this.#recorder.tick();
    }, TICK);
  }

  onShow(show: (messages: readonly LiveMessage[] | null) => void): void {
    this.#shows.add(show);
  }

  onChange(listener: (status: TimeStatus) => void): void {
    this.#listeners.add(listener);
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.travel.close();
    await this.#recorder.stop();
  }
}
