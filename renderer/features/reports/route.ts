import type { FeatureRoute } from '../../ui/feature-route.ts';

export const route: FeatureRoute = {
  name: 'reports',
  path: '/reports',
  label: 'nav.reports',
  icon: 'i-lucide-file-spreadsheet',
  order: 80,
  load: () => import('./ReportsView.vue'),
};
