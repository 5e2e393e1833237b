import { fail, succeed, type Result } from '../contract/result.ts';
import { MOST_GROUPS, type VehicleGroup } from '../contract/wall.ts';
import type { WallStore } from './wall-store.ts';

/** The named sets of devices that panes are filtered by. */
export class VehicleGroups {
  readonly #store: WallStore;
  readonly #newId: () => string;
  #groups: readonly VehicleGroup[] = [];

  constructor(store: WallStore, newId: () => string) {
    this.#store = store;
    this.#newId = newId;
  }

  /** Takes what was kept. */
  begin(groups: readonly VehicleGroup[]): void {
    this.#groups = groups;
  }

  all(): readonly VehicleGroup[] {
    return this.#groups;
  }

  async save(name: string, imeis: readonly string[]): Promise<Result<VehicleGroup>> {
    if (this.#groups.some((group) => group.name === name)) return fail({ code: 'wall.name', concerns: name });
    if (this.#groups.length >= MOST_GROUPS) return fail({ code: 'wall.tooMany' });
    const group = { id: this.#newId(), name, imeis: [...new Set(imeis)] };
    const kept = await this.#keep([...this.#groups, group]);
    return kept.ok ? succeed(group) : kept;
  }

  remove(id: string): Promise<Result<null>> {
    return this.#keep(this.#groups.filter((group) => group.id !== id));
  }

  /** Adds groups that came with a wall, each once; gives the ids they have here by the ids they came with. */
  async adopt(groups: readonly VehicleGroup[]): Promise<Result<ReadonlyMap<string, string>>> {
    const renamed = new Map<string, string>();
    const added: VehicleGroup[] = [];
    for (const group of groups) {
      const same = this.#groups.find(
        ({ name, imeis }) => name === group.name && imeis.join() === group.imeis.join(),
      );
      const id = same?.id ?? this.#newId();
      renamed.set(group.id, id);
      if (same === undefined) added.push({ ...group, id });
    }
    if (this.#groups.length + added.length > MOST_GROUPS) return fail({ code: 'wall.tooMany' });
    if (added.length === 0) return succeed(renamed);
    const kept = await this.#keep([...this.#groups, ...added]);
    return kept.ok ? succeed(renamed) : kept;
  }

  async #keep(groups: readonly VehicleGroup[]): Promise<Result<null>> {
    const kept = await this.#store.keepGroups(groups);
    if (kept.ok) this.#groups = groups;
    return kept;
  }
}
