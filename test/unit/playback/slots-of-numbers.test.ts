import { describe, expect, it } from 'vitest';
import { SlotsOfNumbers } from '../../../electron/playback/slots-of-numbers.ts';

/** A directory that gives slots in the order in which devices come. */
class Fleet {
  readonly #imeis: string[] = [];
  asked = 0;

  get size(): number {
    return this.#imeis.length;
  }

  add(imei: string): void {
    this.#imeis.push(imei);
  }

  slotOf(imei: string): number | null {
    this.asked += 1;
    const slot = this.#imeis.indexOf(imei);
    return slot < 0 ? null : slot;
  }
}

describe('slots of recorded devices', () => {
  it('are found by their number, also of a device that is listed or recorded later', () => {
    const slots = new SlotsOfNumbers();
    const fleet = new Fleet();
    const numbers = new Map([
      ['a', 3],
      ['gone', 1],
    ]);
    fleet.add('b');
    fleet.add('a');
    expect([...slots.of(numbers, fleet)]).toEqual([-1, -1, -1, 1]);
    fleet.add('gone');
    expect([...slots.of(numbers, fleet)]).toEqual([-1, 2, -1, 1]);
    numbers.set('b', 4);
    expect([...slots.of(numbers, fleet)]).toEqual([-1, 2, -1, 1, 0]);
  });

  it('are not looked up again as long as nothing has come', () => {
    const slots = new SlotsOfNumbers();
    const fleet = new Fleet();
    fleet.add('a');
    const numbers = new Map([['a', 1]]);
    slots.of(numbers, fleet);
    slots.of(numbers, fleet);
    expect(fleet.asked).toBe(1);
  });
});
