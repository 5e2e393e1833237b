import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { CALL_CHANNEL, EVENT_CHANNEL, LIVE_PORT_CHANNEL } from '../contract/bridge.ts';
import type { CallMap, OutputOf, ParsedOf } from '../contract/call.ts';
import { calls, type CallName } from '../contract/calls.ts';
import type { Failure } from '../contract/errors.ts';
import type { EventName, Events } from '../contract/events.ts';
import { fail, type Result } from '../contract/result.ts';

/** The page that called; opaque outside this room. */
export type Caller = WebContents;

/** What answers the calls of a feature; checked to be complete by the compiler. */
export type HandlersOf<Calls extends CallMap> = {
  readonly [Name in keyof Calls]: (
    input: ParsedOf<Calls[Name]>,
    from: Caller,
  ) => Result<OutputOf<Calls[Name]>> | Promise<Result<OutputOf<Calls[Name]>>>;
};

/** What answers every call. */
export type Handlers = HandlersOf<typeof calls>;

export interface IpcOptions {
  readonly handlers: Handlers;
  /** Whether a page of this origin and frame is ours. */
  readonly isOurs: (url: string) => boolean;
  /** Webs contents of every open window, for broadcasts. */
  readonly audience: () => readonly WebContents[];
  readonly onLivePortWanted: (from: WebContents) => void;
  /** Bugs end here: written to the log, shown as such. */
  readonly onBug: (where: string, error: unknown) => void;
}

/**
 * The only user of `ipcMain`. Every call passes three gates: the sender is our page in its main frame, the name is
 * in the contract, the input fits the contract's schema.
 */
export class Ipc {
  readonly #options: IpcOptions;

  constructor(options: IpcOptions) {
    this.#options = options;
  }

  start(): void {
    ipcMain.handle(CALL_CHANNEL, (event, name: unknown, input: unknown) => this.#answer(event, name, input));
    ipcMain.on(LIVE_PORT_CHANNEL, (event) => {
      if (this.#trusts(event)) this.#options.onLivePortWanted(event.sender);
    });
  }

  stop(): void {
    ipcMain.removeHandler(CALL_CHANNEL);
    ipcMain.removeAllListeners(LIVE_PORT_CHANNEL);
  }

  /** Sends an event to every window. */
  broadcast<Name extends EventName>(name: Name, value: Events[Name]): void {
    for (const contents of this.#options.audience()) {
      if (!contents.isDestroyed()) contents.send(EVENT_CHANNEL, name, value);
    }
  }

  async #answer(event: IpcMainInvokeEvent, name: unknown, input: unknown): Promise<Result<unknown>> {
    if (!this.#trusts(event)) throw new Error('This page may not call the console.');
    if (typeof name !== 'string' || !isCallName(name)) throw new Error('There is no such call.');
    const parsed = calls[name].input.safeParse(input);
    if (!parsed.success) return fail(invalidInput(name, parsed.error.issues[0]));
    try {
      const handler = this.#options.handlers[name] as (
        input: unknown,
        from: WebContents,
      ) => Result<unknown> | Promise<Result<unknown>>;
      return await handler(parsed.data, event.sender);
    } catch (error) {
      this.#options.onBug(`call ${name}`, error);
      return fail({ code: 'internal', concerns: name });
    }
  }

  #trusts(event: IpcMainInvokeEvent | IpcMainEvent): boolean {
    const frame = event.senderFrame;
    return frame !== null && frame.parent === null && this.#options.isOurs(frame.url);
  }
}

function isCallName(name: string): name is CallName {
  return Object.hasOwn(calls, name);
}

function invalidInput(name: string, issue: { path: PropertyKey[]; message: string } | undefined): Failure {
  const field = issue === undefined || issue.path.length === 0 ? name : issue.path.map(String).join('.');
  return { code: 'input.invalid', concerns: field, detail: issue?.message ?? 'Not the expected form' };
}
