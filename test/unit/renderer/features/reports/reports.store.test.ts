import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ReportRun } from '../../../../../electron/contract/report.ts';
import { fail, succeed } from '../../../../../electron/contract/result.ts';
import { useSessionStore } from '../../../../../renderer/bridge/session.store.ts';
import { useReportFormStore } from '../../../../../renderer/features/reports/report-form.store.ts';
import { useReportsStore } from '../../../../../renderer/features/reports/reports.store.ts';
import { FakeBridge, sessionStatus } from '../../fake-bridge.ts';

let bridge: FakeBridge;

const run = (id: string, over: Partial<ReportRun> = {}): ReportRun => ({
  id,
  kind: 'mileage',
  request: {
    kind: 'mileage',
    scope: { accounts: ['root'], withBelow: true, devices: [] },
    begin: 0,
    end: 86_400,
    timeZone: 'UTC',
    per: 'total',
    target: null,
  },
  saved: null,
  state: 'running',
  done: 0,
  total: 10,
  rows: 0,
  path: '/tmp/report.xlsx',
  startedAt: Number(id),
  finishedAt: null,
  gaps: 0,
  failure: null,
  ...over,
});

beforeEach(() => {
  setActivePinia(createPinia());
  bridge = new FakeBridge().install();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('The reports store', () => {
  it('lists runs with the newest first and follows their progress', async () => {
    bridge.answer('reports.runs', () => succeed([run('1'), run('3')]));
    const store = useReportsStore();
    await store.load();
    bridge.broadcast('reports.changed', run('2', { done: 5 }));
    bridge.broadcast('reports.changed', run('1', { state: 'done' }));
    expect(store.runs.map((entry) => [entry.id, entry.state, entry.done])).toEqual([
      ['3', 'running', 0],
      ['2', 'running', 5],
      ['1', 'done', 0],
    ]);
  });

  it('shows at once what pausing did', async () => {
    bridge.answer('reports.pause', ({ id }: { id: string }) => succeed(run(id, { state: 'paused' })));
    const store = useReportsStore();
    expect(await store.act('reports.pause', '1')).toBeNull();
    expect(store.runs[0]?.state).toBe('paused');
  });

  it('hands on why a run could not be cancelled', async () => {
    bridge.answer('reports.cancel', () => fail({ code: 'internal' }));
    expect(await useReportsStore().act('reports.cancel', '1')).toEqual({ code: 'internal' });
  });
});

describe('The form of a new report', () => {
  beforeEach(() => {
    useSessionStore();
    bridge.broadcast('session.changed', sessionStatus());
  });

  it('starts the report and is ready for the next', async () => {
    bridge.answer('reports.start', () => succeed(run('7')));
    const store = useReportFormStore();
    store.form.target = '/tmp/mine.xlsx';
    await store.start();
    expect(bridge.inputsOf('reports.start')).toMatchObject([
      { kind: 'mileage', scope: { accounts: ['north'], withBelow: true }, target: '/tmp/mine.xlsx' },
    ]);
    expect([useReportsStore().runs[0]?.id, store.form.target, store.failure]).toEqual(['7', null, null]);
  });

  it('keeps all that was chosen when it cannot start', async () => {
    const failure = { code: 'file.notWritable', concerns: '/tmp/mine.xlsx' } as const;
    bridge.answer('reports.start', () => fail(failure));
    const store = useReportFormStore();
    store.form.target = '/tmp/mine.xlsx';
    await store.start();
    expect([store.failure, store.form.target]).toEqual([failure, '/tmp/mine.xlsx']);
  });

  it('sends nothing while something is wrong', async () => {
    const store = useReportFormStore();
    store.form.scopeMode = 'accounts';
    await store.start();
    expect([bridge.inputsOf('reports.start'), store.submitted]).toEqual([[], true]);
  });

  it('begins a custom period with what the preset meant', () => {
    const store = useReportFormStore();
    store.form.timeZone = 'UTC';
    const before = store.period;
    store.choosePreset('custom');
    expect(store.form.begin).toMatch(/^\d{4}-\d{2}-\d{2}T00:00$/u);
    expect(store.period).toEqual(before);
  });

  it('keeps the chosen file when the dialog was cancelled', async () => {
    bridge.answer('reports.chooseTarget', () => succeed(null));
    const store = useReportFormStore();
    store.form.target = '/tmp/mine.xlsx';
    await store.chooseTarget('Mileage.xlsx');
    expect(store.form.target).toBe('/tmp/mine.xlsx');
  });
});
