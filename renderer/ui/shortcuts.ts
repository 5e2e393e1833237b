import type { InjectionKey, ShallowRef } from 'vue';
import { inject, onActivated, onDeactivated, onScopeDispose, shallowRef } from 'vue';
import type { KeyPress } from './key-press.ts';
import { isPressed, isWriting } from './key-press.ts';

/** One row of the table that both binds the keys and is shown as the list of shortcuts. */
export interface Shortcut {
  /** Any of these does it. */
  readonly keys: readonly KeyPress[];
  /** What it does, in the words of the screen. */
  readonly does: string;
  /** null: whoever has the focus (a map, a list) does it by the same table. */
  readonly run: ((event: KeyboardEvent) => void) | null;
}

export interface ShortcutGroup {
  /** Where the keys work. */
  readonly title: string;
  readonly shortcuts: readonly Shortcut[];
  /** Keys that somebody else has use for, beside whoever writes. */
  readonly leaves?: (event: KeyboardEvent) => boolean;
}

/** The keys that work in one window now: bound and listed from the same rows. */
export class Shortcuts {
  private readonly groups: ShallowRef<readonly (() => ShortcutGroup | null)[]> = shallowRef([]);

  /** Adds keys until the returned function is called; `group` gives null while none of them works. */
  add(group: () => ShortcutGroup | null): () => void {
    this.groups.value = [...this.groups.value, group];
    return () => {
      this.groups.value = this.groups.value.filter((other) => other !== group);
    };
  }

  /** What is bound now, a title once. */
  list(): ShortcutGroup[] {
    const byTitle = new Map<string, ShortcutGroup>();
    for (const group of this.now()) {
      const before = byTitle.get(group.title)?.shortcuts ?? [];
      const more = group.shortcuts.filter(({ does }) => !before.some((each) => each.does === does));
      byTitle.set(group.title, { title: group.title, shortcuts: [...before, ...more] });
    }
    return [...byTitle.values()].filter(({ shortcuts }) => shortcuts.length > 0);
  }

  /** Does what the pressed keys are bound to; of two, what came last. */
  press(event: KeyboardEvent): void {
    if (event.defaultPrevented) return;
    const writes = isWriting(event.target);
    for (const { shortcuts, leaves } of this.now().toReversed()) {
      for (const { keys, run } of shortcuts) {
        const found =
          run !== null && keys.some((press) => isPressed(event, press) && !(writes && types(press)));
        if (!found || leaves?.(event)) continue;
        event.preventDefault();
        run(event);
        return;
      }
    }
  }

  private now(): ShortcutGroup[] {
    return this.groups.value.map((group) => group()).filter((group) => group !== null);
  }
}

/** Whether this press would write or move within a text. */
function types({ key, ctrl, alt }: KeyPress): boolean {
  return ctrl !== true && alt !== true && !/^F\d+$/u.test(key) && key !== 'Escape';
}

/** The shortcuts of a window. */
export const shortcutsKey: InjectionKey<Shortcuts> = Symbol('shortcuts');

export function useShortcutTable(): Shortcuts {
  const table = inject(shortcutsKey);
  if (table === undefined) throw new Error('The window has no table of shortcuts');
  return table;
}

/** Binds and lists keys while the current component is on the screen. */
export function useShortcuts(group: () => ShortcutGroup | null): void {
  const table = useShortcutTable();
  let remove: (() => void) | null = table.add(group);
  const leave = (): void => {
    remove?.();
    remove = null;
  };
  onActivated(() => {
    remove ??= table.add(group);
  });
  onDeactivated(leave);
  onScopeDispose(leave);
}
