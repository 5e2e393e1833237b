import { onScopeDispose } from 'vue';
import type { EventName, Events } from '../../electron/contract/events.ts';

/** Listens to a broadcast of main; returns the way to stop. */
export function on<Name extends EventName>(name: Name, listener: (value: Events[Name]) => void): () => void {
  return window.watchdesk.on(name, listener);
}

/** Listens to a broadcast until the current effect scope (a component's, a store's) ends. */
export function useEvent<Name extends EventName>(name: Name, listener: (value: Events[Name]) => void): void {
  onScopeDispose(on(name, listener));
}
