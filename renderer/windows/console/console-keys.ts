import type { KeyPress } from '../../ui/key-press.ts';

/** Keys of the console that its menus and buttons show too. */
export const paletteKey: KeyPress = { key: 'k', ctrl: true };
export const newWallKey: KeyPress = { key: 'n', ctrl: true, shift: true };

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];

/** The key of a screen by its place in the navigation, counted from 0; null beyond the tenth. */
export function pageKey(place: number): KeyPress | null {
  const key = digits[place];
  return key === undefined ? null : { key, ctrl: true };
}
