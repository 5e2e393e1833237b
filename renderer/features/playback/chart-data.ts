import type { AlignedData } from 'uplot';
import { NO_NUMBER } from '../../../electron/contract/live.ts';
import type { TrackColumns } from '../../../electron/contract/track.ts';

/** Pixels left and right of the plot, for the words of its axis; the slider below begins and ends with it. */
export const PLOT_LEFT = 64;
export const PLOT_RIGHT = 12;

/** Points of one line for the chart: times ascend, null breaks the line. */
export interface ChartLine {
  readonly times: number[];
  readonly speeds: (number | null)[];
}

/** Speeds over time; broken where nothing is known. @param factor from km/h to the unit shown */
export function chartLine(columns: TrackColumns, gaps: ReadonlySet<number>, factor: number): ChartLine {
  const times: number[] = [];
  const speeds: (number | null)[] = [];
  for (let row = 0; row < columns.time.length; row += 1) {
    const time = columns.time[row] ?? 0;
    const told = columns.speed[row] ?? NO_NUMBER;
    const speed = told === NO_NUMBER ? null : told * factor;
    // A chart has one value a moment: of several points in one second the fastest.
    if (times.at(-1) === time) speeds[speeds.length - 1] = higher(speeds.at(-1) ?? null, speed);
    else {
      times.push(time);
      speeds.push(speed);
    }
    if (gaps.has(row)) {
      times.push(time + 0.5);
      speeds.push(null);
    }
  }
  return { times, speeds };
}

function higher(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.max(one, other);
}

/** Lines with times of their own on one axis: `undefined` bridges, null breaks. */
export function joinLines(lines: readonly ChartLine[]): AlignedData {
  const [only] = lines;
  if (only !== undefined && lines.length === 1) return [only.times, only.speeds];
  const all = [...new Set(lines.flatMap(({ times }) => times))].sort((a, b) => a - b);
  const places = new Map(all.map((time, place) => [time, place]));
  const columns = lines.map(({ times, speeds }) => {
    const column = new Array<number | null | undefined>(all.length).fill(undefined);
    times.forEach((time, row) => {
      column[places.get(time) ?? 0] = speeds[row] ?? null;
    });
    return column;
  });
  return [all, ...columns];
}
