import type { FeatureRoute } from '../../ui/feature-route.ts';

export const route: FeatureRoute = {
  name: 'live',
  path: '/live',
  label: 'nav.live',
  icon: 'i-lucide-map',
  order: 10,
  load: () => import('./LiveView.vue'),
};
