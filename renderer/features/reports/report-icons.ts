import type { ReportKind } from '../../../electron/contract/report.ts';

/** How kinds of report are told apart at a glance. */
export const reportIcons: Readonly<Record<ReportKind, string>> = {
  mileage: 'i-lucide-gauge',
  alarms: 'i-lucide-bell',
};
