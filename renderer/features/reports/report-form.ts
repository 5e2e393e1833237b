import type {
  CourtTracks,
  MileagePer,
  ReportKind,
  ReportLayout,
  ReportRequest,
  ReportScope,
  ReportWhat,
} from '../../../electron/contract/report.ts';
import { groupsOf, optionalColumnsOf } from '../../../electron/contract/report.ts';
import { fromFieldValue } from '../../i18n/zoned-time.ts';
import type { Period, PeriodPreset } from './period.ts';
import { presetPeriod } from './period.ts';

export const scopeModes = ['all', 'accounts', 'devices'] as const;
export type ScopeMode = (typeof scopeModes)[number];

/** What the report form holds. */
export interface ReportForm {
  readonly kind: ReportKind;
  readonly scopeMode: ScopeMode;
  readonly accounts: ReadonlySet<string>;
  readonly withBelow: boolean;
  /** IMEIs. */
  readonly devices: ReadonlySet<string>;
  readonly preset: PeriodPreset;
  /** Values of the date-and-time fields, used for a custom period. */
  readonly begin: string;
  readonly end: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly per: MileagePer;
  /** Whether odometer, mileage and track are put side by side, and how. */
  readonly court: boolean;
  readonly courtPercent: number;
  readonly courtTracks: CourtTracks;
  /** Alarm type numbers; empty = all. */
  readonly types: readonly number[];
  readonly layout: ReportLayout;
  readonly target: string | null;
}

export type ReportField = 'scope' | 'begin' | 'end' | 'columns';
/** i18n keys of what is wrong, by field. */
export type ReportProblems = Partial<Record<ReportField, string>>;

/** Whether a report tells how things stand when it is made, so that it has no period. */
export function tellsNow(kind: ReportKind): boolean {
  return kind === 'fleet' || kind === 'expiry';
}

/** The period of the form; null where a custom one is not complete. */
export function periodOf(form: ReportForm, now: number): Period | null {
  if (tellsNow(form.kind)) return presetPeriod('today', now, form.timeZone);
  if (form.preset !== 'custom') return presetPeriod(form.preset, now, form.timeZone);
  const begin = fromFieldValue(form.begin, form.timeZone);
  const end = fromFieldValue(form.end, form.timeZone);
  return begin === null || end === null ? null : { begin, end };
}

const TEN_YEARS = 3_653 * 86_400;

/**
 * What is wrong with the form; empty when a report can be made of it.
 *
 * @param now Unix seconds
 */
export function checkReport(form: ReportForm, now: number): ReportProblems {
  const problems: ReportProblems = {};
  if (form.scopeMode === 'accounts' && form.accounts.size === 0)
    problems.scope = 'reports.problem.noAccounts';
  if (form.scopeMode === 'devices' && form.devices.size === 0) problems.scope = 'reports.problem.noDevices';
  if ((['plate', 'device', 'imei'] as const).every((column) => form.layout.without.includes(column)))
    problems.columns = 'reports.problem.columns';
  if (form.preset !== 'custom' || tellsNow(form.kind)) return problems;

  const begin = fromFieldValue(form.begin, form.timeZone);
  const end = fromFieldValue(form.end, form.timeZone);
  // On the wall clock: midnight in a zone of 45 minutes is no half hour of the provider, and legal all the same.
  const uneven = (text: string): boolean => form.kind === 'mileage' && !/:(?:00|30)(?::00)?$/.test(text);
  if (begin === null) problems.begin = 'reports.problem.beginMissing';
  else if (begin > now) problems.begin = 'reports.problem.inFuture';
  else if (begin < now - TEN_YEARS) problems.begin = 'reports.problem.tooOld';
  else if (uneven(form.begin)) problems.begin = 'reports.problem.halfHours';
  if (end === null) problems.end = 'reports.problem.endMissing';
  else if (begin !== null && end <= begin) problems.end = 'reports.problem.endBeforeBegin';
  else if (uneven(form.end)) problems.end = 'reports.problem.halfHours';
  return problems;
}

/**
 * The request of a form without problems; null when it has some.
 *
 * @param root the signed-in account, which "all devices" means with everything below it
 */
export function toRequest(form: ReportForm, root: string | null, now: number): ReportRequest | null {
  const period = periodOf(form, now);
  const scope = scopeOf(form, root);
  if (!period || !scope || Object.keys(checkReport(form, now)).length > 0) return null;
  const common = {
    scope,
    ...period,
    timeZone: form.timeZone,
    target: form.target,
    layout: layoutOf(form),
  };
  return { ...whatOf(form), ...common };
}

/** The layout of the form, without what means nothing for its kind and format. */
export function layoutOf({ kind, layout }: ReportForm): ReportLayout {
  const { format, group, without } = layout;
  return {
    ...layout,
    group: format === 'xlsx' && groupsOf(kind).includes(group) ? group : 'none',
    without: without.filter((column) => optionalColumnsOf(kind).includes(column)),
  };
}

/** What the form asks for, without for whom and when. */
export function whatOf({ kind, per, types, court, courtPercent, courtTracks }: ReportForm): ReportWhat {
  if (kind === 'mileage') {
    return { kind, per, ...(court ? { court: { percent: courtPercent, tracks: courtTracks } } : {}) };
  }
  return kind === 'alarms' ? { kind, types: [...types] } : { kind };
}

/** For whom the form asks; null while nobody is signed in. @param root as in `toRequest` */
export function scopeOf(form: ReportForm, root: string | null): ReportScope | null {
  switch (form.scopeMode) {
    case 'all':
      return root === null ? null : { accounts: [root], withBelow: true, devices: [] };
    case 'accounts':
      return { accounts: [...form.accounts], withBelow: form.withBelow, devices: [] };
    case 'devices':
      return { accounts: [], withBelow: false, devices: [...form.devices] };
  }
}
