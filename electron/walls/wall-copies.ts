import type { PaneLayout, VehicleGroup, Wall, WallContent } from '../contract/wall.ts';

/** `name`, or `name (2)`, `name (3)` ... : the first that is free. */
export function freeName(name: string, taken: (name: string) => boolean): string {
  if (!taken(name)) return name;
  const stem = name.replace(/ \(\d+\)$/u, '').slice(0, 74);
  for (let number = 2; ; number += 1) {
    const tried = `${stem} (${number})`;
    if (!taken(tried)) return tried;
  }
}

/** The groups that the panes of a wall are filtered by. */
export function groupsUsed(wall: Wall, groups: readonly VehicleGroup[]): VehicleGroup[] {
  const used = new Set(
    wall.windows.flatMap(({ content }) => content.panes.flatMap(({ filter }) => filter.groups)),
  );
  return groups.filter(({ id }) => used.has(id));
}

/** The same wall with ids of its own, and its groups under the ids they have here. */
export function withNewIds(wall: Wall, newId: () => string, groupIds: ReadonlyMap<string, string>): Wall {
  return {
    ...wall,
    id: newId(),
    windows: wall.windows.map((window) => ({
      ...window,
      id: newId(),
      content: contentWithNewIds(window.content, newId, groupIds),
    })),
  };
}

function contentWithNewIds(
  content: WallContent,
  newId: () => string,
  groupIds: ReadonlyMap<string, string>,
): WallContent {
  const paneIds = new Map(content.panes.map(({ id }) => [id, newId()]));
  const moved = (layout: PaneLayout): PaneLayout =>
    layout.kind === 'pane'
      ? { kind: 'pane', pane: paneIds.get(layout.pane) ?? layout.pane }
      : { ...layout, children: layout.children.map(moved) };
  return {
    layout: moved(content.layout),
    panes: content.panes.map((pane) => ({
      ...pane,
      id: paneIds.get(pane.id) ?? pane.id,
      filter: { ...pane.filter, groups: pane.filter.groups.map((id) => groupIds.get(id) ?? id) },
    })),
  };
}

const MOST_SET_UPS = 20;

/** A wall with the places of the set-ups of monitors that were used last, so that its file does not grow for ever. */
export function withPlaces(wall: Wall): Wall {
  return {
    ...wall,
    windows: wall.windows.map((window) => ({
      ...window,
      places: Object.fromEntries(Object.entries(window.places).slice(-MOST_SET_UPS)),
    })),
  };
}
