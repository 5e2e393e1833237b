import { fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../../../electron/simulator/main.ts', import.meta.url));
const running: ChildProcess[] = [];

afterEach(() => {
  for (const child of running.splice(0)) child.kill();
});

function message(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => {
      reject(new Error(`ended with ${code}`));
    });
  });
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('exit', resolve);
  });
}

describe('the simulator as a process of its own', () => {
  it('tells its parent where it listens, takes switches, and ends when told', async () => {
    const child = fork(main, ['--vehicles', '20', '--accounts', '5']);
    running.push(child);
    const ready = (await message(child)) as { type: string; url: string; adminUrl: string };
    expect(ready).toMatchObject({ type: 'simulator-ready', account: 'demo', password: 'demo' });
    const answer: unknown = await (await fetch(`${ready.url}/api/track`)).json();
    expect(answer).toMatchObject({ code: 10005 });

    const faults = message(child);
    child.send({ type: 'faults', faults: { rules: [{ action: { do: 'answer', code: 10000 } }] } });
    expect(await faults).toEqual({ type: 'simulator-faults', accepted: true });
    expect(await (await fetch(`${ready.url}/api/track`)).json()).toMatchObject({ code: 10000 });

    const refused = message(child);
    child.send({ type: 'faults', faults: { nonsense: 1 } });
    expect(await refused).toEqual({ type: 'simulator-faults', accepted: false });

    const end = ended(child);
    child.send({ type: 'close' });
    expect(await end).toBe(0);
  });

  it('ends when its parent is gone', async () => {
    const child = fork(main, ['--vehicles', '20', '--accounts', '5']);
    running.push(child);
    await message(child);
    const end = ended(child);
    child.disconnect();
    expect(await end).toBe(0);
  });

  it('says on the terminal what it does not understand, and ends with 2', async () => {
    const child = spawn(process.execPath, [main, '--vehicles', 'lots'], { stdio: 'pipe' });
    running.push(child);
    let words = '';
    child.stderr.on('data', (part: Buffer) => {
      words += part.toString();
    });
    expect(await ended(child)).toBe(2);
    expect(words).toContain('vehicles');
    expect(words).toContain('Usage');
  });
});
