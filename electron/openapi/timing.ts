/** Time as the client sees it, so that tests need not wait. */
export interface Timing {
  /** Unix milliseconds by this computer's clock; jumps when somebody sets it. */
  readonly now: () => number;
  /** Milliseconds since any fixed moment; never jumps back. */
  readonly elapsed: () => number;
  /** Calls back once after `milliseconds`; gives what cancels it. */
  readonly after: (milliseconds: number, callback: () => void) => () => void;
}

/** The computer's own clocks and timers. */
export function systemTiming(): Timing {
  return {
    now: () => Date.now(),
    elapsed: () => performance.now(),
    after: (milliseconds, callback) => {
      const timer = setTimeout(callback, milliseconds);
      return () => {
        clearTimeout(timer);
      };
    },
  };
}

/** Waits; gives false when the signal ended the wait early. */
export function pause(timing: Timing, milliseconds: number, signal?: AbortSignal): Promise<boolean> {
  if (signal?.aborted === true) return Promise.resolve(false);
  if (milliseconds <= 0) return Promise.resolve(true);
  return new Promise((resolve) => {
    const onAbort = (): void => {
      cancel();
      resolve(false);
    };
    const cancel = timing.after(milliseconds, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve(true);
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** The promise's value, or null as soon as the signal is aborted; the promise itself goes on. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T | null> {
  if (signal === undefined) return promise;
  if (signal.aborted) return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      resolve(null);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}
