import type { FeatureRoute } from '../../ui/feature-route.ts';

export const route: FeatureRoute = {
  name: 'messages',
  path: '/messages',
  label: 'nav.messages',
  icon: 'i-lucide-mail',
  order: 70,
  load: () => import('./MessagesView.vue'),
};
