import ui from '@nuxt/ui/vue-plugin';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { createRouter, createWebHashHistory } from 'vue-router';
import { LiveFeed, connectLiveFeed } from '../../bridge/live-feed.ts';
import { sessionStores } from '../../bridge/session-stores.ts';
import { liveFeedKey } from '../../bridge/use-live-feed.ts';
import { forgetSessionKey } from '../../bridge/use-session-end.ts';
import { mapEngineKey } from '../../features/live/map-engine-key.ts';
import { createTranslations } from '../../i18n/index.ts';
import { Shortcuts, shortcutsKey } from '../../ui/shortcuts.ts';
import '../../ui/style.css';
import App from './App.vue';
import WallView from './WallView.vue';

const feed = new LiveFeed();
connectLiveFeed(feed);

// One screen today; buttons of the component library expect a router all the same.
const router = createRouter({
  history: createWebHashHistory(),
  routes: [{ path: '/:rest(.*)*', component: WallView }],
});

const shortcuts = new Shortcuts();
window.addEventListener('keydown', (event) => {
  shortcuts.press(event);
});

const pinia = createPinia();
const forgetSession = sessionStores(pinia);

createApp(App)
  .use(pinia)
  .use(router)
  .use(createTranslations())
  .use(ui)
  .provide(shortcutsKey, shortcuts)
  .provide(liveFeedKey, feed)
  .provide(forgetSessionKey, forgetSession)
  .provide(mapEngineKey, { engine: null })
  .mount('#app');
