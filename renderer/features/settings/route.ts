import type { FeatureRoute } from '../../ui/feature-route.ts';

export const route: FeatureRoute = {
  name: 'settings',
  path: '/settings',
  label: 'nav.settings',
  icon: 'i-lucide-settings',
  order: 100,
  load: () => import('./SettingsView.vue'),
};
