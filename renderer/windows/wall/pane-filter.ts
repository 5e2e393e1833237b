import type { Bounds, PositionColumns } from '../../../electron/contract/live.ts';
import { vehicleStates } from '../../../electron/contract/position.ts';
import type { PaneFilter, VehicleGroup } from '../../../electron/contract/wall.ts';
import type { AccountTree } from '../../bridge/account-tree.ts';
import { withBelow } from '../../bridge/account-tree.ts';
import { findDevices, queryWords } from '../../bridge/device-search.ts';
import type { Directory } from '../../bridge/directory.ts';
import { within } from '../../map/in-sight.ts';

/** Whether a filter lets everything pass. */
export function passesAll(filter: PaneFilter): boolean {
  const { accounts, groups, states, types, query, box } = filter;
  const lists = accounts.length + groups.length + states.length + types.length;
  return lists === 0 && box === null && queryWords(query).length === 0;
}

/** Whether what passes changes while vehicles move. */
export function followsPositions(filter: PaneFilter): boolean {
  return filter.states.length > 0 || filter.box !== null;
}

/** What a filter is judged with. */
export interface FilterWorld {
  readonly directory: Directory;
  readonly columns: PositionColumns;
  readonly tree: AccountTree;
  readonly groups: readonly VehicleGroup[];
}

/** Slots that pass, ascending. A group that is not there any more lets nobody pass. */
export function passing(filter: PaneFilter, { directory, columns, tree, groups }: FilterWorld): Uint32Array {
  const found = findDevices(directory, columns, {
    query: filter.query,
    states:
      filter.states.length === 0 ? null : new Set(filter.states.map((state) => vehicleStates.indexOf(state))),
    accounts: filter.accounts.length === 0 ? null : withBelow(tree, filter.accounts),
  });
  const types = filter.types.length === 0 ? null : new Set(filter.types);
  const members = filter.groups.length === 0 ? null : membersOf(filter.groups, groups);
  const { box } = filter;
  if (types === null && members === null && box === null) return found;
  return found.filter(
    (slot) =>
      (types?.has(directory.type[slot] ?? '') ?? true) &&
      (members?.has(directory.imei[slot] ?? '') ?? true) &&
      (box === null || within(box, columns, slot)),
  );
}

/** One byte a slot for the map, 0 hides; null when everything passes. */
export function maskOf(filter: PaneFilter, world: FilterWorld): Uint8Array | null {
  if (passesAll(filter)) return null;
  const mask = new Uint8Array(world.directory.size);
  for (const slot of passing(filter, world)) mask[slot] = 1;
  return mask;
}

function membersOf(ids: readonly string[], groups: readonly VehicleGroup[]): Set<string> {
  return new Set(groups.filter(({ id }) => ids.includes(id)).flatMap(({ imeis }) => imeis));
}

/** What one pane shows: its mask (null = all) and the part of the world in it. */
export interface PaneSight {
  readonly mask: Uint8Array | null;
  readonly bounds: Bounds;
}

/**
 * How many vehicles pass the filter of at least one pane, by code of `vehicleStates`: wherever the panes look, so that
 * the numbers are those of the panes' titles and of the console, vehicles without a place included.
 */
export function countPassing(
  panes: readonly Pick<PaneSight, 'mask'>[],
  { directory, columns }: Pick<FilterWorld, 'directory' | 'columns'>,
): number[] {
  const counts = vehicleStates.map(() => 0);
  for (let slot = 0; slot < directory.size; slot += 1) {
    if (directory.imei[slot] === '') continue;
    if (!panes.some(({ mask }) => mask === null || mask[slot] === 1)) continue;
    const code = columns.state[slot] ?? 0;
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}
