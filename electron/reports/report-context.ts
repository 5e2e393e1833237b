import type { OpenApi } from '../openapi/api.ts';
import type { DataSheets } from './data-sheets.ts';
import type { Gaps } from './gaps.ts';
import type { PlaceNames } from './place-names.ts';
import type { ReportArchive, ReportDevice, ReportTracks } from './ports.ts';
import type { Provenance } from './provenance.ts';
import type { Reach } from './reach.ts';
import type { RunControl } from './run-control.ts';
import type { SheetPart } from './workbook/model.ts';
import type { ZoneClock } from './zone.ts';

/** Everything the writing of one report leans on. */
export interface ReportContext {
  /** Null while nobody is signed in: the archive alone is read. */
  readonly api: () => OpenApi | null;
  readonly archive: ReportArchive;
  readonly tracks: ReportTracks;
  readonly places: PlaceNames;
  readonly zone: ZoneClock;
  readonly workbook: DataSheets;
  readonly control: RunControl;
  readonly reach: Reach;
  readonly gaps: Gaps;
  readonly provenance: Provenance;
  /** Unix seconds. */
  readonly now: () => number;
  readonly devices: readonly ReportDevice[];
  readonly progress: Progress;
}

/** How far a report has come; tells its listener of every change. */
export class Progress {
  readonly #changed: () => void;
  #done = 0;
  #total = 0;
  #rows = 0;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get done(): number {
    return this.#done;
  }

  get total(): number {
    return this.#total;
  }

  get rows(): number {
    return this.#rows;
  }

  expect(total: number): void {
    this.#total = total;
    this.#changed();
  }

  advance(done: number): void {
    this.#done += done;
    this.#changed();
  }

  addRows(rows: number): void {
    this.#rows += rows;
    this.#changed();
  }
}

/** What a report wrote, for its cover. */
export interface WrittenReport {
  readonly parts: readonly SheetPart[];
  readonly cutTexts: number;
  /** What the reader has to know, in plain words. */
  readonly notes: readonly string[];
}
