import { BrowserWindow, screen, type WebContents } from 'electron';
import { randomUUID } from 'node:crypto';
import { cascade, placeOnScreen, type WindowPlace } from './places.ts';
import { APP_ORIGIN } from './page-rules.ts';

export type WindowKind = 'console' | 'wall';

/** A window as it is remembered. */
export interface RememberedWindow {
  readonly id: string;
  readonly kind: WindowKind;
  readonly place: WindowPlace;
}

export interface WindowsOptions {
  readonly preload: string;
  readonly devServer: string | null;
  readonly icon: string | null;
  /** Called when a window was opened, moved or closed by the user, with all that are open. */
  readonly onChange: (open: readonly RememberedWindow[]) => void;
  /** A page died; the window reloads itself at once. */
  readonly onCrash: (kind: WindowKind, reason: string) => void;
}

const sizes: Readonly<Record<WindowKind, { width: number; height: number }>> = {
  console: { width: 1440, height: 900 },
  wall: { width: 1280, height: 800 },
};

/** All windows of the console: opens, places, remembers them. */
export class Windows {
  readonly #options: WindowsOptions;
  readonly #open = new Map<string, { kind: WindowKind; window: BrowserWindow }>();
  #closingAll = false;

  constructor(options: WindowsOptions) {
    this.#options = options;
  }

  /** Opens the windows of the last time, the console always among them. */
  restore(remembered: readonly RememberedWindow[]): void {
    if (!remembered.some((entry) => entry.kind === 'console')) this.open('console');
    for (const entry of remembered) this.open(entry.kind, entry);
  }

  /** Opens one window; a wall can be opened any number of times, the console only once. */
  open(kind: WindowKind, remembered?: RememberedWindow): BrowserWindow {
    if (kind === 'console') {
      const existing = [...this.#open.values()].find((entry) => entry.kind === 'console');
      if (existing !== undefined) {
        bringToFront(existing.window);
        return existing.window;
      }
    }
    const id = remembered?.id ?? randomUUID();
    const place = this.#choosePlace(kind, remembered);
    const window = new BrowserWindow({
      x: place.x,
      y: place.y,
      width: place.width,
      height: place.height,
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
    this.#open.set(id, { kind, window });
    this.#follow(id, kind, window);
    if (place.maximized) window.maximize();
    if (place.fullScreen) window.setFullScreen(true);
    window.once('ready-to-show', () => {
      window.show();
    });
    void window.loadURL(this.#address(kind, id));
    this.#changed();
    return window;
  }

  /** The remembered id of the window that a page belongs to; null when it is none of ours. */
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

  /** Brings the console to the front, opening it when it was closed. */
  focusConsole(): void {
    bringToFront(this.open('console'));
  }

  remembered(): RememberedWindow[] {
    return [...this.#open].map(([id, { kind, window }]) => ({ id, kind, place: placeOf(window) }));
  }

  /** Closes everything without forgetting what was open. */
  closeAll(): void {
    this.#closingAll = true;
    for (const { window } of this.#open.values()) window.destroy();
  }

  #address(kind: WindowKind, id: string): string {
    const base = this.#options.devServer ?? APP_ORIGIN;
    return `${base}/windows/${kind}/index.html?window=${encodeURIComponent(id)}`;
  }

  #choosePlace(kind: WindowKind, remembered: RememberedWindow | undefined): WindowPlace {
    const areas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map((display) => display.workArea);
    if (remembered !== undefined) return placeOnScreen(remembered.place, areas);
    const last = [...this.#open.values()].at(-1)?.window.getBounds() ?? null;
    return cascade(last, areas[0] ?? { x: 0, y: 0, ...sizes[kind] }, sizes[kind]);
  }

  #follow(id: string, kind: WindowKind, window: BrowserWindow): void {
    const changed = (): void => {
      this.#changed();
    };
    window.on('resized', changed);
    window.on('resize', changed);
    window.on('moved', changed);
    window.on('move', changed);
    window.on('maximize', changed);
    window.on('unmaximize', changed);
    window.on('enter-full-screen', changed);
    window.on('leave-full-screen', changed);
    window.on('closed', () => {
      this.#open.delete(id);
      // The last window to close is the one to come back with.
      if (this.#open.size > 0) this.#changed();
    });
    window.webContents.on('render-process-gone', (_event, details) => {
      if (details.reason === 'clean-exit' || this.#closingAll) return;
      this.#options.onCrash(kind, details.reason);
      if (window.isDestroyed()) return;
      const { hash } = new URL(window.webContents.getURL());
      // Not from within the event: the dead process has to be taken down first.
      setTimeout(() => {
        if (!window.isDestroyed()) void window.loadURL(`${this.#address(kind, id)}&recovered=1${hash}`);
      }, 100);
    });
    window.on('unresponsive', () => {
      this.#options.onCrash(kind, 'unresponsive');
    });
  }

  #changed(): void {
    // While the whole console closes, its windows stay remembered as they were.
    if (!this.#closingAll) this.#options.onChange(this.remembered());
  }
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
