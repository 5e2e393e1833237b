import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const configuration = `
Section "Device"
  Identifier "card"
  Driver "dummy"
  VideoRam 256000
EndSection
Section "Monitor"
  Identifier "monitor"
  HorizSync 5.0-1000.0
  VertRefresh 5.0-200.0
EndSection
Section "Screen"
  Identifier "screen"
  Device "card"
  Monitor "monitor"
  DefaultDepth 24
  SubSection "Display"
    Depth 24
    Modes "1280x720"
    Virtual 3840 1080
  EndSubSection
EndSection
`;

const mode = '74.50 1280 1344 1472 1664 720 723 728 748 -hsync +vsync'.split(' ');

/** A virtual X server with two monitors of 1280x720 beside each other; the right one can be pulled out. */
export class TwoMonitors {
  readonly display: string;
  readonly #server: ChildProcess;
  readonly #folder: string;

  private constructor(display: string, server: ChildProcess, folder: string) {
    this.display = display;
    this.#server = server;
    this.#folder = folder;
  }

  static async start(): Promise<TwoMonitors> {
    const folder = await mkdtemp(join(tmpdir(), 'monitors-'));
    await writeFile(join(folder, 'xorg.conf'), configuration);
    const log = join(folder, 'xorg.log');
    const args = ['-config', join(folder, 'xorg.conf'), '-noreset', '-nolisten', 'tcp', '-logfile', log];
    const server = spawn('Xorg', ['-displayfd', '3', ...args], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const number = await new Promise<string>((resolve, reject) => {
      server.stdio[3]?.once('data', (text: Buffer) => {
        resolve(text.toString().trim());
      });
      server.once('error', reject);
      server.once('exit', () => {
        void readFile(log, 'utf8').then((text) => {
          reject(new Error(`The X server ended: ${text.slice(-800)}`));
        }, reject);
      });
    });
    const monitors = new TwoMonitors(`:${number}`, server, folder);
    await monitors.#xrandr('--newmode', 'M1', ...mode);
    for (const output of ['DUMMY0', 'DUMMY1']) await monitors.#xrandr('--addmode', output, 'M1');
    await monitors.#xrandr('--output', 'DUMMY0', '--mode', 'M1', '--pos', '0x0', '--primary');
    await monitors.plugIn();
    return monitors;
  }

  plugIn(): Promise<void> {
    return this.#xrandr('--output', 'DUMMY1', '--mode', 'M1', '--pos', '1280x0');
  }

  unplug(): Promise<void> {
    return this.#xrandr('--output', 'DUMMY1', '--off');
  }

  async stop(): Promise<void> {
    this.#server.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #xrandr(...args: string[]): Promise<void> {
    const options = { env: { ...process.env, DISPLAY: this.display } };
    await run('xrandr', args, options);
    // The driver calls an output connected only once somebody asks it to look; Electron reads what was found last.
    await run('xrandr', ['--query'], options);
  }
}
