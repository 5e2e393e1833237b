import type { FeatureRoute } from '../../ui/feature-route.ts';

export const route: FeatureRoute = {
  name: 'audit',
  path: '/audit',
  label: 'nav.audit',
  icon: 'i-lucide-shield-check',
  order: 90,
  load: () => import('./AuditView.vue'),
};
