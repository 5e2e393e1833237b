import { NO_NUMBER } from '../../electron/contract/live.ts';
import type { PositionColumns } from '../../electron/contract/live.ts';
import type { LiveFeed } from './live-feed.ts';

/** The window's feed in the form that maps read (`VehicleSource` of the map). */
export interface FleetSource {
  readonly columns: PositionColumns;
  readonly size: number;
  serverTime(): number;
  label(slot: number, choice: 'plate' | 'name' | 'speed'): string;
  onChange(listener: (change: { readonly slots: null }) => void): () => void;
}

/**
 * The window's feed as a map reads it.
 *
 * @param speedText text of a speed in km/h, in the user's units
 */
export function fleetSource(feed: LiveFeed, speedText: (kilometresPerHour: number) => string): FleetSource {
  return {
    get columns() {
      return feed.columns;
    },
    get size() {
      return Math.min(feed.directory.size, feed.columns.state.length);
    },
    serverTime: () => feed.serverNow(),
    label: (slot, choice) => {
      const { directory, columns } = feed;
      if (choice === 'plate') return directory.label(slot);
      if (choice === 'name') return directory.name[slot] ?? '';
      const speed = columns.speed[slot] ?? NO_NUMBER;
      return speed === NO_NUMBER ? '' : speedText(speed);
    },
    onChange: (listener) =>
      feed.onChange((change) => {
        if (change.positions || change.directory) listener({ slots: null });
      }),
  };
}
