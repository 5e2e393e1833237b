import type { NearestTown } from '../contract/town.ts';
import { Towns } from '../fleet/towns.ts';

/** Finds towns; reads the table of them when the first is asked for. */
export class TownFinder {
  #towns: Promise<Towns> | null = null;

  /** Degrees. */
  async nearest(latitude: number, longitude: number): Promise<NearestTown | null> {
    this.#towns ??= import('../fleet/town-table.ts').then(({ townTable }) => Towns.read(townTable));
    return (await this.#towns).nearest(latitude, longitude);
  }
}
