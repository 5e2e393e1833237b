import type { FeatureRoute } from '../../ui/feature-route.ts';

export const route: FeatureRoute = {
  name: 'commands',
  path: '/commands',
  label: 'nav.commands',
  icon: 'i-lucide-square-terminal',
  order: 40,
  load: () => import('./CommandsView.vue'),
};
