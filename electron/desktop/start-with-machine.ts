import { app } from 'electron';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fail, succeed, type Result } from '../contract/result.ts';

/** Starting the console when somebody logs in: the system's own list, or on Linux an autostart file. */
export class StartWithMachine {
  /** null where the system offers no way. */
  read(): boolean | null {
    if (process.platform === 'linux') return existsSync(autostartFile());
    if (process.platform === 'win32' || process.platform === 'darwin') {
      return app.getLoginItemSettings().openAtLogin;
    }
    return null;
  }

  write(on: boolean): Result<null> {
    if (process.platform !== 'linux') {
      app.setLoginItemSettings({ openAtLogin: on });
      return succeed(null);
    }
    const file = autostartFile();
    try {
      if (on) {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, autostartEntry(startCommand()));
      } else rmSync(file, { force: true });
      return succeed(null);
    } catch {
      return fail({ code: 'file.notWritable', concerns: file });
    }
  }
}

function autostartFile(): string {
  const config = process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config');
  return join(config, 'autostart', 'watchdesk.desktop');
}

function startCommand(): string[] {
  // An AppImage runs from a place that is another one at each start.
  const program = process.env['APPIMAGE'] || process.execPath;
  return app.isPackaged ? [program] : [program, app.getAppPath()];
}

/** An entry of the desktop's autostart folder. */
function autostartEntry(command: readonly string[]): string {
  const quoted = command.map((part) => `"${part.replace(/["\\$`]/gu, String.raw`\$&`)}"`).join(' ');
  return ['[Desktop Entry]', 'Type=Application', 'Name=Watchdesk', `Exec=${quoted}`, ''].join('\n');
}
