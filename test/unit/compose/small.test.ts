import { describe, expect, it } from 'vitest';
import { DemoProvider, type DemoProcess } from '../../../electron/compose/demo.ts';
import { systemUser } from '../../../electron/compose/system-user.ts';
import { settingsPatch, settingsSchema } from '../../../electron/contract/settings.ts';

describe('the user of the operating system', () => {
  const throws = (): never => {
    throw new Error('ENOENT: no such file or directory, uv_os_get_passwd');
  };

  it('is named by the system, else by the environment, else by his number', () => {
    expect(systemUser(() => ({ username: 'olga' }), { USER: 'other' })).toBe('olga');
    expect(systemUser(throws, { USER: 'from-environment' })).toBe('from-environment');
    expect(systemUser(() => ({ username: '' }), { USERNAME: 'windows' })).toBe('windows');
    expect(systemUser(throws, {})).toMatch(/^(user \d+|unknown user)$/);
  });
});

describe('the time zone of the settings', () => {
  it('is one that the computer knows; another is refused in a change and ignored in a file', () => {
    for (const timeZone of ['system', 'UTC', 'Europe/Berlin', 'Asia/Kathmandu']) {
      expect(settingsPatch.safeParse({ timeZone }).success).toBe(true);
    }
    for (const timeZone of ['', 'Berlin', 'Mars/Olympus', 'x'.repeat(50)]) {
      expect(settingsPatch.safeParse({ timeZone }).success).toBe(false);
      expect(settingsSchema.parse({ timeZone }).timeZone).toBe('system');
    }
  });
});

/** A process of a demo that says and ends what the test wants. */
function fakeProcess(): DemoProcess & { say: (message: unknown) => void; end: (code: number) => void } {
  const hear: ((message: unknown) => void)[] = [];
  const ends: ((code: number) => void)[] = [];
  const end = (code: number): void => {
    for (const listener of ends.splice(0)) listener(code);
  };
  return {
    onMessage: (listener) => hear.push(listener),
    onExit: (listener) => ends.push(listener),
    kill: () => {
      end(0);
    },
    say: (message) => {
      for (const listener of hear) listener(message);
    },
    end,
  };
}

describe('the demo provider', () => {
  const ready = { type: 'simulator-ready', url: 'http://127.0.0.1:1', account: 'a', password: 'b' };

  it('tells when it ends by itself, and only then', async () => {
    const processes: ReturnType<typeof fakeProcess>[] = [];
    let lost = 0;
    const demo = new DemoProvider(
      () => {
        const process = fakeProcess();
        processes.push(process);
        return process;
      },
      1_000,
      () => {
        lost += 1;
      },
    );
    const first = demo.start();
    processes[0]?.say(ready);
    expect((await first).ok).toBe(true);
    await demo.stop();
    expect(lost).toBe(0);

    const second = demo.start();
    processes[1]?.say(ready);
    await second;
    processes[1]?.end(1);
    await expect.poll(() => lost).toBe(1);

    const third = demo.start();
    expect(processes).toHaveLength(3);
    processes[2]?.end(1);
    expect((await third).ok).toBe(false);
    expect(lost).toBe(1);
  });
});
