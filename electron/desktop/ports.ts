import { MessageChannelMain, type MessagePortMain, type WebContents } from 'electron';
import { LIVE_PORT_CHANNEL } from '../contract/bridge.ts';

/** Main's end of a window's live port. */
export interface LivePort {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/** Makes a channel and hands its far end to a page, through the preload and past the bridge. */
export function handLivePort(contents: WebContents): LivePort {
  const { port1, port2 } = new MessageChannelMain();
  contents.postMessage(LIVE_PORT_CHANNEL, null, [port2]);
  port1.start();
  return wrap(port1);
}

function wrap(port: MessagePortMain): LivePort {
  return {
    post: (message) => {
      port.postMessage(message);
    },
    onMessage: (listener) => {
      port.on('message', (event) => {
        listener(event.data);
      });
    },
    onClose: (listener) => {
      port.on('close', listener);
    },
    close: () => {
      port.close();
    },
  };
}
