import { describe, expect, it, onTestFinished } from 'vitest';
import { AlarmHandlingStore } from '../../../electron/archive/alarm-handling.ts';
import { AlarmInboxStore, type InboxQuery } from '../../../electron/archive/alarm-inbox.ts';
import { AlarmIntakeStore, type TakenIn } from '../../../electron/archive/alarm-intake.ts';
import { AlarmStore } from '../../../electron/archive/alarm-store.ts';
import type { Alarm } from '../../../electron/contract/alarm.ts';
import { freshArchive, value } from '../../support/archive.ts';

const hand = { by: 'mara', at: 5_000 };
const all: InboxQuery = {
  states: ['new', 'inProgress', 'onHold', 'closed'],
  typeGroups: [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]],
  imeis: null,
  owner: null,
};

function open() {
  const opened = freshArchive();
  onTestFinished(opened.dispose);
  const { archive } = opened;
  const intake = new AlarmIntakeStore(archive);
  return {
    archive,
    intake,
    inbox: new AlarmInboxStore(archive),
    handling: new AlarmHandlingStore(archive),
    store: new AlarmStore(archive),
    take: (alarms: readonly Alarm[], quiet = 60): readonly TakenIn[] =>
      value(
        intake.take(
          alarms.map((each) => ({ imei: each.imei, alarms: [each], read: null, cursor: each.systemTime })),
          { quiet: () => quiet, muted: () => false },
          1_000,
        ),
      ),
  };
}

function alarm(systemTime: number, over: Partial<Alarm> = {}): Alarm {
  return {
    imei: '12345',
    type: 1,
    longitude: 10,
    latitude: 50,
    gpsTime: systemTime - 2,
    systemTime,
    speed: 3,
    course: 90,
    geofenceId: '0',
    ...over,
  };
}

describe('taking alarms into the inbox', () => {
  it('makes one line of repeats within the quiet period, and another after it', () => {
    const { take, inbox } = open();
    take([alarm(100), alarm(130), alarm(185), alarm(400)]);
    const { rows, total } = value(inbox.list(all, 0, 10));
    expect(total).toBe(2);
    expect(rows.map(({ firstAt, lastAt, times }) => [firstAt, lastAt, times])).toEqual([
      [400, 400, 1],
      [100, 185, 3],
    ]);
  });

  it('counts an alarm once however often it is told, also when a report had read it before', () => {
    const { take, inbox, store } = open();
    value(store.put([alarm(100)]));
    expect(take([alarm(100), alarm(100)])).toHaveLength(1);
    expect(take([alarm(100)])).toEqual([]);
    expect(value(inbox.list(all, 0, 10)).rows).toMatchObject([{ times: 1 }]);
    expect(value(store.count())).toBe(1);
  });

  it('opens a new line when the one before was closed: a second SOS rings again', () => {
    const { take, handling } = open();
    const [first] = take([alarm(100)]);
    value(handling.setState([first?.id ?? 0], 'closed', hand));
    expect(take([alarm(120)])).toMatchObject([{ isNew: true }]);
  });

  it('keeps types and devices apart, and remembers where to read on', () => {
    const { take, inbox, intake } = open();
    take([alarm(100), alarm(100, { type: 2 }), alarm(101, { imei: '99999' })]);
    expect(value(inbox.list(all, 0, 10)).total).toBe(3);
    expect(value(intake.cursors())).toEqual(
      new Map([
        ['12345', 100],
        ['99999', 101],
      ]),
    );
    expect(value(inbox.types())).toEqual([1, 2]);
  });

  it('puts a line of a muted type on hold, unheard, and counts what is open as it changes', () => {
    const { intake, inbox, handling } = open();
    const muted = { quiet: () => 0, muted: (_imei: string, type: number) => type === 2 };
    const reading = {
      imei: '12345',
      alarms: [alarm(100), alarm(200), alarm(300, { type: 2 })],
      read: null,
      cursor: null,
    };
    const taken = value(intake.take([reading], muted, 0));
    expect(taken.map((each) => [each.type, each.muted])).toEqual([
      [1, false],
      [1, false],
      [2, true],
    ]);
    const counts = (): string[] =>
      value(inbox.openCounts())
        .map(({ state, type, count }) => `${count} ${state} of ${type}`)
        .toSorted();
    expect(counts()).toEqual(['1 onHold of 2', '2 new of 1']);
    value(handling.setState([taken[0]?.id ?? 0], 'closed', hand));
    value(handling.acknowledge([taken[1]?.id ?? 0], hand));
    expect(counts()).toEqual(['1 inProgress of 1', '1 onHold of 2']);
    value(handling.setState([taken[0]?.id ?? 0], 'inProgress', hand));
    expect(counts()).toEqual(['1 onHold of 2', '2 inProgress of 1']);
  });

  it('lets a repeat after a mute be heard, though the line that began in it is still open and quiet', () => {
    const { intake, inbox, handling } = open();
    let mute = true;
    const rules = { quiet: () => 600, muted: () => mute };
    const take = (systemTime: number): (boolean | undefined)[] => {
      const reading = { imei: '12345', alarms: [alarm(systemTime)], read: null, cursor: null };
      const [line] = value(intake.take([reading], rules, 0));
      return [line?.isNew, line?.muted];
    };
    expect(take(100)).toEqual([true, true]);
    expect(take(200)).toEqual([false, false]);
    mute = false;
    expect(take(300)).toEqual([true, false]);
    expect(take(400)).toEqual([false, false]);
    const lines = value(inbox.list(all, 0, 10)).rows;
    expect(lines.map(({ state, times }) => [state, times])).toEqual([
      ['new', 2],
      ['onHold', 2],
    ]);
    // What somebody put on hold by hand is theirs: its repeats join it.
    value(handling.setState([lines[0]?.id ?? 0], 'onHold', hand));
    expect(take(500)).toEqual([false, false]);
  });

  it('takes nothing in when a part of it fails', () => {
    const { intake, inbox } = open();
    const bad = { imei: '1', alarms: [alarm(1.5)], read: null, cursor: null };
    const good = { imei: '12345', alarms: [alarm(100)], read: null, cursor: 100 };
    expect(() => intake.take([good, bad], { quiet: () => 0, muted: () => false }, 0)).toThrow('cannot store');
    expect(value(inbox.list(all, 0, 10)).total).toBe(0);
    expect(value(intake.cursors()).size).toBe(0);
  });
});

describe('reading the inbox', () => {
  function filled() {
    const bed = open();
    for (let at = 0; at < 60; at += 1) {
      bed.take([alarm(1_000 + at * 10, { imei: String(10_000 + (at % 6)), type: (at % 13) + 1 })], 0);
    }
    return bed;
  }
  const times = (list: readonly { lastAt: number }[]): number[] => list.map(({ lastAt }) => lastAt);

  it.each<[string, Partial<InboxQuery>]>([
    ['all types by time', {}],
    ['a few types', { typeGroups: [[3, 5]] }],
    ['one device', { imeis: ['10002'] }],
    ['many devices', { imeis: Array.from({ length: 3_000 }, (_, at) => String(10_000 + at)) }],
    ['nobody as owner', { owner: '' }],
  ])('gives the same pages as sorting everything would: %s', (_name, over) => {
    const { inbox, archive } = filled();
    const query = { ...all, ...over };
    const expected = archive.quick
      .rows('SELECT imei, type, last_at FROM alarm_entry ORDER BY last_at DESC')
      .filter(([imei, type]) => {
        const wanted = query.typeGroups.flat().includes(Number(type));
        return wanted && (query.imeis === null || query.imeis.includes(String(imei)));
      })
      .map(([, , at]) => Number(at));
    const seen: number[] = [];
    for (let offset = 0; offset < expected.length; offset += 7) {
      const page = value(inbox.list(query, offset, 7));
      expect(page.total).toBe(expected.length);
      seen.push(...times(page.rows));
    }
    expect(seen).toEqual(expected);
    expect(value(inbox.ids(query, 1_000))).toHaveLength(expected.length);
  });

  it('puts groups of types one after the other, each newest first, also across pages', () => {
    const { inbox } = filled();
    const query = { ...all, typeGroups: [[2], [1]] };
    const whole = value(inbox.list(query, 0, 100)).rows;
    expect(whole.map(({ type }) => type)).toEqual(whole.map(({ type }) => type).toSorted((a, b) => b - a));
    const paged = [0, 3, 6, 9].flatMap((offset) => value(inbox.list(query, offset, 3)).rows);
    expect(paged.map(({ id }) => id)).toEqual(whole.map(({ id }) => id).slice(0, paged.length));
  });

  it('finds what an owner has, and what nobody acknowledged', () => {
    const { inbox, handling } = filled();
    const ids = value(inbox.ids(all, 3));
    value(handling.acknowledge(ids, hand));
    expect(value(inbox.list({ ...all, owner: 'mara' }, 0, 10)).total).toBe(3);
    expect(value(inbox.list({ ...all, owner: '' }, 0, 10)).total).toBe(57);
    expect(value(inbox.unacknowledged([1, 2, 3], 5)).every(({ state }) => state === 'new')).toBe(true);
    const open_ = value(inbox.openCounts());
    expect(
      open_.filter(({ state }) => state === 'inProgress').reduce((sum, { count }) => sum + count, 0),
    ).toBe(3);
  });
});

describe('handling an alarm', () => {
  it('acknowledges once: the first owner stays, and the time is that of the first', () => {
    const { take, inbox, handling } = open();
    const [{ id } = { id: 0 }] = take([alarm(100)]);
    value(handling.acknowledge([id], hand));
    value(handling.acknowledge([id], { by: 'ole', at: 9_000 }));
    expect(value(inbox.byIds([id]))).toMatchObject([
      { state: 'inProgress', owner: 'mara', acknowledgedAt: 5_000, acknowledgedBy: 'mara' },
    ]);
    expect(value(handling.notes(id))).toHaveLength(1);
  });

  it('closing acknowledges, opening again forgets the time of closing', () => {
    const { take, inbox, handling } = open();
    const [{ id } = { id: 0 }] = take([alarm(100)]);
    value(handling.setState([id], 'closed', hand));
    expect(value(inbox.byIds([id]))).toMatchObject([{ closedAt: 5_000, acknowledgedBy: 'mara' }]);
    value(handling.setState([id], 'inProgress', { by: 'ole', at: 6_000 }));
    expect(value(inbox.byIds([id]))).toMatchObject([{ closedAt: null, acknowledgedAt: 5_000 }]);
  });

  it('escalates only what is new, once', () => {
    const { take, inbox, handling } = open();
    const ids = take([alarm(100), alarm(100, { type: 2 })]).map(({ id }) => id);
    value(handling.acknowledge(ids.slice(0, 1), hand));
    expect(value(handling.escalate(ids, { by: '', at: 7_000 }))).toBe(1);
    expect(value(handling.escalate(ids, { by: '', at: 8_000 }))).toBe(0);
    expect(value(inbox.staleNew([1, 2], 10_000, false, 10))).toEqual([]);
    expect(value(inbox.staleNew([1, 2], 10_000, true, 10))).toHaveLength(1);
  });

  it('keeps what the control room set, and everything, through a restart', () => {
    const opened = freshArchive();
    onTestFinished(opened.dispose);
    value(new AlarmHandlingStore(opened.archive).putSetting('rules', { longestAge: 60 }));
    expect(value(new AlarmHandlingStore(opened.reopen()).setting('rules'))).toEqual({ longestAge: 60 });
    expect(value(new AlarmHandlingStore(opened.reopen()).setting('other'))).toBeNull();
  });
});

describe('the newest alarm at a second of the past', () => {
  it('is the last that had come up by then and was not closed yet', () => {
    const { take, inbox, handling } = open();
    const ids = take([alarm(1_000), alarm(2_000, { imei: '2' }), alarm(3_000, { imei: '3', type: 2 })]).map(
      ({ id }) => id,
    );
    // Closed at 2,500 seconds.
    value(handling.setState(ids.slice(1, 2), 'closed', { by: 'mara', at: 2_500_000 }));
    const at = (second: number, types = [1, 2]): string | null =>
      value(inbox.newestAt(types, second))?.imei ?? null;
    expect([999, 1_000, 2_100, 2_600, 3_000].map((second) => at(second))).toEqual([
      null,
      '12345',
      '2',
      '12345',
      '3',
    ]);
    expect(at(3_000, [1])).toBe('12345');
  });

  it('counts from its first repeat, though later ones were still to come', () => {
    const { take, inbox } = open();
    take([alarm(1_000), alarm(1_030), alarm(1_060)]);
    expect(value(inbox.newestAt([1], 1_010))).toMatchObject({ firstAt: 1_000 });
    expect(value(inbox.newestAt([1], 990))).toBeNull();
  });
});
