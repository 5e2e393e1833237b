import ui from '@nuxt/ui/vue-plugin';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { createRouter, createWebHashHistory } from 'vue-router';
import { LiveFeed, connectLiveFeed } from '../../bridge/live-feed.ts';
import { sessionStores } from '../../bridge/session-stores.ts';
import { liveFeedKey } from '../../bridge/use-live-feed.ts';
import { forgetSessionKey } from '../../bridge/use-session-end.ts';
import { mapEngineKey } from '../../features/live/map-engine-key.ts';
import { trackEngineKey } from '../../features/playback/map-engine-key.ts';
import { createTranslations } from '../../i18n/index.ts';
import { Shortcuts, shortcutsKey } from '../../ui/shortcuts.ts';
import '../../ui/style.css';
import App from './App.vue';
import { features, routes } from './navigation.ts';

const feed = new LiveFeed();
connectLiveFeed(feed);

const router = createRouter({ history: createWebHashHistory(), routes: routes(features) });

// One engine for all maps of the window, whichever feature shows them.
const maps = { engine: null };

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
  .provide(mapEngineKey, maps)
  .provide(trackEngineKey, maps)
  .mount('#app');
