import { createPinia, setActivePinia } from 'pinia';
import { effectScope, nextTick, ref, type EffectScope } from 'vue';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { alarmSettings, type AlarmStatus } from '../../../../../electron/contract/alarm-desk.ts';
import { useAlarmsStore } from '../../../../../renderer/features/alarms/alarms.store.ts';
import { useAlarmSound } from '../../../../../renderer/features/alarms/use-alarm-sound.ts';
import { FakeBridge } from '../../fake-bridge.ts';

let scope: EffectScope;
let bridge: FakeBridge;
let plays = 0;
let version = 0;

beforeEach(() => {
  vi.useFakeTimers();
  setActivePinia(createPinia());
  bridge = new FakeBridge().install();
  scope = effectScope();
  plays = 0;
});
afterEach(() => {
  scope.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function open(repeatSeconds: number): void {
  const element = {
    dataset: {},
    play: () => {
      plays += 1;
      return Promise.resolve();
    },
    pause: () => undefined,
  };
  scope.run(() => {
    const { priorities } = alarmSettings.parse({});
    const critical = { ...priorities.critical, sound: 'siren' as const, repeatSeconds };
    useAlarmsStore().settings = alarmSettings.parse({ priorities: { ...priorities, critical } });
    useAlarmSound(ref(element as unknown as HTMLAudioElement));
  });
}

/** The status comes again and again: the age of the feed is in it. */
async function tell(serial: number | null): Promise<void> {
  version += 1;
  const none = { new: 0, inProgress: 0, onHold: 0 };
  const newest = { id: 1, title: 'SOS', device: 'B-AB 1', priority: 'critical' as const };
  const status: AlarmStatus = {
    version,
    counts: { critical: { ...none, new: 1 }, high: none, medium: none, low: none },
    ring: serial === null ? null : { serial, priority: 'critical', newest },
    alarmed: [],
    feed: { devices: 1, neverAsked: 0, oldestAge: version, losses: 0 },
    fill: null,
  };
  bridge.broadcast('alarms.changed', status);
  await nextTick();
}

it('is heard every so many seconds, however often the status comes meanwhile', async () => {
  open(10);
  await tell(1);
  expect(plays).toBe(1);
  for (let second = 0; second < 9; second += 1) {
    vi.advanceTimersByTime(1_000);
    await tell(1);
  }
  expect(plays).toBe(1);
  vi.advanceTimersByTime(1_000);
  expect(plays).toBe(2);
  await tell(2);
  expect(plays).toBe(3);
  await tell(null);
  vi.advanceTimersByTime(60_000);
  expect(plays).toBe(3);
});

it('is heard once where the rule says once', async () => {
  open(0);
  await tell(1);
  await tell(1);
  vi.advanceTimersByTime(60_000);
  expect(plays).toBe(1);
});
