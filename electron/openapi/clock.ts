/** Later than 2001 and earlier than 2106: a number outside is no Unix time in seconds. */
const plausible = (seconds: number): boolean => seconds >= 1_000_000_000 && seconds < 4_294_967_296;

/** The server's time in the text of a 10014 answer, in Unix seconds; null when it names none. */
export function serverTimeIn(message: string): number | null {
  const named =
    /server time is\s*:?\s*(\d{10,13})(?!\d)/i.exec(message) ?? /(?<!\d)(\d{10}|\d{13})(?!\d)/.exec(message);
  const digits = named?.[1];
  if (digits === undefined) return null;
  const seconds = digits.length === 13 ? Math.floor(Number(digits) / 1_000) : Number(digits);
  return plausible(seconds) ? seconds : null;
}

/** What the server's clock shows. It equals this computer's until the server complained (10014). */
export class ServerClock {
  readonly #now: () => number;
  #offset = 0;

  /** `now` gives Unix milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Seconds that the server is ahead. */
  get offset(): number {
    return this.#offset;
  }

  /** Unix seconds by the server's clock. */
  seconds(): number {
    return Math.floor(this.#now() / 1_000) + this.#offset;
  }

  /** Takes the time out of a 10014 text; false when there is none in it. */
  learn(message: string): boolean {
    const seconds = serverTimeIn(message);
    if (seconds === null) return false;
    this.#offset = seconds - Math.floor(this.#now() / 1_000);
    return true;
  }
}
