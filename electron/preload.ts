import { contextBridge, ipcRenderer } from 'electron';
import {
  CALL_CHANNEL,
  EVENT_CHANNEL,
  LIVE_PORT_CHANNEL,
  LIVE_PORT_MESSAGE,
  type WatchdeskBridge,
} from './contract/bridge.ts';

type Listener = (value: never) => void;
const listeners = new Map<string, Set<Listener>>();

// One listener on the channel for all of a page's, which come and go with its screens.
ipcRenderer.on(EVENT_CHANNEL, (_event, name: string, value: unknown) => {
  for (const listener of listeners.get(name) ?? []) listener(value as never);
});

// Names and inputs are checked in main (desktop/ipc.ts): this side cannot be trusted to do it.
const bridge: WatchdeskBridge = {
  call: (name, input) => ipcRenderer.invoke(CALL_CHANNEL, name, input),
  on: (name, listener) => {
    const heard = listeners.get(name) ?? new Set();
    listeners.set(name, heard);
    heard.add(listener);
    return () => {
      heard.delete(listener);
    };
  },
  requestLivePort: () => {
    ipcRenderer.send(LIVE_PORT_CHANNEL);
  },
};

contextBridge.exposeInMainWorld('watchdesk', bridge);

// The live port goes past the bridge: a callback through it would copy every frame once more.
ipcRenderer.on(LIVE_PORT_CHANNEL, (event) => {
  window.postMessage(LIVE_PORT_MESSAGE, '*', [...event.ports]);
});
