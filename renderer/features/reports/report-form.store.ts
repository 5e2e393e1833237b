import { defineStore } from 'pinia';
import { computed, reactive, ref, shallowRef } from 'vue';
import type { Failure } from '../../../electron/contract/errors.ts';
import { usualCourt, usualLayout } from '../../../electron/contract/report.ts';
import type { SavedReport } from '../../../electron/contract/saved-report.ts';
import { withBelow } from '../../bridge/account-tree.ts';
import { useAccountsStore } from '../../bridge/accounts.store.ts';
import { call } from '../../bridge/calls.ts';
import { useSessionStore } from '../../bridge/session.store.ts';
import { useSettingsStore } from '../../bridge/settings.store.ts';
import { resolveTimeZone, toFieldValue } from '../../i18n/zoned-time.ts';
import type { PeriodPreset } from './period.ts';
import { checkReport, periodOf, toRequest } from './report-form.ts';
import type { ReportForm } from './report-form.ts';
import { useReportsStore } from './reports.store.ts';

/** What the form's own parts fill. */
interface Choices {
  accounts: Set<string>;
  devices: Set<string>;
  types: number[];
}

/** The form of a new report; it outlives the page, so nothing chosen is lost. */
export const useReportFormStore = defineStore('report-form', () => {
  const session = useSessionStore();
  const settings = useSettingsStore();
  const accounts = useAccountsStore();
  const reports = useReportsStore();

  const form = reactive<{ -readonly [Key in keyof ReportForm]: ReportForm[Key] } & Choices>({
    kind: 'mileage',
    scopeMode: 'all',
    accounts: new Set<string>(),
    withBelow: true,
    devices: new Set<string>(),
    preset: 'last7',
    begin: '',
    end: '',
    timeZone: resolveTimeZone(settings.settings.timeZone),
    per: 'day',
    court: false,
    courtPercent: usualCourt.percent,
    courtTracks: usualCourt.tracks,
    types: [],
    layout: { ...usualLayout },
    target: null,
  });
  const submitted = ref(false);
  const busy = ref(false);
  const failure = shallowRef<Failure | null>(null);
  /** Unix seconds; the presets are told from it. */
  const now = ref(Date.now() / 1_000);

  const problems = computed(() => checkReport(form, now.value));
  const period = computed(() => periodOf(form, now.value));
  /** How many devices the scope holds, as far as they are known. */
  const deviceCount = computed(() => {
    const { tree } = accounts;
    if (form.scopeMode === 'devices') return form.devices.size;
    if (form.scopeMode === 'all')
      return tree.roots.reduce((sum, root) => sum + (tree.devices.get(root) ?? 0), 0);
    const chosen = form.withBelow ? withBelow(tree, form.accounts) : form.accounts;
    return [...chosen].reduce((sum, account) => sum + (tree.nodes.get(account)?.deviceCount ?? 0), 0);
  });

  /** Fills the custom fields with what the preset meant, so that one adjusts instead of starting anew. */
  function choosePreset(preset: PeriodPreset): void {
    now.value = Date.now() / 1_000;
    const before = period.value;
    if (preset === 'custom' && form.preset !== 'custom' && before) {
      form.begin = toFieldValue(before.begin, form.timeZone);
      form.end = toFieldValue(before.end, form.timeZone);
    }
    form.preset = preset;
  }

  /** Lets the user choose the file in the system's dialog. */
  async function chooseTarget(suggested: string): Promise<void> {
    const result = await call('reports.chooseTarget', { suggested });
    if (!result.ok) failure.value = result.failure;
    else if (result.value !== null) form.target = result.value;
  }

  async function start(): Promise<void> {
    submitted.value = true;
    now.value = Date.now() / 1_000;
    const request = toRequest(form, session.status?.account ?? null, now.value);
    if (!request || busy.value) return;
    busy.value = true;
    failure.value = await reports.start(request);
    busy.value = false;
    if (failure.value !== null) return;
    // The same file must not be named twice by accident.
    form.target = null;
    submitted.value = false;
  }

  /** Puts a saved report into the form. */
  function fill({ what, scope, preset, timeZone, layout }: SavedReport): void {
    form.layout = { ...(layout ?? usualLayout) };
    const root = session.status?.account ?? null;
    const [only] = scope.accounts;
    form.kind = what.kind;
    if (what.kind === 'mileage') {
      const court = what.court ?? usualCourt;
      form.per = what.per;
      form.court = what.court !== undefined;
      form.courtPercent = court.percent;
      form.courtTracks = court.tracks;
    }
    if (what.kind === 'alarms') form.types = [...what.types];
    form.scopeMode =
      scope.devices.length > 0
        ? 'devices'
        : scope.accounts.length === 1 && only === root && scope.withBelow
          ? 'all'
          : 'accounts';
    form.accounts = new Set(scope.accounts);
    form.devices = new Set(scope.devices);
    form.withBelow = scope.withBelow;
    form.preset = preset;
    form.timeZone = timeZone;
    now.value = Date.now() / 1_000;
  }

  return {
    fill,
    form,
    submitted,
    busy,
    failure,
    problems,
    period,
    deviceCount,
    choosePreset,
    chooseTarget,
    start,
  };
});
