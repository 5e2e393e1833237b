import { contextBridge, ipcRenderer } from 'electron';
import {
  CALL_CHANNEL,
  EVENT_CHANNEL,
  LIVE_PORT_CHANNEL,
  LIVE_PORT_MESSAGE,
  type WatchdeskBridge,
} from './contract/bridge.ts';

// Names and inputs are checked in main (desktop/ipc.ts): this side cannot be trusted to do it.
const bridge: WatchdeskBridge = {
  call: (name, input) => ipcRenderer.invoke(CALL_CHANNEL, name, input),
  on: (name, listener) => {
    const heard = (_event: unknown, eventName: unknown, value: unknown): void => {
      if (eventName === name) listener(value as Parameters<typeof listener>[0]);
    };
    ipcRenderer.on(EVENT_CHANNEL, heard);
    return () => {
      ipcRenderer.off(EVENT_CHANNEL, heard);
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
