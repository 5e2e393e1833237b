import { describe, expect, it, onTestFinished } from 'vitest';
import { AlarmArrivals } from '../../../electron/alarms/arrivals.ts';
import { MuteBook } from '../../../electron/alarms/mutes.ts';
import { NoticeGate } from '../../../electron/alarms/notices.ts';
import { AlarmWatch } from '../../../electron/alarms/watch.ts';
import { AlarmHandlingStore } from '../../../electron/archive/alarm-handling.ts';
import { AlarmInboxStore } from '../../../electron/archive/alarm-inbox.ts';
import { AlarmIntakeStore } from '../../../electron/archive/alarm-intake.ts';
import { AlarmMuteStore } from '../../../electron/archive/alarm-mutes.ts';
import type { AlarmPriority } from '../../../electron/contract/alarm.ts';
import { alarmSettings, type AlarmEntry, type RaisedAlarm } from '../../../electron/contract/alarm-desk.ts';
import { freshArchive, value } from '../../support/archive.ts';
import { ManualClock } from '../../support/manual-clock.ts';

function raised(id: number, priority: AlarmPriority = 'high'): RaisedAlarm {
  return { id, title: `Alarm ${id}`, device: 'B-1', priority };
}

describe('a flood of alarms', () => {
  it('shows three notifications and tells the rest in one that leads to the most urgent', async () => {
    const clock = new ManualClock();
    const shown: RaisedAlarm[] = [];
    const gate = new NoticeGate(clock, (notice) => shown.push(notice));
    for (let id = 1; id <= 500; id += 1) gate.offer(raised(id, id === 321 ? 'critical' : 'high'));
    expect(shown.map(({ id }) => id)).toEqual([1, 2, 3]);
    await clock.advance(60_000);
    expect(shown).toHaveLength(4);
    expect(shown[3]).toEqual({
      id: 321,
      title: '497 more alarms',
      device: 'Alarm 321, B-1',
      priority: 'critical',
    });
    gate.offer(raised(600));
    expect(shown[4]).toEqual(raised(600));
  });

  it('tells every new line once, in turns, puts them into incidents, and finishes when it is ended', async () => {
    const { archive, dispose } = freshArchive();
    onTestFinished(dispose);
    const clock = new ManualClock();
    const inbox = new AlarmInboxStore(archive);
    const intake = new AlarmIntakeStore(archive);
    const handling = new AlarmHandlingStore(archive);
    const told: AlarmEntry[] = [];
    const arrivals = new AlarmArrivals({
      inbox,
      watch: new AlarmWatch(inbox, handling),
      timing: clock,
      settings: () => alarmSettings.parse({}),
      onArrived: (entry) => told.push(entry),
      onFailure: (failed) => {
        value(failed);
      },
    });
    const readings = Array.from({ length: 300 }, (_, device) => ({
      imei: String(10_000 + device),
      alarms: [33, 3].map((type) => ({
        imei: String(10_000 + device),
        type,
        longitude: device / 10,
        latitude: 50,
        gpsTime: 1_000,
        systemTime: 1_000,
        speed: 0,
        course: 0,
        geofenceId: '0',
      })),
      read: null,
      cursor: null,
    }));
    const rules = { quiet: () => 60, muted: (imei: string) => imei === '10007' };
    arrivals.add(value(intake.take(readings, rules, 0)));
    expect(told).toEqual([]);
    await clock.advance(1);
    arrivals.finish();
    expect(new Set(told.map(({ id }) => id)).size).toBe(598);
    expect(told).toHaveLength(598);
    const open = value(inbox.openOfDevice('10200', [3, 33], { begin: 0, end: 2_000 }, 10));
    expect(open).toHaveLength(2);
    expect(new Set(open.map(({ incident }) => incident)).size).toBe(1);
    expect(open[0]?.incident).not.toBeNull();
    const near = inbox.openNear(
      [33],
      { begin: 0, end: 2_000 },
      { south: 49, north: 51, west: 5, east: 6 },
      50,
    );
    expect(value(near)).toHaveLength(11);
  });
});

describe('a mute', () => {
  it('holds for its type on its device until its time, through a restart, and can be ended', () => {
    const { archive, dispose } = freshArchive();
    onTestFinished(dispose);
    let now = 1_000;
    const open = (): MuteBook =>
      new MuteBook(
        new AlarmMuteStore(archive),
        () => now,
        () => {
          throw new Error('the archive failed');
        },
      );
    const book = open();
    value(book.put({ imei: '12345', type: 4, until: 5_000, by: 'mara', at: now }));
    value(book.put({ imei: '12345', type: 7, until: 9_000, by: 'mara', at: now }));
    expect(book.of('12345', 4)?.by).toBe('mara');
    expect([book.of('12345', 5), book.of('12346', 4)]).toEqual([null, null]);
    const again = open();
    expect(again.current().map(({ type }) => type)).toEqual([4, 7]);
    now = 5_000;
    expect(again.of('12345', 4)).toBeNull();
    value(again.remove('12345', 7));
    expect(again.current()).toEqual([]);
    expect(open().current()).toEqual([]);
  });
});
