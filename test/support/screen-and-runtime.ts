import { hasDisplay, startVirtualDisplay } from '../../scripts/lib/display.mjs';
import prepareRuntime from './runtime.ts';

/** What a bench needs that starts the console: an Electron and a screen. Gives what takes the screen away again. */
export default async function prepare(): Promise<() => void> {
  await prepareRuntime();
  if (hasDisplay()) return () => undefined;
  const screen = await startVirtualDisplay();
  process.env['DISPLAY'] = screen.display;
  return screen.stop;
}
