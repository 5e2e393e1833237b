import { spawn } from 'node:child_process';
import { NeedsPerson } from './say.mjs';

/** Whether this machine shows windows to somebody. */
export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);

/**
 * Starts a virtual screen of 1920x1080 on a free display number.
 *
 * @returns {Promise<{ display: string, stop: () => void }>} display such as `:1`
 */
export function startVirtualDisplay() {
  return new Promise((resolve, reject) => {
    const args = ['-displayfd', '3', '-screen', '0', '1920x1080x24', '-nolisten', 'tcp', '-noreset'];
    const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    const stop = () => {
      process.off('exit', stop);
      server.kill();
    };
    process.on('exit', stop);
    server.on('error', (error) => reject(new NeedsPerson(`Xvfb does not start: ${error.message}`)));
    server.on('exit', (code) => reject(new NeedsPerson(`Xvfb ended at once with code ${code}`)));
    server.stdio[3]?.once('data', (number) => {
      server.unref();
      resolve({ display: `:${String(number).trim()}`, stop });
    });
  });
}
