import type { TemplateShelf } from '../../administration/templates.ts';
import type { AlarmSettings } from '../../contract/alarm-desk.ts';
import type { Failure } from '../../contract/errors.ts';
import { fail, type Result } from '../../contract/result.ts';
import type { DataPlaces, Settings } from '../../contract/settings.ts';
import type { FileKind } from '../../desktop/dialogs.ts';
import type { Caller } from '../../desktop/ipc.ts';
import type { ArchiveCare } from '../archive-care.ts';
import type { BasemapBook } from '../basemaps.ts';
import type { OwnSound } from '../alarms.ts';
import type { SessionService } from '../session.ts';
import type { Walls } from '../../walls/walls.ts';
import type { TownFinder } from '../towns.ts';
import type { Leaving } from '../leaving.ts';
import type { SignedIn } from '../signed-in.ts';

/** What the calls lean on. Desktop things come as functions, so that nothing here knows Electron. */
export interface HandlerNeeds {
  readonly session: SessionService<SignedIn>;
  readonly settings: { read(): Settings; change(patch: Partial<Settings>): Result<Settings> };
  readonly places: () => DataPlaces;
  readonly exportsFolder: () => string;
  readonly leaving: Leaving;
  readonly askTarget: (from: Caller, suggested: string) => Promise<string | null>;
  readonly askFolder: (from: Caller, current: string) => Promise<string | null>;
  /** Where to save a file of some kind; null when cancelled. */
  readonly askSave: (from: Caller, suggested: string, kind: FileKind) => Promise<string | null>;
  readonly askOpen: (from: Caller, kind: FileKind) => Promise<string | null>;
  /** A whole HTML document as a PDF, in memory. */
  readonly printToPdf: (html: string) => Promise<Uint8Array>;
  readonly templates: TemplateShelf;
  readonly showInFolder: (path: string) => void;
  readonly openLink: (url: string) => Promise<boolean>;
  readonly care: ArchiveCare;
  /** Failures that no window was there to hear; each is given once. */
  readonly untold: () => readonly Failure[];
  readonly basemaps: BasemapBook;
  readonly tileCache: { cacheSize(): Promise<number>; clearCache(): Promise<void> };
  /** Asks for a PMTiles file; null when the user cancelled. */
  readonly askArchive: (from: Caller) => Promise<string | null>;
  readonly alarms: {
    readonly sound: OwnSound;
    readonly askSound: (from: Caller) => Promise<string | null>;
    readonly onSettings: (settings: AlarmSettings) => void;
    readonly show: (id: number | null) => void;
  };
  readonly towns: TownFinder;
  readonly walls: Walls;
  /** The id of the window that a page belongs to; '' for one that is closing. */
  readonly windowIdOf: (from: Caller) => string;
}

const signedOut: Failure = { code: 'session.signedOut' };

/** Does `work` with the services of whoever is signed in; `session.signedOut` when nobody is. */
export async function withServices<T>(
  session: SessionService<SignedIn>,
  work: (services: SignedIn) => Result<T> | Promise<Result<T>>,
): Promise<Result<T>> {
  const services = session.services();
  return services === null ? fail(signedOut) : work(services);
}
