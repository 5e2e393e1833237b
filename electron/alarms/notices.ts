import { alarmPriorities } from '../contract/alarm.ts';
import type { RaisedAlarm } from '../contract/alarm-desk.ts';
import type { Timing } from '../openapi/timing.ts';

/** So many notifications of the system are shown one by one within so many milliseconds; what comes beyond is told in one. */
const MOST = 3;
const WINDOW = 10_000;

/** Keeps notifications of the system few: a flood of alarms is told as a number, not as a flood of windows. */
export class NoticeGate {
  readonly #timing: Pick<Timing, 'after'>;
  readonly #show: (notice: RaisedAlarm) => void;
  #shown = 0;
  #more = 0;
  #worst: RaisedAlarm | null = null;
  #cancel: (() => void) | null = null;

  constructor(timing: Pick<Timing, 'after'>, show: (notice: RaisedAlarm) => void) {
    this.#timing = timing;
    this.#show = show;
  }

  offer(raised: RaisedAlarm): void {
    this.#cancel ??= this.#timing.after(WINDOW, () => {
      this.#end();
    });
    if (this.#shown < MOST) {
      this.#shown += 1;
      this.#show(raised);
      return;
    }
    this.#more += 1;
    if (this.#worst === null || urgency(raised) < urgency(this.#worst)) this.#worst = raised;
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #end(): void {
    const worst = this.#worst;
    const more = this.#more;
    this.#cancel = null;
    this.#shown = 0;
    this.#more = 0;
    this.#worst = null;
    if (worst === null) return;
    const title = more === 1 ? worst.title : `${more} more alarms`;
    const device = more === 1 ? worst.device : `${worst.title}, ${worst.device}`;
    this.#show({ ...worst, title, device });
  }
}

function urgency({ priority }: RaisedAlarm): number {
  return alarmPriorities.indexOf(priority);
}
