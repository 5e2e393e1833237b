import type { AlarmStore } from '../archive/alarm-store.ts';
import type { MileageStore, StoredMileage } from '../archive/mileage-store.ts';
import type { Failure } from '../contract/errors.ts';
import type { Result } from '../contract/result.ts';
import type { KeptMileage, ReportArchive } from './ports.ts';

type LatestMileage = StoredMileage & { readonly readAt: number };

/**
 * The reports' view of the archive's stores. A damaged or full archive never stops a report: what it cannot give
 * counts as unknown, what it cannot keep is not kept, and `tell` hears why.
 */
export function keptAnswers(
  mileage: MileageStore,
  alarms: AlarmStore,
  tell: (failure: Failure) => void,
): ReportArchive {
  const valueOr = <T>(result: Result<T>, otherwise: T): T => {
    if (result.ok) return result.value;
    tell(result.failure);
    return otherwise;
  };
  return {
    mileage: (imeis, begin, end) => {
      const found = new Map<string, KeptMileage>();
      for (const [imei, row] of valueOr<ReadonlyMap<string, LatestMileage>>(
        mileage.latest(imeis, begin, end),
        new Map(),
      )) {
        found.set(imei, { km: row.km, end: row.cap ?? row.end, readAt: row.readAt });
      }
      return found;
    },
    keepMileage: (rows, begin, end, readAt) => {
      const stored = [...rows].map(([imei, row]): StoredMileage => ({
        imei,
        begin,
        end,
        km: row.km,
        cap: row.end < end ? row.end : null,
      }));
      valueOr(mileage.put(stored, readAt), null);
    },
    *alarms(imei, begin, end) {
      for (const page of alarms.read(imei, { begin, end })) yield valueOr(page, []);
    },
    missingAlarms: (imei, begin, end) => valueOr(alarms.missing(imei, { begin, end }), [{ begin, end }]),
    keepAlarms: (page) => {
      valueOr(alarms.put(page), 0);
    },
    keepAlarmsRead: (imei, begin, end) => {
      valueOr(alarms.putCovering(imei, [], { begin, end }), 0);
    },
  };
}
