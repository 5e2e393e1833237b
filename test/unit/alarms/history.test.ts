import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AlarmHistoryService } from '../../../electron/alarms/history.ts';
import { AlarmHandlingStore } from '../../../electron/archive/alarm-handling.ts';
import { AlarmIntakeStore } from '../../../electron/archive/alarm-intake.ts';
import { AlarmPastStore } from '../../../electron/archive/alarm-past.ts';
import { AlarmStore } from '../../../electron/archive/alarm-store.ts';
import type { Alarm } from '../../../electron/contract/alarm.ts';
import type { Device } from '../../../electron/contract/device.ts';
import type { Failure } from '../../../electron/contract/errors.ts';
import type { OpenApi } from '../../../electron/openapi/api.ts';
import { fail } from '../../../electron/contract/result.ts';
import { freshArchive, value } from '../../support/archive.ts';

const HOUR = 3_600;
const NOW = 1_700_000_000;

function device(imei: string): Device {
  return {
    imei,
    name: '',
    type: 'VT05S',
    plate: `B-${imei}`,
    sim: '',
    iccid: '',
    account: 'north',
    onlineTime: null,
    activatedTime: null,
    platformDueTime: null,
    userDueTime: null,
    extra: {},
  };
}

function alarm(imei: string, systemTime: number, type = 1): Alarm {
  return {
    imei,
    type,
    systemTime,
    gpsTime: null,
    longitude: null,
    latitude: null,
    speed: null,
    course: null,
    geofenceId: '0',
  };
}

/** What a reading gives: pages, and how it ends. */
type Reading = (imei: string, begin: number, end: number) => { pages: Alarm[][]; failure: Failure | null };

function open(reading: Reading | null = null) {
  const { archive, dispose } = freshArchive();
  onTestFinished(dispose);
  const store = new AlarmStore(archive);
  const api: Pick<OpenApi, 'alarms'> = {
    alarms: async (imei, begin, end, _options, onPage) => {
      if (reading === null) throw new Error('nobody asks');
      const { pages, failure } = reading(imei, begin, end);
      for (const page of pages) await onPage(page);
      return { complete: failure === null, failure, malformed: 0, requests: pages.length };
    },
  };
  const intake = new AlarmIntakeStore(archive);
  const devices = ['10001', '10002'].map(device);
  return {
    store,
    handling: new AlarmHandlingStore(archive),
    take: (one: Alarm): number => {
      const rules = { quiet: () => 60, muted: () => false };
      const taken = value(
        intake.take([{ imei: one.imei, alarms: [one], read: null, cursor: null }], rules, 1),
      );
      return taken[0]?.id ?? 0;
    },
    history: new AlarmHistoryService({
      api,
      fleet: {
        search: (query) => devices.filter(({ plate }) => plate.includes(query)),
        serverTime: () => NOW,
      },
      store,
      past: new AlarmPastStore(archive),
      onFill: () => undefined,
    }),
  };
}

const day = { begin: NOW - 25 * HOUR, end: NOW - HOUR, query: '', types: [] };

describe('The history of alarms', () => {
  it('says of each alarm that was in the inbox how far it is, whose it was, who closed it and how it ended', async () => {
    const { history, handling, take } = open();
    const closed = take(alarm('10001', NOW - 3 * HOUR));
    value(handling.acknowledge([closed], { by: 'mara', at: 10 }));
    value(handling.note([closed], 'outcome', 'falseAlarm\nthe driver leant on it', { by: 'nadia', at: 20 }));
    value(handling.setState([closed], 'closed', { by: 'nadia', at: 20 }));
    const open_ = take(alarm('10002', NOW - 2 * HOUR));
    const { rows } = value(await history.read(day));
    expect(rows.map(({ account, handled }) => [account, handled])).toEqual([
      [
        'north',
        {
          id: open_,
          state: 'new',
          owner: '',
          acknowledgedBy: '',
          closedBy: null,
          closedAt: null,
          outcome: null,
        },
      ],
      [
        'north',
        {
          id: closed,
          state: 'closed',
          owner: 'mara',
          acknowledgedBy: 'mara',
          closedBy: 'nadia',
          closedAt: 20,
          outcome: 'falseAlarm',
        },
      ],
    ]);
  });

  it('says nothing of an alarm that only a search of the past has read', async () => {
    const { history, store } = open();
    value(store.put([alarm('10001', NOW - 3 * HOUR)]));
    expect(value(await history.read(day)).rows).toMatchObject([{ imei: '10001', handled: null }]);
  });

  it('forgets who closed an alarm that was opened again', async () => {
    const { history, handling, take } = open();
    const id = take(alarm('10001', NOW - 3 * HOUR));
    value(handling.setState([id], 'closed', { by: 'nadia', at: 20 }));
    value(handling.setState([id], 'inProgress', { by: 'mara', at: 30 }));
    expect(value(await history.read(day)).rows[0]?.handled).toMatchObject({
      state: 'inProgress',
      closedBy: null,
      closedAt: null,
    });
  });

  it('tells the repeats of one line alike', async () => {
    const { history, take, handling } = open();
    const id = take(alarm('10001', NOW - 3 * HOUR));
    take(alarm('10001', NOW - 3 * HOUR + 30));
    value(handling.setState([id], 'closed', { by: '', at: 20 }));
    const { rows } = value(await history.read(day));
    expect(rows.map(({ handled }) => [handled?.id, handled?.closedBy])).toEqual([
      [id, ''],
      [id, ''],
    ]);
  });

  it('tells how much of the period is not known, of how many devices', async () => {
    const { history, store } = open();
    value(store.putCovering('10001', [], { begin: day.begin, end: day.begin + 6 * HOUR }));
    value(store.putCovering('10001', [], { begin: day.end - 6 * HOUR, end: day.end }));
    expect(value(await history.read(day))).toMatchObject({
      devices: 2,
      gapCount: 2,
      gapDevices: 2,
      gapSeconds: 36 * HOUR,
      deviceSeconds: 48 * HOUR,
    });
    value(store.putCovering('10001', [], { begin: day.begin, end: day.end }));
    expect(value(await history.read(day))).toMatchObject({ gapDevices: 1, gapSeconds: 24 * HOUR });
  });

  it('tells an alarm of just now, without calling the last seconds a gap', async () => {
    const { history, take, store } = open();
    for (const imei of ['10001', '10002']) {
      value(store.putCovering(imei, [], { begin: day.begin, end: NOW - 60 }));
    }
    const id = take(alarm('10001', NOW - 5));
    const told = value(await history.read({ ...day, end: NOW + HOUR }));
    expect(told.rows).toMatchObject([{ systemTime: NOW - 5, handled: { id } }]);
    expect(told.gapCount).toBe(0);
  });
});

describe('reading what is missing', () => {
  const filled = async ({ history }: ReturnType<typeof open>): Promise<string> => {
    value(history.start(day));
    await vi.waitFor(() => {
      // A busy machine comes to it late.
      expect(history.fill?.state).not.toBe('running');
    }, 30_000);
    const { done, failures } = history.fill ?? { done: 0, failures: 0 };
    return `${done} read, ${failures} not wholly`;
  };

  it('goes past a second that holds more than the provider can give, and only that second stays a gap', async () => {
    const burst = NOW - 20 * HOUR;
    const late = NOW - 2 * HOUR;
    const desk = open((imei, begin) => {
      if (imei !== '10001') return { pages: [], failure: null };
      return begin <= burst
        ? { pages: [[alarm(imei, burst)]], failure: { code: 'result.incomplete' } }
        : { pages: [[alarm(imei, late)]], failure: null };
    });
    expect(await filled(desk)).toBe('2 read, 1 not wholly');
    const past = value(await desk.history.read(day));
    expect(past.rows.map(({ systemTime }) => systemTime)).toEqual([late, burst]);
    expect(past.gaps.map(({ begin, end }) => [begin, end])).toEqual([[burst, burst + 1]]);
  });

  it('does not call known what the archive did not keep', async () => {
    const desk = open((imei) => ({ pages: [[alarm(imei, NOW - 2 * HOUR)]], failure: null }));
    vi.spyOn(desk.store, 'put').mockReturnValue(fail({ code: 'file.diskFull' }));
    expect(await filled(desk)).toBe('2 read, 2 not wholly');
    expect(value(await desk.history.read(day))).toMatchObject({ rows: [], gapDevices: 2 });
  });
});
