import { describe, expect, it } from 'vitest';
import type { PressedKey } from '../../../../renderer/ui/key-press.ts';
import { isPressed } from '../../../../renderer/ui/key-press.ts';
import type { ShortcutGroup } from '../../../../renderer/ui/shortcuts.ts';
import { Shortcuts } from '../../../../renderer/ui/shortcuts.ts';

const pressed = (key: string, more: Partial<PressedKey> = {}): PressedKey => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

/** An event that comes from within an element that this selector names; "" from the page itself. */
function press(table: Shortcuts, key: PressedKey, within = ''): boolean {
  let taken = false;
  const target = {
    closest: (selector: string) => (within !== '' && selector.includes(within) ? target : null),
  };
  table.press({
    ...key,
    defaultPrevented: false,
    target,
    preventDefault: () => {
      taken = true;
    },
  } as unknown as KeyboardEvent);
  return taken;
}

const group = (done: string[], more: Partial<ShortcutGroup> = {}): ShortcutGroup => ({
  title: 'Everywhere',
  shortcuts: [
    { keys: [{ key: 'F1' }, { key: '?' }], does: 'help', run: () => void done.push('help') },
    { keys: [{ key: 'k', ctrl: true }], does: 'find', run: () => void done.push('find') },
    { keys: [{ key: 'ArrowUp' }], does: 'move', run: null },
  ],
  ...more,
});

describe('A press of keys', () => {
  it('is what was pressed with the same Ctrl, Alt and Shift only', () => {
    expect(isPressed(pressed('K', { ctrlKey: true }), { key: 'k', ctrl: true })).toBe(true);
    expect(isPressed(pressed('k', { metaKey: true }), { key: 'k', ctrl: true })).toBe(true);
    expect(isPressed(pressed('k'), { key: 'k', ctrl: true })).toBe(false);
    expect(isPressed(pressed('k', { ctrlKey: true, altKey: true }), { key: 'k', ctrl: true })).toBe(false);
    expect(isPressed(pressed('N', { ctrlKey: true, shiftKey: true }), { key: 'n', ctrl: true })).toBe(false);
  });

  it('finds a sign wherever a keyboard has it, with Shift or without', () => {
    expect(isPressed(pressed('?', { shiftKey: true }), { key: '?' })).toBe(true);
    expect(isPressed(pressed('?'), { key: '?' })).toBe(true);
  });

  it('finds digits where a keyboard writes another sign there, and with Alt by their place alone', () => {
    expect(isPressed(pressed('&', { code: 'Digit1', ctrlKey: true }), { key: '1', ctrl: true })).toBe(true);
    expect(isPressed(pressed('¡', { code: 'Digit1', altKey: true }), { key: '1', alt: true })).toBe(true);
    expect(isPressed(pressed('1', { code: 'Numpad1', altKey: true }), { key: '1', alt: true })).toBe(false);
    expect(isPressed(pressed('1', { code: 'Numpad1', ctrlKey: true }), { key: '1', ctrl: true })).toBe(true);
  });
});

describe('The table of shortcuts', () => {
  it('does what it lists and lists what it does, until it is taken away', () => {
    const done: string[] = [];
    const table = new Shortcuts();
    const remove = table.add(() => group(done));
    expect(table.list().map(({ shortcuts }) => shortcuts.map(({ does }) => does))).toEqual([
      ['help', 'find', 'move'],
    ]);
    expect(press(table, pressed('F1'))).toBe(true);
    expect(press(table, pressed('k', { ctrlKey: true }))).toBe(true);
    expect(done).toEqual(['help', 'find']);
    // What a list or a map does is theirs.
    expect(press(table, pressed('ArrowUp'))).toBe(false);
    remove();
    expect(table.list()).toEqual([]);
    expect(press(table, pressed('F1'))).toBe(false);
  });

  it('leaves signs to whoever writes, and keeps the keys that write nothing', () => {
    const done: string[] = [];
    const table = new Shortcuts();
    table.add(() => group(done));
    expect(press(table, pressed('?'), 'input')).toBe(false);
    expect(press(table, pressed('F1'), 'input')).toBe(true);
    expect(press(table, pressed('k', { ctrlKey: true }), 'textarea')).toBe(true);
    expect(done).toEqual(['help', 'find']);
  });

  it('leaves a key to whoever has use for it, and to what came last when two have', () => {
    const done: string[] = [];
    const table = new Shortcuts();
    table.add(() => group(done));
    let busy = true;
    table.add(() =>
      group([], {
        leaves: () => busy,
        shortcuts: [{ keys: [{ key: 'F1' }], does: 'mine', run: () => void done.push('mine') }],
      }),
    );
    press(table, pressed('F1'));
    busy = false;
    press(table, pressed('F1'));
    expect(done).toEqual(['help', 'mine']);
  });

  it('names a place once however many show it, and none where nothing works', () => {
    const table = new Shortcuts();
    table.add(() => group([]));
    table.add(() => group([]));
    table.add(() => null);
    table.add(() => ({ title: 'Kiosk', shortcuts: [] }));
    expect(table.list().map(({ title }) => title)).toEqual(['Everywhere']);
    expect(table.list()[0]?.shortcuts).toHaveLength(3);
  });
});
