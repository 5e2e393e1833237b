import { z } from 'zod';
import { gives, id, nothing } from '../call.ts';
import { imei } from '../device.ts';
import {
  unsavedChoices,
  wallContent,
  wallName,
  type PaneLoan,
  type VehicleGroup,
  type WallsStatus,
  type WallWindowState,
} from '../wall.ts';

/** Walls: kept, opened, shared. `id` names a saved wall. */
export const wallCalls = {
  'walls.status': gives<WallsStatus>()(nothing),
  /**
   * Opens a saved wall as it was saved, in the place of the saved wall that is open. `wall.changed` names the open one
   * when it was changed and `unsaved` is to ask.
   */
  'walls.open': gives<WallsStatus>()(
    z.object({ id: z.string().min(1).max(100), unsaved: z.enum(['ask', ...unsavedChoices]) }),
  ),
  'walls.rename': gives<WallsStatus>()(z.object({ id: z.string().min(1).max(100), name: wallName })),
  'walls.duplicate': gives<WallsStatus>()(id),
  'walls.remove': gives<WallsStatus>()(id),
  'walls.setStart': gives<WallsStatus>()(z.object({ id: z.string().min(1).max(100).nullable() })),
  /** Asks for a file; null when the user cancelled, else its path. */
  'walls.export': gives<string | null>()(id),
  /** Asks for a file; null when the user cancelled. */
  'walls.import': gives<WallsStatus | null>()(nothing),
  'walls.startWithMachine': gives<WallsStatus>()(z.object({ on: z.boolean() })),

  /** About the window that calls. */
  'walls.window': gives<WallWindowState>()(nothing),
  /** What the window shows now: kept at once, so that it is back after a power cut. */
  'walls.keep': gives<null>()(wallContent),
  /** Saves the wall that the window belongs to with all its windows; a wall without a name gets this one. */
  'walls.save': gives<WallWindowState>()(z.object({ name: wallName.nullable() })),
  /** Closes the window that calls, after its wall was saved or without. */
  'walls.closeWindow': gives<null>()(z.object({ unsaved: z.enum(unsavedChoices) })),
  /** Opens one more window of the same wall. */
  'walls.addWindow': gives<null>()(nothing),
  /** Opens a window of its own that follows one vehicle. */
  'walls.openVehicle': gives<null>()(z.object({ imei })),
  /** Panes that are lent to alarms now, of all windows; each change is an event of the same name. */
  'walls.lent': gives<readonly PaneLoan[]>()(nothing),
  /** The alarm stays in a pane until it is given back. */
  'walls.keepLent': gives<null>()(id),
  'walls.giveBack': gives<null>()(id),
  /** An operator works in a pane. `id` names the pane. */
  'walls.touched': gives<null>()(id),
  /** Full screen on every monitor, awake, asking before it closes; or back. */
  'walls.kiosk': gives<WallWindowState>()(z.object({ on: z.boolean() })),

  'groups.save': gives<VehicleGroup>()(
    z.object({ name: wallName, imeis: z.array(imei).min(1).max(100_000) }),
  ),
  'groups.remove': gives<null>()(id),
} as const;
