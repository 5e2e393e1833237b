import { describe, expect, it } from 'vitest';
import {
  feedInterval,
  feedOrder,
  hintsAtTrouble,
  watchedAge,
  watchesShown,
  type FeedSubject,
} from '../../../electron/alarms/feed-order.ts';
import { fuse, metresBetween, secondsBetween, type FusionSubject } from '../../../electron/alarms/fusion.ts';
import { countsByPriority, isMoreUrgent, ringingPriority, typesOf } from '../../../electron/alarms/ring.ts';
import { alarmTypes } from '../../../electron/contract/alarm.ts';
import {
  alarmSettings,
  procedureOf,
  quietSeconds,
  shownType,
  type FusionRule,
} from '../../../electron/contract/alarm-desk.ts';
import { packFlags } from '../../../electron/contract/live.ts';

const usual = alarmSettings.parse({});

function subject(over: Partial<FeedSubject> = {}): FeedSubject {
  return { askedAt: 0, watched: false, troubled: false, alarmedAt: -Infinity, asleep: false, ...over };
}

/** Seconds. */
const pace = { longestAge: 300, watchedAge: 15 };
const unknown = { acc: null, door: null, charge: null, fuelSupply: null, defence: null } as const;

describe('the order in which devices are asked for alarms', () => {
  it('puts trouble before what is watched, that before what lately alarmed, that before the rest', () => {
    const now = 400_000;
    const troubled = subject({ troubled: true });
    const watched = subject({ watched: true });
    const alarmed = subject({ alarmedAt: 0 });
    const rest = subject();
    // Every third place is for whoever was asked longest ago; all were asked at once here.
    const order = feedOrder([rest, alarmed, watched, troubled], now, pace, 2);
    expect(order).toEqual([troubled, watched]);
    expect(feedInterval(alarmed, now, pace)).toBeLessThan(feedInterval(rest, now, pace));
  });

  it('asks what is watched in its time while thousands wait that nobody ever asked', () => {
    const watched = subject({ watched: true, askedAt: 84_000 });
    const troubled = subject({ troubled: true, askedAt: 89_000 });
    const waiting = Array.from({ length: 5_000 }, () => subject({ askedAt: -Infinity }));
    expect(feedOrder([...waiting, watched, troubled], 100_000, pace, 16).slice(0, 2)).toEqual([
      troubled,
      watched,
    ]);
    expect(feedOrder([...waiting, watched], 98_000, pace, 16)).not.toContain(watched);
  });

  it('gives everybody their turn even where one question a look is all there is', () => {
    const troubled = Array.from({ length: 50 }, () => subject({ troubled: true }));
    const watched = subject({ watched: true, askedAt: 80_000 });
    const waiting = subject({ askedAt: -500_000 });
    const all = [...troubled, watched, waiting];
    const asked = [0, 1, 2].flatMap((turn) => feedOrder(all, 100_000, pace, 1, turn));
    expect(asked).toEqual([troubled[0], watched, waiting]);
  });

  it('asks the fewer that are watched the sooner, and what is merely shown only while it is few', () => {
    expect(watchedAge(1, 4)).toBeLessThan(watchedAge(15, 4));
    expect(watchedAge(15, 4)).toBeLessThan(watchedAge(1_000, 4));
    expect(watchesShown(30, 4)).toBe(true);
    expect(watchesShown(2_000, 4)).toBe(false);
  });

  it('leaves whoever is not due alone', () => {
    expect(feedOrder([subject({ askedAt: 100_000 })], 110_000, pace, 5)).toEqual([]);
  });

  it('never lets urgent devices keep an ordinary one from its turn', () => {
    const urgent = Array.from({ length: 1_000 }, () => subject({ troubled: true, askedAt: 0 }));
    const waiting = subject({ askedAt: -500_000 });
    expect(feedOrder([...urgent, waiting], 60_000, pace, 6)).toContain(waiting);
  });

  it('asks sleeping devices seldom, and never asked ones first, trouble before all', () => {
    const never = subject({ askedAt: -Infinity });
    const trouble = subject({ askedAt: -Infinity, troubled: true });
    const asleep = subject({ asleep: true, askedAt: 0 });
    expect(feedOrder([asleep, subject(), never, trouble], 1_000_000, pace, 2)).toEqual([trouble, never]);
  });

  it('finds trouble in a cut fuel supply, an opened or moving vehicle that is armed, and a driver gone silent', () => {
    const flags = packFlags(unknown);
    expect(hintsAtTrouble('parked', 'parked', packFlags({ ...unknown, fuelSupply: false }))).toBe(true);
    expect(hintsAtTrouble('moving', 'parked', packFlags({ ...unknown, defence: true }))).toBe(true);
    expect(hintsAtTrouble('parked', 'parked', packFlags({ ...unknown, defence: true, door: true }))).toBe(
      true,
    );
    expect(hintsAtTrouble('offline', 'moving', flags)).toBe(true);
    expect(hintsAtTrouble('offline', 'parked', flags)).toBe(false);
    expect(hintsAtTrouble('moving', 'parked', flags)).toBe(false);
  });
});

const theft: FusionRule = {
  id: 'theft',
  name: 'Theft',
  enabled: true,
  types: [3, 28, 33],
  atLeast: 2,
  withinSeconds: 600,
  withinMetres: 0,
};

function alarm(over: Partial<FusionSubject> = {}): FusionSubject {
  return {
    id: 1,
    imei: 'a',
    type: 33,
    firstAt: 1_000,
    lastAt: 1_000,
    longitude: 10,
    latitude: 50,
    incident: null,
    ...over,
  };
}

describe('fusing alarms into an incident', () => {
  it('joins different types of one device that come near each other', () => {
    const cut = alarm({ id: 2, type: 3, firstAt: 1_500, lastAt: 1_500 });
    expect(fuse(cut, [alarm(), cut], [theft])).toEqual({ rule: theft, incident: null, ids: [2, 1] });
  });

  it('does not join repeats of one type, other devices, late ones, other types or by a rule that is off', () => {
    const cut = alarm({ id: 2, type: 3 });
    expect(fuse(cut, [alarm({ type: 3 })], [theft])).toBeNull();
    expect(fuse(cut, [alarm({ imei: 'b' })], [theft])).toBeNull();
    expect(fuse(cut, [alarm({ firstAt: 9_000, lastAt: 9_000 })], [theft])).toBeNull();
    expect(fuse(cut, [alarm({ type: 7 })], [theft])).toBeNull();
    expect(fuse(cut, [alarm()], [{ ...theft, enabled: false }])).toBeNull();
  });

  it('joins other vehicles within the metres of the rule, and none without a place', () => {
    const rule = { ...theft, withinMetres: 500 };
    const near = alarm({ id: 2, imei: 'b', type: 28, longitude: 10.004 });
    expect(fuse(near, [alarm()], [rule])?.ids).toEqual([2, 1]);
    expect(fuse({ ...near, longitude: 10.02 }, [alarm()], [rule])).toBeNull();
    expect(fuse({ ...near, longitude: null }, [alarm()], [rule])).toBeNull();
  });

  it('grows the incident that is there, and leaves alarms of another one where they are', () => {
    const cut = alarm({ id: 4, type: 3 });
    const others = [alarm({ id: 1, incident: 7 }), alarm({ id: 2, type: 28, incident: 8 }), alarm({ id: 3 })];
    expect(fuse(cut, others, [theft])).toEqual({ rule: theft, incident: 7, ids: [4, 1, 3] });
  });

  it('measures time between repeats from end to begin, and distance on the globe', () => {
    expect(secondsBetween(alarm({ lastAt: 2_000 }), alarm({ firstAt: 2_100, lastAt: 2_200 }))).toBe(100);
    expect(secondsBetween(alarm({ lastAt: 2_000 }), alarm({ firstAt: 1_500, lastAt: 3_000 }))).toBe(0);
    expect(metresBetween(alarm(), alarm({ latitude: 51 }))).toBeCloseTo(111_195, -1);
  });
});

describe('what the settings make of alarms', () => {
  it('names all 44 types with icon and priority, and an unknown one by its number', () => {
    for (const { number, name, icon, priority } of alarmTypes) {
      expect(shownType(usual, number)).toEqual({ name, icon, priority });
    }
    expect(shownType(usual, 399)).toEqual({ name: 'Alarm type 399', icon: 'bell', priority: 'medium' });
  });

  it('uses what the control room changed: name, priority, and the quiet period of the new priority', () => {
    const settings = alarmSettings.parse({ types: { 26: { name: 'Cargo door', priority: 'critical' } } });
    expect(shownType(settings, 26)).toMatchObject({ name: 'Cargo door', priority: 'critical' });
    expect(quietSeconds(settings, 26)).toBe(settings.priorities.critical.quietSeconds);
    expect(quietSeconds(alarmSettings.parse({ types: { 26: { quietSeconds: 5 } } }), 26)).toBe(5);
  });

  it('falls back to defaults where a stored record is damaged, and keeps the rest', () => {
    const read = alarmSettings.parse({ fusion: 'x', types: 4, longestAge: 60, priorities: { low: 3 } });
    expect(read).toMatchObject({ longestAge: 60, types: {} });
    expect(read.fusion.length).toBeGreaterThan(0);
    expect(read.priorities.low).toEqual(usual.priorities.low);
  });

  it('gives the checklist of a type, else the one for all others', () => {
    expect(procedureOf(usual, 1).length).toBeGreaterThan(2);
    expect(procedureOf(usual, 43)).toEqual(usual.procedures['default']);
  });

  it('counts open alarms by priority and rings for the most urgent that makes a sound', () => {
    const counts = countsByPriority(usual, [
      { type: 1, state: 'inProgress', count: 2 },
      { type: 7, state: 'new', count: 3 },
      { type: 7, state: 'closed', count: 9 },
      { type: 9, state: 'new', count: 4 },
    ]);
    expect(counts.critical).toEqual({ new: 0, inProgress: 2, onHold: 0 });
    expect(counts.medium.new).toBe(3);
    expect(ringingPriority(usual, counts)).toBe('medium');
    const silent = { priorities: { ...usual.priorities, medium: usual.priorities.low } };
    expect(ringingPriority(silent, counts)).toBeNull();
    expect(typesOf(usual, [1, 7, 9, 399], 'medium')).toEqual([7, 399]);
    expect(isMoreUrgent('critical', 'high')).toBe(true);
    expect(isMoreUrgent('low', 'low')).toBe(false);
  });
});
