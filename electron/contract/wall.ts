import { z } from 'zod';
import { alarmPriorities } from './alarm.ts';
import { imei } from './device.ts';
import type { Failure } from './errors.ts';
import { vehicleStates } from './position.ts';

/** Most panes a wall window can hold, walls that can be kept, groups that can be kept. */
export const MOST_PANES = 9;
export const MOST_WALLS = 200;
export const MOST_GROUPS = 500;

const degrees = z.number().min(-540).max(540);
const shortText = z.string().max(200);
const itemId = z.string().min(1).max(100);

/** A name that people give: kept without spaces around it. */
export const wallName = z.string().trim().min(1).max(80);

/** Where a window stands, in device-independent pixels of the desktop. */
export const windowPlace = z.object({
  x: z.number().int().min(-100_000).max(100_000),
  y: z.number().int().min(-100_000).max(100_000),
  width: z.number().int().min(200).max(32_000),
  height: z.number().int().min(150).max(32_000),
  maximized: z.boolean(),
  fullScreen: z.boolean(),
});
export type WindowPlace = z.infer<typeof windowPlace>;

/** Places of a window by set-up of monitors (see `setUpKey` in desktop/places.ts). */
export const windowPlaces = z.record(z.string().max(2_000), windowPlace);
export type WindowPlaces = z.infer<typeof windowPlaces>;

/** Where a pane looks; degrees, zoom of MapLibre. */
export const paneCamera = z.object({
  lng: degrees,
  lat: z.number().min(-90).max(90),
  zoom: z.number().min(0).max(24),
});
export type PaneCamera = z.infer<typeof paneCamera>;

/** Which vehicles a pane shows: every part narrows, an empty part does not. */
export const paneFilter = z.object({
  /** Accounts with everything below them. */
  accounts: z.array(z.string().min(1).max(100)).max(2_000),
  /** Ids of saved groups. */
  groups: z.array(itemId).max(MOST_GROUPS),
  states: z.array(z.enum(vehicleStates)).max(vehicleStates.length),
  /** Models of devices, as the provider writes them. */
  types: z.array(shortText).max(500),
  /** Words that all have to occur in plate, name, IMEI, SIM, type or account. */
  query: shortText,
  /** West, south, east, north in degrees; east is beyond 180 where the box crosses that line. */
  box: z.tuple([degrees, degrees, degrees, degrees]).nullable(),
});
export type PaneFilter = z.infer<typeof paneFilter>;

export const noFilter: PaneFilter = {
  accounts: [],
  groups: [],
  states: [],
  types: [],
  query: '',
  box: null,
};

export const savedView = z.object({ name: wallName, camera: paneCamera });
export type SavedView = z.infer<typeof savedView>;

/** What moves the camera of a pane. */
export const paneMode = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('free') }),
  z.object({ kind: z.literal('follow'), imei }),
  z.object({ kind: z.literal('sight'), imeis: z.array(imei).min(1).max(200) }),
  z.object({ kind: z.literal('rotate'), seconds: z.number().int().min(3).max(3_600) }),
  z.object({
    kind: z.literal('alarm'),
    /** Which alarms it goes to. Walls from before this was asked go to what is urgent. */
    priorities: z.array(z.enum(alarmPriorities)).min(1).max(4).default(['critical', 'high']),
  }),
]);
export type PaneMode = z.infer<typeof paneMode>;

export const paneLabels = ['none', 'plate', 'name', 'speed'] as const;

export const pane = z.object({
  id: itemId,
  /** null: the pane shows all it has, until somebody looks elsewhere. */
  camera: paneCamera.nullable(),
  /** Id of a basemap; one that is not there any more is shown as the built-in one. */
  basemap: shortText,
  labels: z.enum(paneLabels),
  filter: paneFilter,
  mode: paneMode,
  /** Views to rotate through and to return to. */
  views: z.array(savedView).max(50),
});
export type Pane = z.infer<typeof pane>;

/** How a window is divided: a tree of rows and columns with the pane ids at its leaves. */
export type PaneLayout =
  | { readonly kind: 'pane'; readonly pane: string }
  | {
      readonly kind: 'split';
      readonly direction: 'row' | 'column';
      /** Share of each child, adding up to 1. */
      readonly fractions: readonly number[];
      readonly children: readonly PaneLayout[];
    };

export const paneLayout: z.ZodType<PaneLayout> = z.lazy(() =>
  z.union([
    z.object({ kind: z.literal('pane'), pane: itemId }),
    z
      .object({
        kind: z.literal('split'),
        direction: z.enum(['row', 'column']),
        fractions: z.array(z.number().min(0.01).max(1)).min(2).max(MOST_PANES),
        children: z.array(paneLayout).min(2).max(MOST_PANES),
      })
      .refine(({ fractions, children }) => fractions.length === children.length, {
        message: 'Every part of a split needs its share',
      })
      .refine(({ fractions }) => Math.abs(fractions.reduce((sum, part) => sum + part, 0) - 1) < 0.01, {
        message: 'The shares of a split have to add up to 1',
      }),
  ]),
);

/** Pane ids of a layout from left to right and top to bottom. */
export function panesOf(layout: PaneLayout): string[] {
  return layout.kind === 'pane' ? [layout.pane] : layout.children.flatMap(panesOf);
}

/** What a wall window shows. */
export const wallContent = z
  .object({ layout: paneLayout, panes: z.array(pane).min(1).max(MOST_PANES) })
  .refine(
    ({ layout, panes }) => {
      const placed = panesOf(layout).toSorted();
      const given = panes.map(({ id }) => id).toSorted();
      return (
        new Set(placed).size === placed.length &&
        placed.length === given.length &&
        placed.every((id, at) => id === given[at])
      );
    },
    { message: 'Every pane needs exactly one place in the layout' },
  );
export type WallContent = z.infer<typeof wallContent>;

export const wallWindow = z.object({ id: itemId, places: windowPlaces, content: wallContent });
export type WallWindow = z.infer<typeof wallWindow>;

export const wall = z.object({
  id: itemId,
  name: wallName,
  /** Whether it opens full screen on every monitor and asks before it closes. */
  kiosk: z.boolean(),
  windows: z.array(wallWindow).min(1).max(32),
});
export type Wall = z.infer<typeof wall>;

/** A set of devices that somebody named, to filter panes with. */
export const vehicleGroup = z.object({
  id: itemId,
  name: wallName,
  imeis: z.array(imei).max(100_000),
});
export type VehicleGroup = z.infer<typeof vehicleGroup>;

/** A saved wall in a list; its place in the list is its number for Alt+1 to Alt+9. */
export interface WallSummary {
  readonly id: string;
  readonly name: string;
  readonly windows: number;
  readonly panes: number;
  readonly open: boolean;
  /** It is open and shows something else than what was saved. */
  readonly changed: boolean;
}

/** What becomes of the changes of a wall that gives way. */
export const unsavedChoices = ['save', 'discard'] as const;
export type UnsavedChoice = (typeof unsavedChoices)[number];

/** Everything that all windows share about walls. */
export interface WallsStatus {
  readonly walls: readonly WallSummary[];
  /** The wall that opens when the console starts; null for what was open last. */
  readonly startWall: string | null;
  readonly groups: readonly VehicleGroup[];
  /** Files that could not be read at the start and were set aside. */
  readonly problems: readonly Failure[];
  /** Whether the console starts with the machine; null where the system offers no way. */
  readonly startsWithMachine: boolean | null;
}

/** What one wall window needs to know of itself. */
export interface WallWindowState {
  readonly windowId: string;
  /** The saved wall it belongs to; null while it has no name. */
  readonly wall: { readonly id: string; readonly name: string } | null;
  /** Whether the wall fills its monitors and asks before it closes. */
  readonly kiosk: boolean;
  /** Its place among the windows of its wall that are open, counted from 1. */
  readonly number: number;
  readonly content: WallContent;
}

/** An alarm that a pane is lent to. */
export interface LentAlarm {
  readonly id: number;
  readonly type: number;
  readonly imei: string;
  /** Degrees; null without a place. */
  readonly longitude: number | null;
  readonly latitude: number | null;
}

/** A pane that shows an alarm for a while instead of what it shows by itself. */
export interface PaneLoan {
  readonly windowId: string;
  readonly paneId: string;
  readonly alarm: LentAlarm;
  /** Unix milliseconds of this computer; null while somebody keeps it. */
  readonly until: number | null;
}

/** An empty pane of its own. */
export function newPane(id: string): Pane {
  return {
    id,
    camera: null,
    basemap: 'builtin',
    labels: 'none',
    filter: noFilter,
    mode: { kind: 'free' },
    views: [],
  };
}
