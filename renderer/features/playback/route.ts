import type { FeatureRoute } from '../../ui/feature-route.ts';

export const route: FeatureRoute = {
  name: 'playback',
  path: '/playback',
  label: 'playback.title',
  icon: 'i-lucide-route',
  order: 30,
  load: () => import('./PlaybackView.vue'),
};
