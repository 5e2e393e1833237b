import { BrowserWindow, type WebContents } from 'electron';
import type { WindowPlace, WindowPlaces } from '../contract/wall.ts';
import { Awake } from './awake.ts';
import { fill } from './fill.ts';
import { Monitors } from './monitors.ts';
import { APP_ORIGIN, hashOf, pauseBeforeReload } from './page-rules.ts';
import { arrange, cascade, setUpKey, wallPlace, type Placed, type Rectangle } from './places.ts';

export type WindowKind = 'console' | 'wall';

export interface WindowsOptions {
  readonly preload: string;
  readonly devServer: string | null;
  readonly icon: string | null;
  /** The console was opened, moved or arranged: where it stands in each set-up of monitors. */
  readonly onConsoleMoved: (places: WindowPlaces) => void;
  readonly onWallMoved: (id: string) => void;
  /** The user closed a wall window while others stay open. */
  readonly onWallClosed: (id: string) => void;
  /** Whether a wall window that somebody closes may close now; else its page asks. */
  readonly mayCloseWall: (id: string) => boolean;
  /** A page died; the window reloads itself at once, later when it dies over and over. */
  readonly onCrash: (kind: WindowKind, reason: string) => void;
}

interface Entry {
  readonly kind: WindowKind;
  readonly window: BrowserWindow;
  places: WindowPlaces;
  kiosk: boolean;
  /** Ends the watch over a window that fills a monitor; null for one that fills none. */
  filling: (() => void) | null;
  /** It closes without a question. */
  closing: boolean;
  /** When its page died, in milliseconds of a clock that nobody sets. */
  deaths: number[];
}

const CONSOLE = 'console';
/** Milliseconds without a further move before a place is remembered. */
const MOVE_QUIET = 250;
/** Milliseconds from asking for a window to be shown until it surely is. */
const SHOWN_AFTER = 250;

const consoleSize = { width: 1440, height: 900 };

/** All windows of the console: opens them, and keeps each at its place in every set-up of monitors. */
export class Windows {
  readonly #options: WindowsOptions;
  readonly #open = new Map<string, Entry>();
  readonly #awake = new Awake();
  readonly #monitors = new Monitors(() => {
    this.#settle();
  });
  #settled = '';
  #moved: NodeJS.Timeout | null = null;
  #consolePlaces: WindowPlaces;
  /** Where the wall window stood that was closed last. */
  #lastWall: Rectangle | null = null;
  #closingAll = false;

  /** `consolePlaces`: where the console stood before. */
  constructor(options: WindowsOptions, consolePlaces: WindowPlaces) {
    this.#options = options;
    this.#consolePlaces = consolePlaces;
  }

  /** Opens the console. Call when Electron is ready. */
  start(): void {
    this.#monitors.start();
    this.#settled = setUpKey(this.#monitors.now());
    this.focusConsole();
  }

  /** Opens a wall window, or puts an open one to its place. */
  openWall(id: string, places: WindowPlaces, kiosk: boolean): void {
    const open = this.#open.get(id);
    if (open === undefined) this.#make('wall', id, places, kiosk);
    else {
      open.places = places;
      open.kiosk = kiosk;
      this.#arrange([id]);
      bringToFront(open.window);
    }
    this.#stayAwake();
  }

  closeWall(id: string): void {
    const entry = this.#open.get(id);
    if (entry?.kind !== 'wall') return;
    entry.kiosk = false;
    entry.closing = true;
    entry.window.close();
  }

  focusWall(id: string): void {
    const entry = this.#open.get(id);
    if (entry !== undefined) bringToFront(entry.window);
  }

  /** Brings the console to the front, opening it when it was closed. */
  focusConsole(): void {
    const open = this.#open.get(CONSOLE);
    if (open === undefined) this.#make('console', CONSOLE, this.#consolePlaces, false);
    else bringToFront(open.window);
  }

  /** Where a window stood in each set-up of monitors; where it stands now included. */
  placesOf(id: string): WindowPlaces {
    this.#record();
    return this.#open.get(id)?.places ?? {};
  }

  monitorCount(): number {
    return this.#monitors.now().length;
  }

  /** The id of the window that a page belongs to; null when it is none of ours. */
  idOf(contents: WebContents): string | null {
    for (const [id, { window }] of this.#open) if (window.webContents.id === contents.id) return id;
    return null;
  }

  windowOf(contents: WebContents): BrowserWindow | null {
    return (
      [...this.#open.values()].find(({ window }) => window.webContents.id === contents.id)?.window ?? null
    );
  }

  audience(): WebContents[] {
    return [...this.#open.values()].map(({ window }) => window.webContents);
  }

  /** Closes everything without forgetting what was open. */
  closeAll(): void {
    this.#closingAll = true;
    this.#stopMoved();
    for (const { window } of this.#open.values()) window.destroy();
  }

  #make(kind: WindowKind, id: string, places: WindowPlaces, kiosk: boolean): void {
    const fresh = kind === 'wall' ? this.#freshWall() : this.#freshConsole();
    const window = new BrowserWindow({
      x: fresh.x,
      y: fresh.y,
      width: fresh.width,
      height: fresh.height,
      minWidth: 640,
      minHeight: 480,
      show: false,
      autoHideMenuBar: true,
      backgroundColor: '#0b1017',
      title: 'Watchdesk',
      ...(this.#options.icon === null ? {} : { icon: this.#options.icon }),
      webPreferences: {
        preload: this.#options.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
        // A wall on a second monitor must not slow down because another window has the focus.
        backgroundThrottling: false,
      },
    });
    // Walls are steered by keys like Alt+1, and have no use for a menu that Alt opens.
    if (kind === 'wall') window.removeMenu();
    this.#open.set(id, { kind, window, places, kiosk, filling: null, closing: false, deaths: [] });
    this.#follow(id, kind, window);
    this.#arrange([id]);
    window.once('ready-to-show', () => {
      window.show();
      // A window fills its monitor only once the system has really shown it.
      setTimeout(() => {
        if (this.#open.has(id) && !this.#closingAll) this.#arrange([id]);
      }, SHOWN_AFTER);
    });
    void window.loadURL(this.#address(kind, id));
    this.#movedSoon();
  }

  #freshConsole(): WindowPlace {
    const first = this.#monitors.now()[0]?.workArea ?? { x: 0, y: 0, ...consoleSize };
    return cascade([...this.#open.values()].at(-1)?.window.getBounds() ?? null, first, consoleSize);
  }

  #freshWall(): WindowPlace {
    const open = [...this.#open.values()].map(({ kind, window }) => ({ kind, bounds: window.getBounds() }));
    const last = open.findLast(({ kind }) => kind === 'wall')?.bounds ?? this.#lastWall;
    return wallPlace(
      this.#monitors.now(),
      open.map(({ bounds }) => bounds),
      last,
    );
  }

  #address(kind: WindowKind, id: string): string {
    const base = this.#options.devServer ?? APP_ORIGIN;
    return `${base}/windows/${kind}/index.html?window=${encodeURIComponent(id)}`;
  }

  /** Puts windows where they belong on the monitors that are there now; all are reckoned with, `ids` are moved. */
  #arrange(ids: readonly string[]): void {
    const placeable = [...this.#open].map(([id, { window, places, kiosk }]) => ({
      id,
      places,
      last: places[this.#settled] ?? Object.values(places).at(-1) ?? placeOf(window),
      kiosk,
    }));
    const placed = arrange(placeable, this.#monitors.now());
    for (const id of ids) {
      const entry = this.#open.get(id);
      const to = placed.get(id);
      if (entry !== undefined && to !== undefined) moveTo(entry, to, this.#settled);
    }
  }

  /** Monitors came or went: every window goes to its place in the set-up that is there now. */
  #settle(): void {
    if (this.#closingAll) return;
    this.#stopMoved();
    this.#settled = setUpKey(this.#monitors.now());
    this.#arrange([...this.#open.keys()]);
    this.#movedSoon();
  }

  #follow(id: string, kind: WindowKind, window: BrowserWindow): void {
    const moved = (): void => {
      this.#movedSoon();
    };
    window.on('resize', moved);
    window.on('move', moved);
    window.on('maximize', moved);
    window.on('unmaximize', moved);
    window.on('enter-full-screen', moved);
    window.on('leave-full-screen', moved);
    window.on('close', (event) => {
      if (kind === 'wall' && this.#open.get(id)?.filling === null) this.#lastWall = window.getNormalBounds();
      if (kind === 'wall' && !this.#mayClose(id)) event.preventDefault();
    });
    window.on('closed', () => {
      if (kind === 'console') this.#consolePlaces = this.#open.get(id)?.places ?? this.#consolePlaces;
      this.#open.get(id)?.filling?.();
      this.#open.delete(id);
      this.#stayAwake();
      // The last window to close is the one to come back with.
      if (kind === 'wall' && !this.#closingAll && this.#open.size > 0) this.#options.onWallClosed(id);
    });
    window.webContents.on('render-process-gone', (_event, details) => {
      if (details.reason === 'clean-exit' || this.#closingAll) return;
      this.#options.onCrash(kind, details.reason);
      if (window.isDestroyed()) return;
      const hash = hashOf(window.webContents.getURL());
      const deaths = [...(this.#open.get(id)?.deaths ?? []), performance.now()].slice(-10);
      const entry = this.#open.get(id);
      if (entry !== undefined) entry.deaths = deaths;
      // Not from within the event: the dead process has to be taken down first.
      setTimeout(() => {
        if (!window.isDestroyed()) void window.loadURL(`${this.#address(kind, id)}&recovered=1${hash}`);
      }, pauseBeforeReload(deaths));
    });
    window.on('unresponsive', () => {
      this.#options.onCrash(kind, 'unresponsive');
    });
  }

  #mayClose(id: string): boolean {
    const entry = this.#open.get(id);
    if (entry === undefined || entry.closing || this.#closingAll) return true;
    // Closing the last window is quitting, and what is open then comes back with the next start. A dead page cannot ask.
    const last = this.#open.size === 1 || entry.window.webContents.isCrashed();
    return (last && !entry.kiosk) || this.#options.mayCloseWall(id);
  }

  #movedSoon(): void {
    if (this.#closingAll) return;
    this.#stopMoved();
    this.#moved = setTimeout(() => {
      this.#moved = null;
      if (!this.#record()) return;
      for (const [id, { kind, places }] of this.#open) {
        if (kind === 'wall') this.#options.onWallMoved(id);
        else this.#options.onConsoleMoved(places);
      }
    }, MOVE_QUIET);
  }

  #stopMoved(): void {
    if (this.#moved !== null) clearTimeout(this.#moved);
    this.#moved = null;
  }

  /**
   * Remembers where windows stand. False while monitors are changing: the system moves windows about then, and that
   * is not where anybody put them.
   */
  #record(): boolean {
    if (this.#closingAll || setUpKey(this.#monitors.now()) !== this.#settled) return false;
    for (const entry of this.#open.values()) {
      if (entry.filling !== null || entry.window.isMinimized()) continue;
      entry.places = { ...entry.places, [this.#settled]: placeOf(entry.window) };
    }
    return true;
  }

  #stayAwake(): void {
    this.#awake.keep([...this.#open.values()].some(({ kiosk }) => kiosk));
  }
}

function moveTo(entry: Entry, { place, fills }: Placed, setUp: string): void {
  const { window } = entry;
  // A window that is made as large as its monitor before it is shown is made smaller by some systems.
  if (fills !== null && window.isVisible()) {
    // While it fills the monitor, its place is the one it returns to.
    entry.places = { ...entry.places, [setUp]: place };
    entry.filling?.();
    entry.filling = fill(window, fills);
    return;
  }
  if (entry.filling !== null) {
    entry.filling();
    entry.filling = null;
    window.setKiosk(false);
  }
  if (window.isMaximized() && !place.maximized) window.unmaximize();
  if (window.isFullScreen() !== place.fullScreen) window.setFullScreen(place.fullScreen);
  window.setBounds({ x: place.x, y: place.y, width: place.width, height: place.height });
  if (place.maximized) window.maximize();
}

function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function placeOf(window: BrowserWindow): WindowPlace {
  const bounds = window.getNormalBounds();
  return {
    x: Math.round(bounds.x),
    y: Math.round(bounds.y),
    width: Math.round(bounds.width),
    height: Math.round(bounds.height),
    maximized: window.isMaximized(),
    fullScreen: window.isFullScreen(),
  };
}
