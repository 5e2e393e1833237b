import type { AlarmStore } from '../archive/alarm-store.ts';
import type { MileageStore } from '../archive/mileage-store.ts';
import type { Failure } from '../contract/errors.ts';
import type { ListsWait } from '../contract/report.ts';
import type { Result } from '../contract/result.ts';
import type { FleetService } from '../fleet/service.ts';
import type { ReportArchive, ReportDirectory, ResolvedScope, ScopeDoubt } from '../reports/ports.ts';
import { cleanSum } from '../reports/workbook/sheet-xml.ts';

/**
 * The archive as reports use it. A failure costs only what was kept: it is told once through `onFailure` and the
 * report goes on with the provider alone.
 */
export function reportArchive(
  mileage: MileageStore,
  alarms: AlarmStore,
  onFailure: (failure: Failure) => void,
): ReportArchive {
  let told = false;
  const or = <T>(result: Result<T>, otherwise: T): T => {
    if (result.ok) return result.value;
    if (!told) onFailure(result.failure);
    told = true;
    return otherwise;
  };
  return {
    mileage: (imeis, begin, end) => {
      const kept = or(mileage.answers(imeis, begin, end), new Map());
      const others = imeis.filter((imei) => !kept.has(imei));
      // Seven days that were read one by one are the week.
      const added = or(mileage.composed(others, begin, end), new Map());
      return new Map([
        ...[...kept].map(([imei, { km, cap, readAt }]) => [imei, { km, end: cap ?? end, readAt }] as const),
        ...[...added].map(([imei, { km, readAt }]) => [imei, { km: cleanSum(km), end, readAt }] as const),
      ]);
    },
    keepMileage: (rows, begin, end, readAt) => {
      const stored = [...rows].map(([imei, row]) => ({
        imei,
        begin,
        end,
        km: row.km,
        cap: row.end < end ? row.end : null,
      }));
      or(mileage.put(stored, readAt), null);
    },
    *alarms(imei, begin, end) {
      for (const page of alarms.read(imei, { begin, end })) {
        if (!page.ok) {
          or(page, []);
          return;
        }
        yield page.value;
      }
    },
    missingAlarms: (imei, begin, end) => or(alarms.missing(imei, { begin, end }), [{ begin, end }]),
    keepAlarms: (rows) => {
      or(alarms.put(rows), 0);
    },
    keepAlarmsRead: (imei, begin, end) => {
      or(alarms.putCovering(imei, [], { begin, end }), 0);
    },
  };
}

/** The fleet's tree and directory as reports use them. */
export function reportDirectory(fleet: FleetService): ReportDirectory {
  return {
    resolve: (scope): ResolvedScope => {
      const nodes = new Map(fleet.tree().map((node) => [node.account, node]));
      const pathOf = (account: string): string => {
        const path: string[] = [];
        for (let at = nodes.get(account); at !== undefined && path.length < 50;) {
          path.unshift(at.account);
          at = at.parent === null ? undefined : nodes.get(at.parent);
        }
        return path.length === 0 ? account : path.join(' / ');
      };
      const paths = new Map<string, string>();
      const known = fleet.devicesOf(scope).map(({ imei, name, plate, account }) => {
        const accountPath = paths.get(account) ?? pathOf(account);
        paths.set(account, accountPath);
        return { imei, name, plate, account, accountPath };
      });
      const listed = new Set(known.map(({ imei }) => imei));
      const unknown = [...new Set(scope.devices)]
        .filter((imei) => !listed.has(imei))
        .map((imei) => ({ imei, name: '', plate: '', account: '', accountPath: '' }));
      const { finishedAt } = fleet.progress();
      return {
        devices: [...known, ...unknown],
        doubts: doubtsOf(fleet, scope.accounts, scope.withBelow),
        listedAt: finishedAt === null ? null : Math.floor(finishedAt / 1_000),
      };
    },
    waitsFor: ({ accounts, devices }): ListsWait | null => {
      if (fleet.listsSettled) return null;
      if (accounts.length === 0 && devices.every((imei) => fleet.device(imei) !== null)) return null;
      const { accountsLoaded, accountsKnown } = fleet.progress();
      return { accountsLoaded, accountsKnown };
    },
    onChange: (listener) => fleet.onProgress(listener),
  };
}

function doubtsOf(fleet: FleetService, accounts: readonly string[], withBelow: boolean): ScopeDoubt[] {
  const nodes = fleet.accountsOf(accounts, withBelow);
  const known = new Set(nodes.map(({ account }) => account));
  const doubts = nodes.flatMap((node): ScopeDoubt[] => {
    const { account, failure } = node;
    const found: ScopeDoubt[] = [];
    if (failure !== null) found.push({ account, reason: failure });
    else if (!fleet.listsRead(account)) found.push({ account, reason: 'unread' });
    if (node.devicesMayBeCut || (withBelow && node.childrenMayBeCut)) found.push({ account, reason: 'cut' });
    return found;
  });
  const strange = accounts.filter((account) => !known.has(account));
  return [...doubts, ...strange.map((account): ScopeDoubt => ({ account, reason: 'unknown' }))];
}
