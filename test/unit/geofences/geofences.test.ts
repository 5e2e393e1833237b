import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GeofenceStore } from '../../../electron/archive/geofence-store.ts';
import type { GeofenceRequest } from '../../../electron/contract/geofence.ts';
import { geofenceQuery, geofenceShape } from '../../../electron/contract/geofence-ledger.ts';
import type { Plan } from '../../../electron/contract/job.ts';
import { fail, succeed, type Result } from '../../../electron/contract/result.ts';
import { GeofenceJobKind } from '../../../electron/geofences/kind.ts';
import { GeofenceService } from '../../../electron/geofences/service.ts';
import type { CallOptions } from '../../../electron/openapi/api.ts';
import { freshArchive, value } from '../../support/archive.ts';
import { IMEI, OneVehicle, timingOf } from '../../support/commands.ts';
import { ManualClock } from '../../support/manual-clock.ts';

let place: ReturnType<typeof freshArchive>;
beforeEach(() => {
  place = freshArchive();
});
afterEach(() => {
  place.dispose();
});

const shape = { name: 'Depot', trigger: 'both', longitude: 13.4, latitude: 52.5, radius: 300 } as const;
const request = { imei: IMEI, ...shape };

type Answer = (request: GeofenceRequest, options: CallOptions) => Promise<Result<null>>;

function open(answer: Answer = () => Promise.resolve(succeed(null))) {
  const store = new GeofenceStore(place.archive);
  const clock = new ManualClock();
  const service = new GeofenceService({
    api: { createGeofence: answer },
    store,
    timing: timingOf(clock),
    user: () => 'operator',
    audit: () => undefined,
    onLost: (failure) => {
      throw new Error(failure.code);
    },
  });
  return { service, store, clock };
}

describe('a geofence', () => {
  it('stands in the ledger before its request leaves', async () => {
    let before: unknown = null;
    const desk = open(() => {
      before = value(desk.service.page(geofenceQuery.parse({}))).rows[0]?.state;
      return Promise.resolve(succeed(null));
    });
    expect(value(await desk.service.create(request)).state).toBe('created');
    expect(before).toBe('sending');
  });

  it('that was refused is kept with the reason and is not drawn', async () => {
    const failure = { code: 'provider.10006', provider: { code: 10_006, message: 'radius' } } as const;
    const { service } = open(() => Promise.resolve(fail(failure)));
    expect(value(await service.create(request))).toMatchObject({ state: 'refused', failure });
    expect(value(service.circles())).toEqual([]);
  });

  it('on its way when the console ended is unknown at the next start', () => {
    const { service, store } = open();
    value(store.intend(request, 'operator', null, 1));
    expect(value(service.start())).toBe(1);
    expect(value(service.page(geofenceQuery.parse({}))).rows[0]?.state).toBe('unknown');
  });

  it('of a job that was stopped before it left is in no ledger', async () => {
    const stop = new AbortController();
    const { service } = open((_request, { stopped }) => {
      stop.abort();
      return Promise.resolve(stopped?.aborted === true ? fail({ code: 'cancelled' }) : succeed(null));
    });
    const created = await service.createForJob(request, 'j1', stop.signal);
    expect(created).toMatchObject({ failure: { code: 'cancelled' } });
    expect(value(service.page(geofenceQuery.parse({}))).total).toBe(0);
  });

  it('is found by name, by IMEI and by its state, and counted once a circle', async () => {
    const { service } = open();
    for (let times = 0; times < 3; times += 1) value(await service.create(request));
    value(await service.create({ ...request, name: 'Yard' }));
    const find = (query: object): number => value(service.page(geofenceQuery.parse(query))).total;
    expect([find({ text: 'DEPOT' }), find({ text: IMEI }), find({ state: 'refused' })]).toEqual([3, 4, 0]);
    expect(value(service.circles()).map(({ name, devices }) => [name, devices])).toEqual([
      ['Yard', 1],
      ['Depot', 3],
    ]);
    expect(value(service.named(' depot', [IMEI, '12345'])).has(IMEI)).toBe(true);
  });

  it('tells many changes of the ledger at once', async () => {
    const { service, clock } = open();
    let told = 0;
    service.onChange(() => {
      told += 1;
    });
    for (let times = 0; times < 20; times += 1) value(await service.create(request));
    await clock.advance(1_000);
    expect(told).toBe(1);
  });

  it.each([99, 5_001, 300.5])('of %d metres is no circle', (radius) => {
    expect(geofenceShape.safeParse({ ...shape, radius }).success).toBe(false);
  });
});

describe('a circle for many devices', () => {
  const plan = (parameters: Plan['parameters'] = shape, rows = 1): Plan => ({
    version: 1,
    kind: 'geofence',
    title: 'Depot',
    server: 's',
    account: 'a',
    createdBy: 'operator',
    createdAt: 1,
    parameters,
    rows: Array.from({ length: rows }, () => ({ target: IMEI, data: {} })),
  });
  const vehicle = new OneVehicle();
  const kind = new GeofenceJobKind({
    details: (imei) => vehicle.details(imei),
    create: () => Promise.resolve(succeed(null)),
    hasName: (name) => name === 'Depot',
  });

  it('is refused as a whole when the circle is none or a device stands twice', () => {
    expect(kind.validate(plan())).toBeNull();
    expect(kind.validate(plan({ ...shape, radius: 20 }))?.code).toBe('input.invalid');
    expect(kind.validate(plan(shape, 2))?.code).toBe('plan.invalid');
  });

  it('warns of a device that has one of this name already', () => {
    expect(kind.preview({ target: IMEI, data: {} }, shape)).toMatchObject({
      before: 'B-AB 123, has one of this name already',
      vehicle: { label: 'B-AB 123', account: 'alpha', state: 'parked', fixAge: 10, cautions: ['sameName'] },
    });
    const other = { ...shape, name: 'Yard' };
    expect(kind.preview({ target: IMEI, data: {} }, other).vehicle?.cautions).toEqual([]);
    expect(kind.preview({ target: '12345', data: {} }, shape).verdict).toBe('error');
  });
});
