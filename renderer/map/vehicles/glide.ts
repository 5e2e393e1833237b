/** A place in Mercator units. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

interface Leg {
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
  readonly begin: number;
  readonly end: number;
}

const shortest = 400;
const longest = 30_000;
/** A longer way is a jump of the fix, or time gone by unseen; drawn gliding it would be a lie. 2 km at the equator. */
const farthest = 5e-5;

/**
 * Lets marks glide from fix to fix instead of jumping. What it says is an interpolation between the last two fixes,
 * always behind the truth; it is off unless asked for, and the true fix is drawn beside it.
 */
export class Glider {
  private readonly legs = new Map<number, Leg>();
  private readonly seen = new Map<number, { x: number; y: number; at: number }>();
  private now = 0;

  /** Begins a picture. @param now milliseconds of any steady clock */
  begin(now: number): void {
    this.now = now;
  }

  /** Where a vehicle whose fix is at x, y is drawn; null when it does not glide. */
  at(slot: number, x: number, y: number): Place | null {
    const last = this.seen.get(slot);
    if (last === undefined) {
      this.seen.set(slot, { x, y, at: this.now });
      return null;
    }
    if (last.x !== x || last.y !== y) {
      const drawn = this.position(slot) ?? last;
      const far = Math.hypot(x - drawn.x, y - drawn.y);
      const pause = Math.min(longest, Math.max(shortest, this.now - last.at));
      this.seen.set(slot, { x, y, at: this.now });
      if (far > farthest) this.legs.delete(slot);
      else {
        this.legs.set(slot, {
          fromX: drawn.x,
          fromY: drawn.y,
          toX: x,
          toY: y,
          begin: this.now,
          end: this.now + pause,
        });
      }
    }
    return this.position(slot);
  }

  /** Whether anything is still under way. */
  get active(): boolean {
    return this.legs.size > 0;
  }

  forget(): void {
    this.legs.clear();
    this.seen.clear();
  }

  private position(slot: number): Place | null {
    const leg = this.legs.get(slot);
    if (leg === undefined) return null;
    const part = (this.now - leg.begin) / (leg.end - leg.begin);
    if (part >= 1) {
      this.legs.delete(slot);
      return null;
    }
    return { x: leg.fromX + (leg.toX - leg.fromX) * part, y: leg.fromY + (leg.toY - leg.fromY) * part };
  }
}
