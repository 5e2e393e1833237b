import type { Component } from 'vue';

/** What a feature folder exports as `route` from its `route.ts` to appear in the navigation. */
export interface FeatureRoute {
  /** Unique; also the name of the vue-router route. */
  readonly name: string;
  /** Below the hash, like `/live`. */
  readonly path: string;
  /** Key of its label in i18n. */
  readonly label: string;
  /** `i-lucide-...` */
  readonly icon: string;
  /** Place in the navigation, lowest first; the shell gives Ctrl+1, Ctrl+2 ... in this order. */
  readonly order: number;
  readonly load: () => Promise<{ readonly default: Component }>;
}
