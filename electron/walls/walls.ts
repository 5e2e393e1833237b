import type { Failure } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import {
  MOST_WALLS,
  newPane,
  type Pane,
  type VehicleGroup,
  type Wall,
  type WallContent,
  type WallsStatus,
  type WallWindow,
  type WallWindowState,
} from '../contract/wall.ts';
import { changedOf, isChanged, isWindowChanged, summaryOf, withChanges } from './changes.ts';
import { Choreography } from './choreography.ts';
import { Desk } from './desk.ts';
import { freeName, groupsUsed, withNewIds, withPlaces } from './wall-copies.ts';
import { VehicleGroups } from './vehicle-groups.ts';
import type { WallFile } from './wall-file.ts';
import type { DeskWindow } from './wall-store.ts';
import type { WallsNeeds } from './walls-needs.ts';

/** Saved walls, vehicle groups, and which windows of which wall are open. */
export class Walls {
  /** Lends panes of the open windows to alarms. */
  readonly choreography: Choreography;
  readonly #needs: WallsNeeds;
  readonly #desk: Desk;
  readonly #groups: VehicleGroups;
  #walls: Wall[] = [];
  #start: string | null = null;
  #problems: readonly Failure[] = [];
  /** Ids of the changed walls as they were told last. */
  #toldChanged: string | null = null;

  constructor(needs: WallsNeeds) {
    this.#needs = needs;
    this.#desk = new Desk(needs.store, needs.onFailure);
    this.#groups = new VehicleGroups(needs.store, needs.newId);
    this.choreography = new Choreography({
      panes: () => this.#desk.panes(),
      now: Date.now,
      after: (milliseconds, callback) => {
        const timer = setTimeout(callback, milliseconds);
        return () => {
          clearTimeout(timer);
        };
      },
      onLoans: needs.onLoans,
    });
  }

  /**
   * Opens the windows that were open, exactly as they were, after a crash or a power cut; else the start wall where
   * one is set; else again what was open.
   */
  start(): void {
    const kept = this.#needs.store.load();
    this.#walls = [...kept.walls];
    this.#groups.begin(kept.groups);
    this.#problems = kept.problems;
    for (const problem of kept.problems) this.#needs.onFailure(problem);
    this.#start = this.#walls.some(({ id }) => id === kept.start) ? kept.start : null;
    this.#desk.begin();
    const begin = this.#start === null || kept.wasRunning ? undefined : this.#wall(this.#start);
    if (begin !== undefined) {
      this.#show(begin);
      return;
    }
    for (const window of kept.desk) {
      this.#desk.put(window);
      this.#needs.windows.open(window.id, window.places, window.kiosk);
    }
  }

  /** Writes what is open one last time, as a console that ended in peace. */
  async finish(): Promise<void> {
    this.choreography.end();
    for (const window of this.#desk.all()) this.windowMoved(window.id);
    await this.#desk.end();
  }

  get hasWindows(): boolean {
    return this.#desk.all().length > 0;
  }

  status(): WallsStatus {
    return {
      walls: this.#walls.map((wall) => summaryOf(wall, this.#desk.of(wall.id))),
      startWall: this.#start,
      groups: this.#groups.all(),
      problems: this.#problems,
      startsWithMachine: this.#needs.startWithMachine.read(),
    };
  }

  window(windowId: string): Result<WallWindowState> {
    const window = this.#desk.get(windowId);
    if (window === null) return fail({ code: 'wall.unknown', concerns: windowId });
    const wall = window.wallId === null ? undefined : this.#wall(window.wallId);
    return succeed({
      windowId,
      wall: wall === undefined ? null : { id: wall.id, name: wall.name },
      kiosk: window.kiosk,
      number: this.#desk.of(window.wallId).findIndex(({ id }) => id === windowId) + 1,
      content: window.content,
    });
  }

  /** What a window shows now. */
  keep(windowId: string, content: WallContent): Result<null> {
    const window = this.#desk.get(windowId);
    if (window === null) return fail({ code: 'wall.unknown', concerns: windowId });
    this.#desk.put({ ...window, content });
    this.#tellChanges();
    return succeed(null);
  }

  /** A window stands elsewhere now. */
  windowMoved(windowId: string): void {
    const window = this.#desk.get(windowId);
    if (window !== null) this.#desk.put({ ...window, places: this.#needs.windows.places(windowId) });
  }

  /** Why a window may not be closed without a question: its wall is in kiosk, or what it shows would be lost. */
  closing(windowId: string): 'kiosk' | 'changed' | null {
    const window = this.#desk.get(windowId);
    if (window === null) return null;
    if (window.kiosk) return 'kiosk';
    const wall = this.#walls.find(({ id }) => id === window.wallId);
    return wall !== undefined && isWindowChanged(wall, window) ? 'changed' : null;
  }

  /** Closes a window, whatever would be lost. */
  closeWindow(windowId: string): void {
    this.#needs.windows.close(windowId);
  }

  /** Somebody closed a window. */
  windowClosed(windowId: string): void {
    this.#desk.drop(windowId);
    this.#tell();
  }

  /** One more window with one pane: of the wall that `beside` belongs to, else of the wall without a name. */
  addWindow(beside: string | null, pane: Partial<Omit<Pane, 'id'>> = {}): void {
    const owner = beside === null ? null : this.#desk.get(beside);
    const paneId = this.#needs.newId();
    const window = {
      id: this.#needs.newId(),
      wallId: owner?.wallId ?? null,
      kiosk: owner?.kiosk ?? false,
      places: {},
      content: { layout: { kind: 'pane' as const, pane: paneId }, panes: [{ ...newPane(paneId), ...pane }] },
    };
    this.#desk.put(window);
    this.#needs.windows.open(window.id, window.places, window.kiosk);
    this.#tellChanges();
  }

  /**
   * Opens a saved wall as it was saved; the saved wall that was open gives way, windows without a name stay.
   *
   * @param discard whether changes of the wall that is open may be lost; else `wall.changed`, and nothing is done
   */
  open(id: string, discard: boolean): Result<WallsStatus> {
    const wall = this.#wall(id);
    if (wall === undefined) return fail({ code: 'wall.unknown', concerns: id });
    const unsaved = this.unsaved();
    if (unsaved !== null && !discard) return fail({ code: 'wall.changed', concerns: unsaved });
    this.#show(wall);
    return succeed(this.#tell());
  }

  /** Name of a wall whose changes somebody should be asked about; a kiosk shows, and asks nobody. */
  unsaved(): string | null {
    const changed = this.#walls.find((wall) => this.#isChanged(wall));
    return changed !== undefined && this.#desk.of(changed.id).some(({ kiosk }) => !kiosk)
      ? changed.name
      : null;
  }

  /** Saves the walls that were changed. Windows of theirs that are closed stay in them. */
  async saveChanges(): Promise<Result<WallsStatus>> {
    for (const wall of this.#walls.filter((each) => this.#isChanged(each))) {
      const windows = withChanges(
        wall,
        this.#desk.of(wall.id).map((each) => this.#asSaved(each)),
      );
      const kept = await this.#keep({ ...wall, windows });
      if (!kept.ok) return kept;
    }
    return succeed(this.#tell());
  }

  /** Saves the wall of a window with all its windows; `name` is for one that has none yet. */
  async save(windowId: string, name: string | null): Promise<Result<WallWindowState>> {
    const window = this.#desk.get(windowId);
    if (window === null) return fail({ code: 'wall.unknown', concerns: windowId });
    const known = window.wallId === null ? undefined : this.#wall(window.wallId);
    const called = known?.name ?? name;
    if (called === null) return fail({ code: 'wall.name', detail: 'It has no name yet.' });
    if (known === undefined && this.#taken(called)) return fail({ code: 'wall.name', concerns: called });
    if (known === undefined && this.#walls.length >= MOST_WALLS) return fail({ code: 'wall.tooMany' });
    const group = this.#desk.of(window.wallId);
    const wall: Wall = {
      id: known?.id ?? this.#needs.newId(),
      name: called,
      kiosk: window.kiosk,
      windows: group.map((each) => this.#asSaved(each)),
    };
    const kept = await this.#keep(wall);
    if (!kept.ok) return kept;
    // While it was written the windows may have changed again, and one may have been closed.
    for (const { id } of group) {
      const now = this.#desk.get(id);
      if (now !== null) this.#desk.put({ ...now, wallId: wall.id });
      this.#tellWindow(id);
    }
    this.#tell();
    return this.window(windowId);
  }

  async rename(id: string, name: string): Promise<Result<WallsStatus>> {
    const wall = this.#wall(id);
    if (wall === undefined) return fail({ code: 'wall.unknown', concerns: id });
    if (wall.name !== name && this.#taken(name)) return fail({ code: 'wall.name', concerns: name });
    const kept = await this.#keep({ ...wall, name });
    if (!kept.ok) return kept;
    for (const window of this.#desk.of(id)) this.#tellWindow(window.id);
    return succeed(this.#tell());
  }

  async duplicate(id: string): Promise<Result<WallsStatus>> {
    const wall = this.#wall(id);
    if (wall === undefined) return fail({ code: 'wall.unknown', concerns: id });
    return this.#add(wall);
  }

  /** Takes a wall out of the list. Its windows stay open, as windows of a wall without a name. */
  async remove(id: string): Promise<Result<WallsStatus>> {
    if (this.#wall(id) === undefined) return fail({ code: 'wall.unknown', concerns: id });
    const removed = await this.#needs.store.removeWall(id);
    if (!removed.ok) return removed;
    this.#walls = this.#walls.filter((wall) => wall.id !== id);
    const windows = this.#desk.of(id);
    // Their ids belong to the file that was set aside, but nobody else has them.
    for (const window of windows) this.#desk.put({ ...window, wallId: null });
    for (const window of windows) this.#tellWindow(window.id);
    return this.setStart(this.#start === id ? null : this.#start);
  }

  async setStart(id: string | null): Promise<Result<WallsStatus>> {
    if (id !== null && this.#wall(id) === undefined) return fail({ code: 'wall.unknown', concerns: id });
    const kept = await this.#keepIndex(id);
    if (kept.ok) this.#start = id;
    return kept.ok ? succeed(this.#tell()) : kept;
  }

  setStartWithMachine(on: boolean): Result<WallsStatus> {
    const written = this.#needs.startWithMachine.write(on);
    return written.ok ? succeed(this.#tell()) : written;
  }

  /** A wall with the groups it uses, to be written as a file. */
  file(id: string): Result<WallFile> {
    const wall = this.#wall(id);
    if (wall === undefined) return fail({ code: 'wall.unknown', concerns: id });
    return succeed({ wall, groups: groupsUsed(wall, this.#groups.all()) });
  }

  /** Adds a wall that came from a file, under a free name and with ids of its own. */
  async add({ wall, groups }: WallFile): Promise<Result<WallsStatus>> {
    const adopted = await this.#groups.adopt(groups);
    return adopted.ok ? this.#add(wall, adopted.value) : adopted;
  }

  async saveGroup(name: string, imeis: readonly string[]): Promise<Result<VehicleGroup>> {
    const saved = await this.#groups.save(name, imeis);
    if (saved.ok) this.#tell();
    return saved;
  }

  async removeGroup(id: string): Promise<Result<null>> {
    const removed = await this.#groups.remove(id);
    if (removed.ok) this.#tell();
    return removed;
  }

  /** Kiosk for all windows of a wall, with one on every monitor; or back to ordinary windows. */
  kiosk(windowId: string, on: boolean): Result<WallWindowState> {
    const window = this.#desk.get(windowId);
    if (window === null) return fail({ code: 'wall.unknown', concerns: windowId });
    const group = this.#desk.of(window.wallId);
    for (const each of group) this.#desk.put({ ...each, kiosk: on });
    for (const each of group) {
      this.#needs.windows.open(each.id, this.#needs.windows.places(each.id), on);
      this.#tellWindow(each.id);
    }
    if (on) {
      for (let more = group.length; more < this.#needs.windows.monitors(); more += 1)
        this.addWindow(windowId);
    }
    this.#needs.windows.focus(windowId);
    return this.window(windowId);
  }

  #show(wall: Wall): void {
    const before = this.#desk.all().filter(({ wallId }) => wallId !== null);
    const wanted = new Set(wall.windows.map(({ id }) => id));
    for (const { id, places, content } of wall.windows) {
      this.#desk.put({ id, wallId: wall.id, kiosk: wall.kiosk, places, content });
      this.#needs.windows.open(id, places, wall.kiosk);
      this.#tellWindow(id);
    }
    // After the others have opened: the console ends with its last window.
    for (const { id } of before) {
      if (wanted.has(id)) continue;
      this.#desk.drop(id);
      this.#needs.windows.close(id);
    }
  }

  async #add(wall: Wall, groupIds: ReadonlyMap<string, string> = new Map()): Promise<Result<WallsStatus>> {
    if (this.#walls.length >= MOST_WALLS) return fail({ code: 'wall.tooMany' });
    const name = freeName(wall.name, (taken) => this.#taken(taken));
    const copy = withNewIds({ ...wall, name }, this.#needs.newId, groupIds);
    const kept = await this.#keep(copy);
    return kept.ok ? succeed(this.#tell()) : kept;
  }

  async #keep(wall: Wall): Promise<Result<null>> {
    const kept = await this.#needs.store.keepWall(withPlaces(wall));
    if (!kept.ok) return kept;
    const at = this.#walls.findIndex(({ id }) => id === wall.id);
    if (at >= 0) this.#walls[at] = wall;
    else this.#walls.push(wall);
    return this.#keepIndex(this.#start);
  }

  #keepIndex(start: string | null): Promise<Result<null>> {
    return this.#needs.store.keepIndex(
      this.#walls.map(({ id }) => id),
      start,
    );
  }

  #asSaved({ id, content }: DeskWindow): WallWindow {
    return { id, places: this.#needs.windows.places(id), content };
  }

  #isChanged(wall: Wall): boolean {
    return isChanged(wall, this.#desk.of(wall.id));
  }

  #wall(id: string): Wall | undefined {
    return this.#walls.find((wall) => wall.id === id);
  }

  #taken(name: string): boolean {
    return this.#walls.some((wall) => wall.name.toLowerCase() === name.toLowerCase());
  }

  #tellWindow(windowId: string): void {
    const state = this.window(windowId);
    if (state.ok) this.#needs.onWindow(state.value);
  }

  /** Tells everybody when a wall was changed or is again as it was saved. */
  #tellChanges(): void {
    if (changedOf(this.status()) !== this.#toldChanged) this.#tell();
  }

  #tell(): WallsStatus {
    const status = this.status();
    this.#toldChanged = changedOf(status);
    this.#needs.onStatus(status);
    return status;
  }
}
