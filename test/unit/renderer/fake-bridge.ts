import { vi } from 'vitest';
import type { WatchdeskBridge } from '../../../electron/contract/bridge.ts';
import type { CallName } from '../../../electron/contract/calls.ts';
import type { EventName, Events } from '../../../electron/contract/events.ts';
import type { SessionStatus } from '../../../electron/contract/session.ts';

type Answer = (input: never) => unknown;

/** Stands in for the preload: answers calls as told, remembers them, and broadcasts events. */
export class FakeBridge implements WatchdeskBridge {
  readonly calls: { readonly name: CallName; readonly input: unknown }[] = [];
  portRequests = 0;
  private readonly answers = new Map<CallName, Answer>();
  private readonly listeners = new Map<EventName, Set<(value: never) => void>>();

  /** Puts itself where the page looks for the preload. */
  install(): this {
    vi.stubGlobal('window', { watchdesk: this });
    return this;
  }

  /** What a call gives from now on; a function is asked with the input each time. */
  answer(name: CallName, answer: Answer): this {
    this.answers.set(name, answer);
    return this;
  }

  readonly call: WatchdeskBridge['call'] = async (name, input) => {
    this.calls.push({ name, input });
    const answer = this.answers.get(name);
    if (!answer) throw new Error(`No answer for ${name}`);
    return (await answer(input as never)) as never;
  };

  readonly on: WatchdeskBridge['on'] = (name, listener) => {
    const set = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, set);
    set.add(listener);
    return () => {
      set.delete(listener);
    };
  };

  requestLivePort(): void {
    this.portRequests += 1;
  }

  broadcast<Name extends EventName>(name: Name, value: Events[Name]): void {
    for (const listener of this.listeners.get(name) ?? []) listener(value as never);
  }

  inputsOf(name: CallName): unknown[] {
    return this.calls.filter((made) => made.name === name).map((made) => made.input);
  }
}

/** A session that is online, with what a test wants otherwise. */
export function sessionStatus(over: Partial<SessionStatus> = {}): SessionStatus {
  return {
    connection: { state: 'online' },
    server: 'https://api.example.com',
    account: 'north',
    demo: false,
    plainHttp: false,
    clockOffset: 0,
    takenOver: 0,
    pace: { allowedRate: 10, actualRate: 4, waiting: 0, inFlight: 1, pausedUntil: null, refusals: 0 },
    canRemember: true,
    ...over,
  };
}
