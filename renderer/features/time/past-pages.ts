/**
 * What a page means while the past is shown: `shown`, it shows that moment; `map`, its map does; `commands`, what is
 * sent there acts now; `own`, it has times of its own; `now`, it shows now.
 */
export type PastPage = 'shown' | 'map' | 'commands' | 'own' | 'now';

const pages: Readonly<Record<string, PastPage | undefined>> = {
  live: 'shown',
  geofences: 'map',
  commands: 'commands',
  playback: 'own',
};

/** By the name of the route. */
export function pastPage(route: unknown): PastPage {
  return (typeof route === 'string' ? pages[route] : undefined) ?? 'now';
}
