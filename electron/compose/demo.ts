import { z } from 'zod';
import { fail, succeed, type Result } from '../contract/result.ts';

/** The simulator's process as plain messages. */
export interface DemoProcess {
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: (code: number) => void): void;
  kill(): void;
}

export interface DemoAddress {
  readonly url: string;
  readonly account: string;
  readonly password: string;
}

const readyMessage = z.object({
  type: z.literal('simulator-ready'),
  url: z.string(),
  account: z.string(),
  password: z.string(),
});

/** The built-in provider: starts with the first wish for it, stays until nobody is signed in to it. */
export class DemoProvider {
  readonly #spawn: () => DemoProcess;
  readonly #patience: number;
  readonly #onLost: (lived: number) => void;
  #running: { process: DemoProcess; address: Promise<Result<DemoAddress>> } | null = null;

  /**
   * @param patience milliseconds to wait for its first word
   * @param onLost the process ended by itself after it had begun to serve; told how many milliseconds it lived
   */
  constructor(spawn: () => DemoProcess, patience: number, onLost: (lived: number) => void) {
    this.#spawn = spawn;
    this.#patience = patience;
    this.#onLost = onLost;
  }

  start(): Promise<Result<DemoAddress>> {
    if (this.#running !== null) return this.#running.address;
    const process = this.#spawn();
    const begun = performance.now();
    const address = this.#firstWord(process);
    const running = { process, address };
    this.#running = running;
    process.onExit(() => {
      if (this.#running !== running) return;
      this.#running = null;
      void address.then(({ ok }) => {
        if (ok) this.#onLost(performance.now() - begun);
      });
    });
    return address;
  }

  stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    if (running === null) return Promise.resolve();
    return new Promise((resolve) => {
      running.process.onExit(() => {
        resolve();
      });
      running.process.kill();
    });
  }

  #firstWord(process: DemoProcess): Promise<Result<DemoAddress>> {
    return new Promise((resolve) => {
      const late = setTimeout(() => {
        process.kill();
        resolve(fail({ code: 'internal', concerns: 'demo provider', detail: 'It did not start in time.' }));
      }, this.#patience);
      process.onMessage((message) => {
        const ready = readyMessage.safeParse(message);
        if (!ready.success) return;
        clearTimeout(late);
        const { url, account, password } = ready.data;
        resolve(succeed({ url, account, password }));
      });
      process.onExit((code) => {
        clearTimeout(late);
        resolve(fail({ code: 'internal', concerns: 'demo provider', detail: `It ended with code ${code}.` }));
      });
    });
  }
}
