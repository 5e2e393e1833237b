import type { EventName, Events } from '../contract/events.ts';
import type { LiveHub } from './live-hub.ts';
import type { SignedIn } from './signed-in.ts';

export type Broadcast = <Name extends EventName>(name: Name, payload: Events[Name]) => void;

/** Tells all windows what the services of whoever is signed in tell. */
export function broadcastFrom(services: SignedIn, hub: LiveHub, broadcast: Broadcast): void {
  services.fleet.onProgress((progress) => {
    broadcast('accounts.changed', progress);
  });
  services.commands?.service.onChange((record) => {
    broadcast('commands.changed', record);
  });
  services.geofences?.service.onChange(() => {
    broadcast('geofences.changed', null);
  });
  services.time?.onShow((messages) => {
    hub.showPast(messages);
  });
  services.time?.onChange((status) => {
    broadcast('time.changed', status);
  });
  services.playback?.onProgress((progress) => {
    broadcast('playback.progress', progress);
  });
  services.reports.onChange((run) => {
    broadcast('reports.changed', run);
  });
  services.alarms.onChange((status) => {
    broadcast('alarms.changed', status);
  });
}
