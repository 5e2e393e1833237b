import { describe, expect, it } from 'vitest';
import type { AlarmRow } from '../../../electron/contract/alarm-desk.ts';
import type { FaultInput } from '../../../electron/simulator/server.ts';
import { value } from '../../support/archive.ts';
import { eventually } from '../fleet/support.ts';
import { everything, openDesk, type DeskBed } from './support.ts';

/** Alarms of the provider from `begin` on as the archive names them; equal rows are one alarm, told again. */
function told(bed: DeskBed, begin: number, end: number): string[] {
  const ours = bed.simulator.control.find({ limit: 100_000 }).map(({ imei }) => imei);
  const rows = bed.simulator.control.alarms(begin, end, ours).map((row) => {
    const none = row.longitude === 0 && row.latitude === 0;
    const place = none ? [999, 999] : [row.longitude, row.latitude];
    return [row.imei, row.systemtime, row.type, row.gpstime, ...place, row.speed, row.course].join();
  });
  return [...new Set(rows)].toSorted();
}

function kept(bed: DeskBed, begin: number, end: number): string[] {
  return bed.archive.quick
    .rows(
      `SELECT imei, system_time, type, gps_time, longitude, latitude, speed, course FROM alarm
       WHERE entry IS NOT NULL AND system_time BETWEEN ? AND ?`,
      begin,
      end,
    )
    .map((row) => row.join())
    .toSorted();
}

function lines(bed: DeskBed): readonly AlarmRow[] {
  return value(bed.desk.list(everything, 0, 500)).rows;
}

/** Every alarm is in exactly one line, and lines count what is in them. */
function expectLinesToAddUp(bed: DeskBed): void {
  const wrong = bed.archive.quick.rows(
    `SELECT e.id FROM alarm_entry e LEFT JOIN (SELECT entry, count(*) AS n FROM alarm WHERE entry IS NOT NULL GROUP BY entry) a
     ON a.entry = e.id WHERE e.times <> coalesce(a.n, 0)`,
  );
  expect(wrong).toEqual([]);
}

/** A type that no vehicle of the world raises by itself. */
const ODD = 398;

const troubles: readonly FaultInput[] = [
  { rules: [{ endpoints: ['alarmList'], probability: 0.2, action: { do: 'reset' } }] },
  { rules: [{ endpoints: ['alarmList'], probability: 0.2, action: { do: 'status', status: 502 } }] },
  { rules: [{ endpoints: ['alarmList'], probability: 0.2, action: { do: 'truncate' } }] },
  { rules: [], emptyAs: 'code20023', malformedSegment: true },
  { malformedSegment: false, emptyAs: 'null', tps: 5 },
  { tps: 0, numbersAsText: true, trailingCommas: true },
  { refuse: true },
  { refuse: false },
];

describe('the alarms of a fleet, over a real client and server', () => {
  it('miss and double none through an hour of a troubled provider, taken sessions and a restart', async () => {
    const bed = await openDesk({ vehicles: 60, accounts: 8, speed: 8 }, {}, 50);
    const began = Math.floor(bed.simulator.world.now());
    const imeis = bed.simulator.control.find({ limit: 60, status: 2 }).map(({ imei }) => imei);
    bed.desk.changeSettings({ longestAge: 30 });
    const rung: number[] = [];
    const listen = (desk: DeskBed['desk']): void => {
      desk.onRaised(({ id }) => rung.push(id));
    };
    listen(bed.desk);
    bed.desk.start();
    await eventually(() => bed.desk.status().feed.neverAsked === 0);
    const raised = (): void => {
      const imei = imeis[Math.floor(Math.random() * imeis.length)] ?? '';
      bed.simulator.control.raiseAlarm(imei, 1 + Math.floor(Math.random() * 60));
    };
    let losses = 0;
    for (const [place, trouble] of troubles.entries()) {
      losses = Math.max(losses, bed.desk.status().feed.losses);
      await bed.simulator.faults.set(trouble);
      if (place === 2) bed.simulator.control.stealSession('demo');
      if (place === 4) {
        const again = bed.restart();
        listen(again);
        again.start();
      }
      const until = bed.simulator.world.now() + 450;
      while (bed.simulator.world.now() < until) {
        raised();
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
    const end = Math.floor(bed.simulator.world.now());
    expect(end - began).toBeGreaterThanOrEqual(3_600);
    await bed.simulator.faults.clear();
    await eventually(() => kept(bed, began, end).length >= told(bed, began, end).length);
    expect(kept(bed, began, end)).toEqual(told(bed, began, end));
    expectLinesToAddUp(bed);
    expect(bed.failures).toEqual([]);
    // It proves something: many alarms of many devices, readings that overlapped, and faults that did their harm.
    expect(told(bed, began, end).length).toBeGreaterThan(200);
    const asked = bed.sent.filter(({ url }) => url.includes('/api/alarm/list')).length;
    expect(asked).toBeGreaterThan(imeis.length * 4);
    const codes = new Set(bed.simulator.ledger.requests('alarmList').map(({ code }) => code));
    // Answers that nobody understands, too many requests, a token that was taken away.
    for (const code of [0, -1, 10_009]) expect(codes).toContain(code);
    const taken = bed.simulator.ledger
      .requests()
      .some(({ code }) => [10_002, 10_003, 10_010, 10_011, 10_012].includes(code));
    expect(taken).toBe(true);
    expect(losses).toBeGreaterThan(0);
    // And every line was heard, once (and once more where it escalated).
    const odd = (): unknown[][] =>
      bed.archive.quick.rows('SELECT id, escalated_at IS NOT NULL FROM alarm_entry').filter(([id, late]) => {
        const times = rung.filter((each) => each === id).length;
        return times !== 1 && !(late === 1 && times === 2);
      });
    await eventually(() => odd().length === 0);
    expect(rung.length).toBeGreaterThan(100);
  }, 60_000);

  it('takes a burst of a hundred alarms in one second in, whole, and goes on after it', async () => {
    const bed = await openDesk({ vehicles: 120, accounts: 8 });
    const began = Math.floor(bed.simulator.world.now());
    const imeis = bed.simulator.control.find({ limit: 120, status: 2 }).map(({ imei }) => imei);
    bed.desk.start();
    await eventually(() => bed.desk.status().feed.neverAsked === 0);
    // All types on one device, and as many devices as there are at once.
    const [burst = '', ...others] = imeis;
    for (let type = 1; type < 90; type += 1) bed.simulator.control.raiseAlarm(burst, type);
    for (const imei of others.slice(0, 40)) bed.simulator.control.raiseAlarm(imei, 20);
    const now = Math.ceil(bed.simulator.world.now()) + 1;
    await eventually(() => kept(bed, began, now).length >= told(bed, began, now).length);
    expect(kept(bed, began, now)).toEqual(told(bed, began, now));
    expect(lines(bed).filter(({ imei }) => imei === burst).length).toBeGreaterThanOrEqual(89);
  });

  it('gets past a second that holds more rows than an answer, and says that a part is missing', async () => {
    const bed = await openDesk({ vehicles: 20, accounts: 3 });
    const [vehicle] = bed.simulator.control.find({ limit: 1, status: 2 });
    const imei = vehicle?.imei ?? '';
    bed.simulator.control.raiseAlarm(imei, 7, 140, bed.simulator.world.now() - 400);
    bed.simulator.control.raiseAlarm(imei, 1);
    bed.desk.start();
    await eventually(() => lines(bed).some((row) => row.imei === imei && row.type === 1));
    expect(bed.desk.status().feed.losses).toBeGreaterThan(0);
    const begin = Math.floor(bed.simulator.world.now()) - 3_000;
    const history = value(
      await bed.desk.history.read({ begin, end: begin + 10_000, query: imei, types: [] }),
    );
    expect(history.rows.some(({ type }) => type === 7)).toBe(true);
  });

  it('takes an acknowledgement of many back, but not where somebody did more with a line since', async () => {
    const bed = await openDesk({ vehicles: 30, accounts: 4 });
    const imeis = bed.simulator.control.find({ limit: 3, status: 2 }).map(({ imei }) => imei);
    bed.desk.start();
    for (const imei of imeis) bed.simulator.control.raiseAlarm(imei, 1);
    const sos = (): AlarmRow[] => lines(bed).filter((row) => row.type === 1 && imeis.includes(row.imei));
    await eventually(() => sos().length === 3);
    const filter = { ...everything, types: [1] };
    const { counts, upTo } = value(bed.desk.newOf(filter));
    expect(counts).toEqual({ critical: 3, high: 0, medium: 0, low: 0 });
    const [first, second, third] = sos()
      .map(({ id }) => id)
      .toSorted((a, b) => a - b);
    expect(upTo).toBe(third);
    // What came in after the question was asked is not taken over.
    const some = value(await bed.desk.acknowledgeAll(filter, second ?? 0));
    expect(some.count).toBe(2);
    value(await bed.desk.hands.close([first ?? 0], 'falseAlarm', 'pressed by mistake'));
    expect(value(await bed.desk.hands.takeBack(some.undo ?? 0))).toBe(1);
    const byId = new Map(sos().map((row) => [row.id, row]));
    expect(byId.get(first ?? 0)).toMatchObject({ state: 'closed', owner: 'mara' });
    expect(byId.get(second ?? 0)).toMatchObject({ state: 'new', owner: '', acknowledgedAt: null });
    expect(byId.get(third ?? 0)).toMatchObject({ state: 'new' });
    expect(await bed.desk.hands.takeBack(some.undo ?? 0)).toMatchObject({ ok: false });
    const closed = value(bed.desk.details(first ?? 0));
    expect(closed.notes.map(({ kind, text }) => `${kind} ${text}`)).toContain(
      'outcome falseAlarm\npressed by mistake',
    );
    // Taking one acknowledges it too.
    value(await bed.desk.hands.setOwner([third ?? 0], null));
    expect(sos().find(({ id }) => id === third)).toMatchObject({ state: 'inProgress', owner: 'mara' });
    expect(bed.audited).toEqual(['alarm.acknowledge', 'alarm.close', 'alarm.takeBack', 'alarm.owner']);
  });

  it('keeps who did what through a restart, and an unknown type by its number', async () => {
    const bed = await openDesk({ vehicles: 30, accounts: 4 });
    const [vehicle] = bed.simulator.control.find({ limit: 1, status: 2 });
    const imei = vehicle?.imei ?? '';
    bed.desk.start();
    bed.simulator.control.raiseAlarm(imei, 1);
    bed.simulator.control.raiseAlarm(imei, 399);
    const find = (type: number): AlarmRow | undefined =>
      lines(bed).find((row) => row.imei === imei && row.type === type);
    await eventually(() => find(1) !== undefined && find(399) !== undefined);
    expect(find(1)).toMatchObject({ state: 'new', plate: vehicle?.plate });
    await eventually(() => bed.desk.status().ring?.priority === 'critical');
    const id = find(1)?.id ?? 0;
    value(await bed.desk.hands.acknowledge([id]));
    value(await bed.desk.hands.note([id], 'Driver answers, pressed by mistake'));
    value(await bed.desk.hands.step(id, 'Call the driver', true));
    value(await bed.desk.hands.setState([id], 'closed'));
    const again = bed.restart();
    again.start();
    await eventually(() => again.status().feed.neverAsked === 0);
    const details = value(again.details(id));
    expect(details.row).toMatchObject({ state: 'closed', owner: 'mara', acknowledgedBy: 'mara', times: 1 });
    expect(details.notes.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'state inProgress',
      'note Driver answers, pressed by mistake',
      'step Call the driver',
      'state closed',
    ]);
    expect(details.stepsDone).toEqual(['Call the driver']);
    expect(lines(bed).filter((row) => row.imei === imei && row.type === 1)).toHaveLength(1);
    expect(bed.audited).toEqual(['alarm.acknowledge', 'alarm.note', 'alarm.step', 'alarm.state']);
  });

  it('hears nothing of a muted type on its device, keeps it on hold, and hears it again after the mute', async () => {
    const bed = await openDesk({ vehicles: 30, accounts: 4 });
    const [first, second] = bed.simulator.control.find({ limit: 2, status: 2 });
    const [imei, other] = [first?.imei ?? '', second?.imei ?? ''];
    const of = (device: string): AlarmRow[] =>
      lines(bed).filter((row) => row.imei === device && row.type === ODD);
    const rung: number[] = [];
    bed.desk.onRaised(({ id }) => rung.push(id));
    bed.desk.start();
    bed.simulator.control.raiseAlarm(imei, ODD);
    await eventually(() => of(imei).length === 1);
    const id = of(imei)[0]?.id ?? 0;
    value(await bed.desk.hands.mute(id, 10_080));
    expect(value(bed.desk.details(id)).mute).toMatchObject({ imei, type: ODD, by: 'mara' });
    expect(value(bed.desk.mutes())).toMatchObject([{ device: first?.plate }]);
    value(await bed.desk.hands.setState([id], 'closed'));
    // Two alarms of one type on one device in one second are one to the provider's reader.
    const nextSecond = async (): Promise<void> => {
      const now = (): number => Math.floor(bed.simulator.world.now());
      const later = now() + 2;
      await eventually(() => now() >= later);
    };
    await nextSecond();
    // A mute survives a restart as everything does.
    const again = bed.restart();
    again.onRaised((raised) => rung.push(raised.id));
    again.start();
    bed.simulator.control.raiseAlarm(imei, ODD);
    bed.simulator.control.raiseAlarm(other, ODD);
    await eventually(() => of(imei).length === 2 && of(other).length === 1);
    const quiet = of(imei).find((row) => row.id !== id);
    expect(quiet?.state).toBe('onHold');
    await eventually(() => rung.includes(of(other)[0]?.id ?? 0));
    expect(rung).not.toContain(quiet?.id);
    expect(value(again.details(quiet?.id ?? 0)).notes.map(({ kind }) => kind)).toEqual(['muted']);
    value(again.hands.unmute(imei, ODD));
    value(await again.hands.setState([quiet?.id ?? 0], 'closed'));
    await nextSecond();
    bed.simulator.control.raiseAlarm(imei, ODD);
    await eventually(() => of(imei).some(({ state, id: line }) => state === 'new' && rung.includes(line)));
    expect(bed.audited).toContain('alarm.mute');
    expect(bed.audited).toContain('alarm.unmute');
  });

  it('escalates what nobody acknowledged in time: heard again, told in a notification, marked', async () => {
    const bed = await openDesk({ vehicles: 30, accounts: 4 }, {}, 100);
    const [first, second] = bed.simulator.control.find({ limit: 2, status: 2 });
    const [late, taken] = [first?.imei ?? '', second?.imei ?? ''];
    const { critical, ...others } = bed.desk.settings().priorities;
    value(
      bed.desk.changeSettings({
        types: { [ODD]: { priority: 'critical' } },
        priorities: { ...others, critical: { ...critical, escalateMinutes: 1 } },
      }),
    );
    const noticed: number[] = [];
    bed.desk.onNotice(({ id }) => noticed.push(id));
    bed.desk.start();
    for (const imei of [late, taken]) bed.simulator.control.raiseAlarm(imei, ODD);
    const of = (imei: string): AlarmRow | undefined =>
      lines(bed).find((row) => row.imei === imei && row.type === ODD);
    await eventually(() => of(late) !== undefined && of(taken) !== undefined);
    value(await bed.desk.hands.acknowledge([of(taken)?.id ?? 0]));
    const before = bed.desk.status().ring?.serial ?? 0;
    await eventually(() => of(late)?.escalatedAt !== null);
    expect(of(taken)?.escalatedAt).toBeNull();
    await eventually(() => (bed.desk.status().ring?.serial ?? 0) > before);
    await eventually(() => noticed.filter((id) => id === of(late)?.id).length >= 1);
    const { notes } = value(bed.desk.details(of(late)?.id ?? 0));
    expect(notes.map(({ kind }) => kind)).toEqual(['escalated']);
  });

  it('makes one incident of alarms that come near each other', async () => {
    const bed = await openDesk({ vehicles: 30, accounts: 4 });
    const [vehicle] = bed.simulator.control.find({ limit: 1, status: 2 });
    const imei = vehicle?.imei ?? '';
    bed.desk.start();
    bed.simulator.control.raiseAlarm(imei, 33);
    bed.simulator.control.raiseAlarm(imei, 3);
    const jamming = (): AlarmRow | undefined =>
      lines(bed).find((row) => row.imei === imei && row.type === 33);
    await eventually(() => typeof jamming()?.incident === 'number');
    const { incident } = value(bed.desk.details(jamming()?.id ?? 0));
    expect(incident?.title).toBe('Suspected theft');
    expect(incident?.entries.map(({ type }) => type).toSorted((a, b) => a - b)).toEqual([3, 33]);
  });

  it('reads the past that the archive lacks, and says what it still lacks', async () => {
    const bed = await openDesk({ vehicles: 40, accounts: 4 });
    const end = Math.floor(bed.simulator.world.now()) - 86_400;
    const query = { begin: end - 3 * 86_400, end, query: '', types: [] };
    const before = value(await bed.desk.history.read(query));
    expect(before).toMatchObject({ rows: [], gapCount: before.devices });
    value(bed.desk.history.start(query));
    await eventually(() => bed.desk.history.fill?.state === 'done');
    const after = value(await bed.desk.history.read(query));
    expect(after.gapCount).toBe(0);
    expect(after.rows).toHaveLength(told(bed, query.begin, query.end - 1).length);
    expect(after.rows.length).toBeGreaterThan(10);
    await bed.simulator.faults.set({ refuse: true });
    expect(value(await bed.desk.history.read({ ...query, begin: query.begin - 86_400 })).gapCount).toBe(
      after.devices,
    );
  });
});
