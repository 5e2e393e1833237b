import type { RouteRecordRaw } from 'vue-router';
import type { FeatureRoute } from '../../ui/feature-route.ts';

const modules = import.meta.glob<{ readonly route: FeatureRoute }>('../../features/*/route.ts', {
  eager: true,
});

/** Every feature that has a screen, in the order of the navigation: one `route.ts` a folder under `features`. */
export const features: readonly FeatureRoute[] = Object.values(modules)
  .map((module) => module.route)
  .toSorted((a, b) => a.order - b.order);

/** The router's records; anything unknown goes to the first screen. */
export function routes(list: readonly FeatureRoute[]): RouteRecordRaw[] {
  const records: RouteRecordRaw[] = list.map((feature) => ({
    path: feature.path,
    name: feature.name,
    component: feature.load,
  }));
  return [...records, { path: '/:rest(.*)*', redirect: list[0]?.path ?? '/' }];
}
