import type { FeatureRoute } from '../../ui/feature-route.ts';

export const route: FeatureRoute = {
  name: 'accounts',
  path: '/accounts',
  label: 'nav.accounts',
  icon: 'i-lucide-users',
  order: 60,
  load: () => import('./AccountsView.vue'),
};
