/** Time as the engine uses it, so that tests can hold it. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Milliseconds since any fixed moment; goes on evenly when somebody sets the computer's clock. */
  elapsed(): number;
  /** Calls back after `ms` milliseconds; returns the way to stop it. */
  after(ms: number, callback: () => void): () => void;
  /** Calls back when what happened in this turn of the event loop has been heard. */
  soon(callback: () => void): void;
}

/** Longest delay that a timer of Node takes. */
const LONGEST_DELAY = 2_147_483_647;

/** The clock of this computer. A timer never keeps the process alive by itself. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    elapsed: () => performance.now(),
    after(ms, callback) {
      const timer = setTimeout(callback, Math.min(Math.max(ms, 0), LONGEST_DELAY));
      return () => {
        clearTimeout(timer);
      };
    },
    soon(callback) {
      setImmediate(callback);
    },
  };
}
