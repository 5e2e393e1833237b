import type { LentAlarm, PaneLoan, PaneMode } from '../contract/wall.ts';

/** A pane of an open wall window, and how it is used. */
export interface OpenPane {
  readonly windowId: string;
  readonly paneId: string;
  readonly mode: PaneMode['kind'];
  readonly kiosk: boolean;
}

/** What is known of a pane's use. */
export interface PaneUse {
  /** Unix milliseconds; 0 = never since it is open. */
  readonly touchedAt: number;
  /** When it was lent, Unix milliseconds; null while it is not. */
  readonly lentAt: number | null;
  /** Somebody wants the alarm to stay in it. */
  readonly kept: boolean;
}

/** Milliseconds for which a pane that somebody touched is theirs. */
export const IN_HAND = 60_000;
/** Milliseconds after the last touch before a lent pane is given back under somebody's hands. */
const LET_GO = 10_000;

/**
 * The pane that takes an alarm: the least used one, alarm panes before others, the last of the window before the
 * first. A kiosk pane that was touched within the last minute never does, another such pane only when there is no
 * other. One that is lent already gives way only when all are, the one lent longest ago first; one that somebody keeps
 * never does.
 *
 * @param now Unix milliseconds
 */
export function paneFor(
  panes: readonly OpenPane[],
  useOf: (paneId: string) => PaneUse,
  now: number,
): OpenPane | null {
  const ranked = panes.flatMap((pane, at) => {
    const { touchedAt, lentAt, kept } = useOf(pane.paneId);
    const inHand = now - touchedAt < IN_HAND;
    if (kept || (pane.kiosk && inHand)) return [];
    const rank = [lentAt ?? 0, inHand ? 1 : 0, pane.mode === 'alarm' ? 0 : 1, touchedAt, -at];
    return [{ pane, rank }];
  });
  ranked.sort((a, b) => {
    const place = a.rank.findIndex((value, at) => value !== b.rank[at]);
    return place < 0 ? 0 : (a.rank[place] ?? 0) - (b.rank[place] ?? 0);
  });
  return ranked[0]?.pane ?? null;
}

export interface ChoreographyNeeds {
  readonly panes: () => readonly OpenPane[];
  readonly now: () => number;
  /** Calls back once after `milliseconds`; gives what cancels it. */
  readonly after: (milliseconds: number, callback: () => void) => () => void;
  /** All panes that are lent now. */
  readonly onLoans: (loans: readonly PaneLoan[]) => void;
}

interface Loan {
  readonly alarm: LentAlarm;
  readonly lentAt: number;
  readonly until: number | null;
  readonly cancel: (() => void) | null;
}

/** Lends panes of the walls to alarms for a while, and gives them back. What a pane shows by itself is not touched. */
export class Choreography {
  readonly #needs: ChoreographyNeeds;
  readonly #touched = new Map<string, number>();
  readonly #loans = new Map<string, Loan>();

  constructor(needs: ChoreographyNeeds) {
    this.#needs = needs;
  }

  /** Panes that are lent, with those that were closed meanwhile taken out. */
  loans(): PaneLoan[] {
    const windows = new Map(this.#needs.panes().map(({ paneId, windowId }) => [paneId, windowId]));
    return [...this.#loans].flatMap(([paneId, { alarm, until }]) => {
      const windowId = windows.get(paneId);
      return windowId === undefined ? [] : [{ windowId, paneId, alarm, until }];
    });
  }

  /** An operator did something in a pane. */
  touch(paneId: string): void {
    this.#touched.set(paneId, this.#needs.now());
  }

  /** Shows an alarm in a pane for so many seconds; false when no pane can take it. */
  bring(alarm: LentAlarm, seconds: number): boolean {
    const { panes, now, after } = this.#needs;
    const open = panes();
    this.#forgetAllBut(open);
    const same = open.find(({ paneId }) => this.#loans.get(paneId)?.alarm.imei === alarm.imei);
    const pane = same ?? paneFor(open, (paneId) => this.#useOf(paneId), now());
    if (pane === null) return false;
    const before = this.#loans.get(pane.paneId);
    const kept = same !== undefined && before?.until === null;
    before?.cancel?.();
    const { paneId } = pane;
    const lentAt = now();
    this.#loans.set(paneId, {
      alarm,
      lentAt,
      until: kept ? null : lentAt + seconds * 1_000,
      cancel: kept ? null : after(seconds * 1_000, () => this.#due(paneId)),
    });
    this.#tell();
    return true;
  }

  /** The alarm stays in its pane until somebody gives the pane back. */
  keep(paneId: string): void {
    const loan = this.#loans.get(paneId);
    if (loan === undefined) return;
    loan.cancel?.();
    this.#loans.set(paneId, { ...loan, until: null, cancel: null });
    this.#tell();
  }

  giveBack(paneId: string): void {
    this.#loans.get(paneId)?.cancel?.();
    if (this.#loans.delete(paneId)) this.#tell();
  }

  /** Gives everything back. */
  end(): void {
    for (const { cancel } of this.#loans.values()) cancel?.();
    if (this.#loans.size === 0) return;
    this.#loans.clear();
    this.#tell();
  }

  #due(paneId: string): void {
    const loan = this.#loans.get(paneId);
    if (loan === undefined) return;
    const now = this.#needs.now();
    const wait = this.#touchedAt(paneId) + LET_GO - now;
    if (wait <= 0) {
      this.giveBack(paneId);
      return;
    }
    const cancel = this.#needs.after(wait, () => this.#due(paneId));
    this.#loans.set(paneId, { ...loan, until: now + wait, cancel });
    this.#tell();
  }

  #useOf(paneId: string): PaneUse {
    const loan = this.#loans.get(paneId);
    return {
      touchedAt: this.#touchedAt(paneId),
      lentAt: loan?.lentAt ?? null,
      kept: loan?.until === null,
    };
  }

  /** A touch that a clock set back has put into the future holds nothing: nobody knows how long ago it was. */
  #touchedAt(paneId: string): number {
    const at = this.#touched.get(paneId) ?? 0;
    return at > this.#needs.now() ? 0 : at;
  }

  #forgetAllBut(open: readonly OpenPane[]): void {
    const ids = new Set(open.map(({ paneId }) => paneId));
    for (const paneId of this.#touched.keys()) if (!ids.has(paneId)) this.#touched.delete(paneId);
    for (const [paneId, { cancel }] of this.#loans) {
      if (ids.has(paneId)) continue;
      cancel?.();
      this.#loans.delete(paneId);
    }
  }

  #tell(): void {
    this.#needs.onLoans(this.loans());
  }
}
