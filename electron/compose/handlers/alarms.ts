import type { alarmCalls } from '../../contract/calls/alarms.ts';
import { succeed } from '../../contract/result.ts';
import type { HandlersOf } from '../../desktop/ipc.ts';
import { withServices, type HandlerNeeds } from './needs.ts';

export function alarmHandlers({ session, alarms }: HandlerNeeds): HandlersOf<typeof alarmCalls> {
  return {
    'alarms.status': () => withServices(session, (services) => succeed(services.alarms.status())),
    'alarms.list': ({ filter, offset, limit }) =>
      withServices(session, (services) => services.alarms.list(filter, offset, limit)),
    'alarms.newestAt': ({ priorities, at }) =>
      withServices(session, (services) => services.alarms.newestAt(priorities, at)),
    'alarms.open': ({ id }) => {
      alarms.show(id);
      return succeed(null);
    },
    'alarms.details': ({ id }) => withServices(session, (services) => services.alarms.details(id)),
    'alarms.acknowledge': ({ ids }) =>
      withServices(session, (services) => services.alarms.hands.acknowledge(ids)),
    'alarms.newOf': ({ filter }) => withServices(session, (services) => services.alarms.newOf(filter)),
    'alarms.acknowledgeAll': ({ filter, upTo }) =>
      withServices(session, (services) => services.alarms.acknowledgeAll(filter, upTo)),
    'alarms.takeBack': ({ undo }) =>
      withServices(session, (services) => services.alarms.hands.takeBack(undo)),
    'alarms.close': ({ ids, outcome, text }) =>
      withServices(session, (services) => services.alarms.hands.close(ids, outcome, text)),
    'alarms.setState': ({ ids, state }) =>
      withServices(session, (services) => services.alarms.hands.setState(ids, state)),
    'alarms.setOwner': ({ ids, owner }) =>
      withServices(session, (services) => services.alarms.hands.setOwner(ids, owner)),
    'alarms.note': ({ ids, text }) =>
      withServices(session, (services) => services.alarms.hands.note(ids, text)),
    'alarms.step': ({ id, step, done }) =>
      withServices(session, (services) => services.alarms.hands.step(id, step, done)),
    'alarms.mute': ({ id, minutes }) =>
      withServices(session, (services) => services.alarms.hands.mute(id, minutes)),
    'alarms.unmute': ({ imei, type }) =>
      withServices(session, (services) => services.alarms.hands.unmute(imei, type)),
    'alarms.mutes': () => withServices(session, (services) => services.alarms.mutes()),
    'alarms.track': ({ id }) => withServices(session, (services) => services.alarms.track(id)),
    'alarms.settings': () => withServices(session, (services) => succeed(services.alarms.settings())),
    'alarms.changeSettings': (patch) =>
      withServices(session, (services) => {
        const changed = services.alarms.changeSettings(patch);
        if (changed.ok) alarms.onSettings(changed.value);
        return changed;
      }),
    'alarms.chooseSound': (_input, from) =>
      withServices(session, async (services) => {
        const path = await alarms.askSound(from);
        if (path === null) return succeed(services.alarms.settings());
        const taken = alarms.sound.take(path);
        if (!taken.ok) return taken;
        const changed = services.alarms.changeSettings({ ownSound: taken.value });
        if (changed.ok) alarms.onSettings(changed.value);
        return changed;
      }),
    'alarms.ownSound': () => succeed(alarms.sound.read()),
    'alarms.history': (query) => withServices(session, (services) => services.alarms.history.read(query)),
    'alarms.fill': (query) => withServices(session, (services) => services.alarms.history.start(query)),
    'alarms.cancelFill': () =>
      withServices(session, (services) => {
        services.alarms.history.cancel();
        return succeed(null);
      }),
  };
}
