// Attributes and listeners that every component hands on to its root element, so that templates may set them.
import type { AriaAttributes, HTMLAttributes } from 'vue';

type HandedOn = AriaAttributes &
  Pick<
    HTMLAttributes,
    | 'id'
    | 'role'
    | 'tabindex'
    | 'spellcheck'
    | 'inputmode'
    | 'title'
    | 'onClick'
    | 'onKeydown'
    | 'onFocus'
    | 'onBlur'
  >;

declare module 'vue' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merging is the only way to extend it
  interface AllowedComponentProps extends HandedOn {}
}
