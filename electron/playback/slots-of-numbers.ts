import type { RecordedFleet } from '../fleet/recorded.ts';

/**
 * The slots of devices by their number in the archive. Neither ever changes for a device, so they are looked up again
 * only when there are more of them: a jump through the past must not look up the whole fleet each time.
 */
export class SlotsOfNumbers {
  #slots = new Int32Array(0);
  #numbers = -1;
  #size = -1;

  /** -1 for numbers of devices that the directory does not hold. */
  of(numbers: ReadonlyMap<string, number>, fleet: Pick<RecordedFleet, 'size' | 'slotOf'>): Int32Array {
    if (numbers.size === this.#numbers && fleet.size === this.#size) return this.#slots;
    let highest = 0;
    for (const number of numbers.values()) highest = Math.max(highest, number);
    const slots = new Int32Array(highest + 1).fill(-1);
    for (const [imei, number] of numbers) slots[number] = fleet.slotOf(imei) ?? -1;
    this.#slots = slots;
    this.#numbers = numbers.size;
    this.#size = fleet.size;
    return slots;
  }
}
