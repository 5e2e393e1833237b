import type { FeatureRoute } from '../../ui/feature-route.ts';

export const route: FeatureRoute = {
  name: 'geofences',
  path: '/geofences',
  label: 'nav.geofences',
  icon: 'i-lucide-circle-dashed',
  order: 50,
  load: () => import('./GeofencesView.vue'),
};
