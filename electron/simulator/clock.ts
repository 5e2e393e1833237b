/** The world's time: runs with the wall clock, or faster, and can be moved ahead. */
export class WorldClock {
  private readonly wall: () => number;
  private readonly speed: number;
  private readonly wallStart: number;
  private readonly worldStart: number;
  private ahead = 0;

  /**
   * @param wall Unix milliseconds of the machine
   * @param speed seconds of the world per second of the machine
   * @param worldStart Unix seconds at which the world begins; by default the machine's
   */
  constructor(wall: () => number, speed: number, worldStart?: number) {
    this.wall = wall;
    this.speed = speed;
    this.wallStart = wall() / 1_000;
    this.worldStart = worldStart ?? this.wallStart;
  }

  /** Unix seconds of the world, with fractions. */
  now(): number {
    return this.worldStart + (this.wall() / 1_000 - this.wallStart) * this.speed + this.ahead;
  }

  /** Unix seconds of the machine the provider runs on: what sign-ins and token lives are measured with. */
  wallNow(): number {
    return this.wall() / 1_000;
  }

  /** Moves the world ahead at once, as if so many seconds had passed. */
  skip(seconds: number): void {
    this.ahead += Math.max(0, seconds);
  }
}
