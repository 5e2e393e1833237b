import type { FeatureRoute } from '../../ui/feature-route.ts';

export const route: FeatureRoute = {
  name: 'alarms',
  path: '/alarms',
  label: 'nav.alarms',
  icon: 'i-lucide-siren',
  order: 20,
  load: () => import('./AlarmsView.vue'),
};
