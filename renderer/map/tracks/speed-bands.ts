import { NO_NUMBER } from '../../../electron/contract/live.ts';
import type { MapTheme } from '../theme.ts';

/** Upper ends of the bands in km/h; the last has none. No band is red: red belongs to alarms. */
export const bandEnds = [5, 30, 60, 90, 120] as const;

export const bandColours: Readonly<Record<MapTheme, readonly string[]>> = {
  dark: ['#7288a3', '#5aa9e6', '#3ddc97', '#e9e25a', '#f5a94a', '#e58bf0'],
  light: ['#7b8ca1', '#1d6fb8', '#0b8a55', '#a08a00', '#c05c00', '#a21caf'],
};

/** Number of the band of a speed in km/h; an unknown one counts as standing. */
export function bandOf(speed: number): number {
  if (speed === NO_NUMBER) return 0;
  const band = bandEnds.findIndex((end) => speed <= end);
  return band < 0 ? bandEnds.length : band;
}
