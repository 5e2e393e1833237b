import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PaneLoan } from '../../../electron/contract/wall.ts';
import {
  Choreography,
  IN_HAND,
  paneFor,
  type OpenPane,
  type PaneUse,
} from '../../../electron/walls/choreography.ts';

const untouched: PaneUse = { touchedAt: 0, lentAt: null, kept: false };
const now = 1_700_000_000_000;

function pane(paneId: string, over: Partial<OpenPane> = {}): OpenPane {
  return { windowId: 'w', paneId, mode: 'free', kiosk: false, ...over };
}

function chosen(panes: readonly OpenPane[], uses: Readonly<Record<string, Partial<PaneUse>>> = {}) {
  return paneFor(panes, (id) => ({ ...untouched, ...uses[id] }), now)?.paneId ?? null;
}

describe('the pane that takes an alarm', () => {
  it('is the one that was used longest ago, the last of those that nobody used', () => {
    expect(chosen([pane('a'), pane('b'), pane('c')])).toBe('c');
    const uses = { a: { touchedAt: now - 500_000 }, b: { touchedAt: now - 900_000 }, c: { touchedAt: now } };
    expect(chosen([pane('a'), pane('b'), pane('c')], uses)).toBe('b');
  });

  it('is an alarm pane rather than another', () => {
    const panes = [pane('a'), pane('b', { mode: 'alarm' }), pane('c')];
    expect(chosen(panes, { b: { touchedAt: now - 2 * IN_HAND } })).toBe('b');
    expect(chosen(panes, { b: { touchedAt: now - 1 } })).toBe('c');
  });

  it('is never a kiosk pane that somebody touched within the last minute', () => {
    const kiosk = [pane('a', { kiosk: true }), pane('b', { kiosk: true })];
    const touched = { a: { touchedAt: now - 1 }, b: { touchedAt: now - IN_HAND + 1 } };
    expect(chosen(kiosk, touched)).toBeNull();
    expect(chosen(kiosk, { ...touched, b: { touchedAt: now - IN_HAND } })).toBe('b');
    expect(chosen([pane('a')], touched)).toBe('a');
  });

  it('is one that is lent only when all are, the one lent longest ago, and never one that is kept', () => {
    const lent = { a: { lentAt: now - 10 }, b: { lentAt: now - 20 } };
    expect(chosen([pane('a'), pane('b'), pane('c')], lent)).toBe('c');
    expect(chosen([pane('a'), pane('b')], lent)).toBe('b');
    expect(chosen([pane('a'), pane('b')], { ...lent, b: { lentAt: now - 20, kept: true } })).toBe('a');
    expect(chosen([])).toBeNull();
  });

  it('holds for every wall: kept panes and kiosk panes in hand stay as they are', () => {
    const use = fc.record({
      touchedAt: fc.integer({ min: now - 2 * IN_HAND, max: now }),
      lentAt: fc.option(fc.integer({ min: now - 9_999, max: now })),
      kept: fc.boolean(),
      kiosk: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(use, { maxLength: 9 }), (uses) => {
        const panes = uses.map(({ kiosk }, at) => pane(String(at), { kiosk }));
        const taken = paneFor(panes, (id) => uses[Number(id)] ?? untouched, now);
        const may = uses.filter(
          ({ kept, kiosk, touchedAt }) => !kept && !(kiosk && now - touchedAt < IN_HAND),
        );
        if (taken === null) expect(may).toHaveLength(0);
        else expect(may).toContain(uses[Number(taken.paneId)]);
      }),
    );
  });
});

function stage(open: OpenPane[]) {
  const told: (readonly PaneLoan[])[] = [];
  const choreography = new Choreography({
    panes: () => open,
    now: Date.now,
    after: (milliseconds, callback) => {
      const timer = setTimeout(callback, milliseconds);
      return () => {
        clearTimeout(timer);
      };
    },
    onLoans: (loans) => {
      told.push(loans);
    },
  });
  const alarm = (id: number, imei: string) => ({ id, type: 1, imei, longitude: 1, latitude: 2 });
  const shown = () => choreography.loans().map(({ paneId, alarm: { id } }) => `${paneId}:${id}`);
  return { choreography, told, alarm, shown, open };
}

describe('a lent pane', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('gives itself back when its time is over', () => {
    const { choreography, alarm, shown, told } = stage([pane('a'), pane('b')]);
    expect(choreography.bring(alarm(1, '11'), 60)).toBe(true);
    expect(shown()).toEqual(['b:1']);
    vi.advanceTimersByTime(59_999);
    expect(shown()).toEqual(['b:1']);
    vi.advanceTimersByTime(1);
    expect(told.at(-1)).toEqual([]);
  });

  it('stays while somebody works in it, and for good when they keep it', () => {
    const { choreography, alarm, shown } = stage([pane('a')]);
    choreography.bring(alarm(1, '11'), 60);
    vi.advanceTimersByTime(55_000);
    choreography.touch('a');
    vi.advanceTimersByTime(9_999);
    expect(shown()).toEqual(['a:1']);
    vi.advanceTimersByTime(1);
    expect(shown()).toEqual([]);

    choreography.bring(alarm(2, '11'), 60);
    choreography.keep('a');
    vi.advanceTimersByTime(600_000);
    expect(shown()).toEqual(['a:2']);
    expect(choreography.bring(alarm(3, '22'), 60)).toBe(false);
    choreography.giveBack('a');
    expect(shown()).toEqual([]);
  });

  it('is not held by a touch that a clock set back has put into the future', () => {
    const { choreography, alarm, shown } = stage([pane('a', { kiosk: true })]);
    choreography.touch('a');
    vi.setSystemTime(now - 3_600_000);
    expect(choreography.bring(alarm(1, '11'), 60)).toBe(true);
    expect(shown()).toEqual(['a:1']);
    vi.advanceTimersByTime(60_000);
    expect(shown()).toEqual([]);
  });

  it('takes the next alarm of its vehicle instead of a second pane', () => {
    const { choreography, alarm, shown } = stage([pane('a'), pane('b')]);
    choreography.bring(alarm(1, '11'), 60);
    vi.advanceTimersByTime(50_000);
    choreography.bring(alarm(2, '11'), 60);
    expect(shown()).toEqual(['b:2']);
    vi.advanceTimersByTime(59_999);
    expect(shown()).toEqual(['b:2']);
    choreography.bring(alarm(3, '22'), 60);
    expect(shown()).toEqual(['b:2', 'a:3']);
  });

  it('is forgotten with its window, and all are given back at the end', () => {
    const { choreography, alarm, shown, told, open } = stage([pane('a'), pane('b')]);
    choreography.bring(alarm(1, '11'), 60);
    open.pop();
    expect(shown()).toEqual([]);
    choreography.bring(alarm(2, '22'), 60);
    expect(shown()).toEqual(['a:2']);
    choreography.end();
    expect(told.at(-1)).toEqual([]);
  });
});
