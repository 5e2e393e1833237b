/** Lets everything else that waits in this process have its turn: windows, timers, answers of the provider. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
