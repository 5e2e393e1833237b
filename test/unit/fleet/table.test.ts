import { describe, expect, it } from 'vitest';
import {
  fleetColumns,
  fleetTableExport,
  type FleetTableExport,
} from '../../../electron/contract/fleet-table.ts';
import { vehicleStates } from '../../../electron/contract/position.ts';
import type { TableValue } from '../../../electron/contract/table.ts';
import { askedColumn, fleetSheet, type FleetRow } from '../../../electron/fleet/table.ts';
import { value } from '../../support/archive.ts';
import { aDevice, aPosition } from '../../support/open-api.ts';

const serverTime = 1_700_000_000;

function table(over: Partial<FleetTableExport> = {}): FleetTableExport {
  return fleetTableExport.parse({
    name: 'Fleet',
    columns: fleetColumns.map((id) => ({ id, title: id })),
    slots: [0],
    groups: [],
    words: {
      states: vehicleStates.map((state) => `state ${state}`),
      yesNo: {
        acc: ['on', 'off'],
        door: ['open', 'closed'],
        charge: ['yes', 'no'],
        fuelSupply: ['connected', 'cut'],
        defence: ['armed', 'disarmed'],
      },
    },
    units: 'metric',
    timeZone: 'UTC',
    suggested: 'Fleet',
    ...over,
  });
}

async function rowsOf(wanted: FleetTableExport, rows: readonly (FleetRow | null)[]): Promise<TableValue[][]> {
  const found: TableValue[][] = [];
  for await (const page of fleetSheet(wanted, (slot) => rows[slot] ?? null, serverTime).pages())
    found.push(...value(page).map((row) => [...row]));
  return found;
}

const full: FleetRow = {
  device: aDevice('358899051025339', {
    plate: '=1+1',
    platformDueTime: 1_800_000_000,
    userDueTime: 1_790_000_000,
  }),
  position: aPosition('358899051025339', {
    speed: 100,
    mileage: 51_654,
    todayMileage: 15_654,
    door: true,
    accTime: 60,
    externalPower: 12.5,
  }),
  state: 'moving',
};

describe('the table of the fleet as a sheet', () => {
  it('holds numbers as numbers, times as times and texts as texts', async () => {
    const [row = []] = await rowsOf(table(), [full]);
    const cell = (id: (typeof fleetColumns)[number]): TableValue => row[fleetColumns.indexOf(id)] ?? null;
    expect(cell('plate')).toBe('=1+1');
    expect(cell('imei')).toBe('358899051025339');
    expect(cell('state')).toBe('state moving');
    expect(cell('speed')).toBe(100);
    expect(cell('mileage')).toBe(51.7);
    expect(cell('todayMileage')).toBe(15.7);
    expect(cell('door')).toBe('open');
    expect(cell('acc')).toBe('off');
    expect(cell('defence')).toBeNull();
    expect(cell('due')).toEqual({ time: 1_790_000_000 });
    expect(cell('gpsTime')).toEqual({ time: 1_699_999_990 });
    expect(cell('age')).toBe(10);
    expect(cell('externalPower')).toBe(12.5);
  });

  it('counts in the units on screen', async () => {
    const columns = [
      { id: 'speed', title: 'Speed (mph)' },
      { id: 'mileage', title: 'Mileage (mi)' },
    ] as const;
    expect(await rowsOf(table({ columns: [...columns], units: 'imperial' }), [full])).toEqual([[62.1, 32.1]]);
  });

  it('leaves cells of a vehicle that was never heard of empty', async () => {
    const unheard: FleetRow = { device: aDevice('1'), position: null, state: 'unknown' };
    const [row = []] = await rowsOf(table(), [unheard]);
    expect(row[fleetColumns.indexOf('speed')]).toBeNull();
    expect(row[fleetColumns.indexOf('gpsTime')]).toBeNull();
    expect(row[fleetColumns.indexOf('state')]).toBe('state unknown');
  });

  it('keeps the order and the groups on screen, and leaves out devices that are gone', async () => {
    const rows = ['a', 'b', 'c'].map((plate, slot): FleetRow | null =>
      slot === 1 ? null : { ...full, device: aDevice(String(slot), { plate }) },
    );
    const wanted = table({
      columns: [{ id: 'plate', title: 'Plate' }],
      slots: [2, 1, 0],
      groups: [
        { title: 'north', count: 2 },
        { title: 'south', count: 1 },
      ],
    });
    expect(await rowsOf(wanted, rows)).toEqual([['north (2)'], ['c'], ['south (1)'], ['a']]);
  });

  it('gives many rows in pages, none lost', async () => {
    const slots = Array.from({ length: 2_500 }, (_, slot) => slot);
    const rows = slots.map((): FleetRow => full);
    expect(await rowsOf(table({ slots }), rows)).toHaveLength(2_500);
  });
});

describe('a column that windows have to ask for', () => {
  it('holds a number for every slot, none where nothing is known', () => {
    const records = [aPosition('1', { mileage: 51_654 }), null, aPosition('2', { mileage: null })];
    const positions = { size: records.length, record: (slot: number) => records[slot] ?? null };
    expect([...askedColumn('mileage', positions)]).toEqual([51_654, NaN, NaN]);
  });
});
