import { DatabaseSync } from '@photostructure/sqlite';
import type { HistoryKind } from '../contract/archive.ts';
import { succeed, type Result } from '../contract/result.ts';
import { archiveFailure } from './failure.ts';
import { historyKinds, type DayAmount, type MeasuredHistory } from './history-limits.ts';
import { asRow, number, numberOrNull, text } from './row.ts';

type Database = InstanceType<typeof DatabaseSync>;

const tables: Readonly<Record<HistoryKind, readonly string[]>> = {
  tracks: ['track_segment', 'track_coverage'],
  mileage: ['mileage', 'odometer'],
  alarms: ['alarm', 'alarm_coverage', 'alarm_entry', 'alarm_note', 'alarm_incident'],
};

/** Day, rows and weight of what is kept. An alarm is as old as the closing of its line; an open one has no age. */
const byDay: Readonly<Record<HistoryKind, string>> = {
  tracks: 'SELECT begin / 86400 AS day, count(*), sum(length(points) + 32) FROM track_segment GROUP BY day',
  mileage: `SELECT day, sum(rows), sum(rows) FROM (
      SELECT (end - 1) / 86400 AS day, count(*) AS rows FROM mileage GROUP BY 1
      UNION ALL SELECT until / 86400, count(*) FROM odometer GROUP BY 1
    ) GROUP BY day`,
  alarms: `SELECT CASE WHEN line.id IS NULL THEN alarm.system_time / 86400
        WHEN line.state < 3 OR line.id = (SELECT max(id) FROM alarm_entry) THEN NULL
        ELSE max(line.last_at, coalesce(line.closed_at, 0) / 1000) / 86400 END AS day, count(*), count(*)
      FROM alarm LEFT JOIN alarm_entry AS line ON line.id = alarm.entry GROUP BY day`,
};

/**
 * What tracks, mileage with odometers, and alarms take in an archive, day by day. Reads every row of them and holds up
 * whoever calls it: for a thread of its own.
 */
export function measureHistory(path: string): Result<MeasuredHistory> {
  let database: Database | null = null;
  try {
    const open = new DatabaseSync(path, { readOnly: true });
    database = open;
    const [tracks = [], mileage = [], alarms = []] = historyKinds.map((kind) => measure(open, kind));
    return succeed({ tracks, mileage, alarms });
  } catch (error) {
    const failure = archiveFailure(error);
    if (failure === null) throw error;
    return { ok: false, failure: { ...failure, concerns: path } };
  } finally {
    database?.close();
  }
}

/** The pages that its tables and their indexes take, shared among the days by the weight of their rows. */
function measure(database: Database, kind: HistoryKind): DayAmount[] {
  const names = rows(
    database,
    'SELECT name FROM sqlite_schema WHERE tbl_name IN (SELECT value FROM json_each(?)) AND rootpage > 0',
    JSON.stringify(tables[kind]),
  );
  let bytes = 0;
  for (const name of names) {
    const [size] = rows(database, "SELECT pgsize FROM dbstat('main', 1) WHERE name = ?", text(name, 0));
    bytes += size === undefined ? 0 : number(size, 0);
  }
  const days = rows(database, byDay[kind]);
  const weight = days.reduce((sum, row) => sum + number(row, 2), 0);
  return days.map((row) => ({
    day: numberOrNull(row, 0),
    rows: number(row, 1),
    bytes: Math.round((bytes * number(row, 2)) / weight),
  }));
}

function rows(database: Database, sql: string, ...values: readonly string[]): (readonly unknown[])[] {
  const statement = database.prepare(sql);
  statement.setReturnArrays(true);
  const found: unknown = statement.all(...values);
  return Array.isArray(found) ? found.map((row) => asRow(row) ?? []) : [];
}
