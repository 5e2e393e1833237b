import type { ReportKind } from '../../../electron/contract/report.ts';

/** How kinds of report are told apart at a glance. */
export const reportIcons: Readonly<Record<ReportKind, string>> = {
  mileage: 'i-lucide-gauge',
  alarms: 'i-lucide-bell',
  trips: 'i-lucide-route',
  fleet: 'i-lucide-truck',
  expiry: 'i-lucide-calendar-x',
  coverage: 'i-lucide-database',
  commands: 'i-lucide-terminal',
  responses: 'i-lucide-timer',
};
