import type { CallInput, CallName, CallOutput } from './calls.ts';
import type { EventName, Events } from './events.ts';
import type { Result } from './result.ts';

/** What the preload puts on `window.watchdesk`: the calls and events of the contract and nothing else. */
export interface WatchdeskBridge {
  /** Calls main. Never rejects for an expected failure; `signal`-like cancelling is a call of its own. */
  call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<Result<CallOutput<Name>>>;
  /** Listens to a broadcast; returns the way to stop. */
  on<Name extends EventName>(name: Name, listener: (value: Events[Name]) => void): () => void;
  /**
   * Asks main for the live port. It arrives past the bridge as a `message` event on `window` whose data is
   * `LIVE_PORT_MESSAGE` and whose only port carries `LiveMessage` and `Attention`.
   */
  requestLivePort(): void;
}

/** Data of the window message that hands the page its live port. */
export const LIVE_PORT_MESSAGE = 'watchdesk:live-port';

/** The two IPC channels between a preload and main. */
export const CALL_CHANNEL = 'watchdesk:call';
export const EVENT_CHANNEL = 'watchdesk:event';
export const LIVE_PORT_CHANNEL = 'watchdesk:live-port';
