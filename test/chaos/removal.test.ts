import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { openArchive, type Archive } from '../../electron/archive/database.ts';
import { MileageStore } from '../../electron/archive/mileage-store.ts';
import { value } from '../support/archive.ts';
import { alarm, at, closeLine, DAY, keepTrack, takeIn, today } from '../support/history.ts';
import type { RemovalTask } from './removal.ts';

const KILLS = 12;
/** Most goes of the removal until it is killed. */
const GOES = 20;
const DEVICES = 20;
const DAYS = 12;
const FIRST = today - DAYS;
const CUTOFF = (today - 3) * DAY;
const POINTS = 200;
const entry = fileURLToPath(new URL('./removal.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'chaos-removal-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const imeiOf = (device: number): string => String(350_000_000_000_000 + device);
const open = (): Archive => value(openArchive(folder, 'https://api.example.com', 'demo', 0)).archive;
const count = (archive: Archive, sql: string): number => Number(archive.quick.rows(sql)[0]?.[0]);

/** Every device has a track, mileage and a closed alarm of every day, and an alarm of the first that is still open. */
function fill(): void {
  const archive = open();
  for (let device = 0; device < DEVICES; device += 1) {
    const imei = imeiOf(device);
    for (let day = FIRST; day < today; day += 1) {
      keepTrack(archive, imei, day);
      const period = { begin: day * DAY, end: (day + 1) * DAY };
      value(new MileageStore(archive).put([{ imei, ...period, km: 7, cap: null }], today * DAY));
      const [line = 0] = takeIn(archive, [alarm(day, { imei })]);
      closeLine(archive, line, day);
    }
    takeIn(archive, [alarm(FIRST, { imei, type: 7, systemTime: at(FIRST) + 600 })]);
  }
  archive.close();
}

/** Removes until it is killed, which is wanted after some goes and happens soon after, or done; gives whether it was. */
function remove(killAfter: number): Promise<boolean> {
  const waitAfter = killAfter === 0 ? 0 : killAfter + Math.floor(Math.random() * GOES);
  const task: RemovalTask = { folder, cutoff: CUTOFF, waitAfter };
  const child = fork(entry, [], {
    env: { REMOVAL: JSON.stringify(task), NODE_COMPILE_CACHE: join(folder, 'cache') },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.on('message', (goes) => {
    if (goes === killAfter) child.kill('SIGKILL');
  });
  return new Promise((resolve) => {
    child.once('exit', (_code, signal) => {
      resolve(signal === 'SIGKILL');
    });
  });
}

/** What counts as known and is not there, in words; nothing else may be wrong with the archive. */
function lies(archive: Archive): string[] {
  const found: string[] = [];
  const check = archive.quick.rows('PRAGMA integrity_check');
  if (check[0]?.[0] !== 'ok') found.push(String(check[0]?.[0]));
  for (const [table, kept] of [
    ['track_coverage', `SELECT count FROM track_segment WHERE imei = ? AND begin = ? AND count = ${POINTS}`],
    ['alarm_coverage', 'SELECT 1 FROM alarm WHERE imei = ? AND system_time = ? AND type = 1'],
  ] as const) {
    for (const [imei, begin, end] of archive.quick.rows(`SELECT imei, begin, end FROM ${table}`)) {
      for (let day = FIRST; day < today; day += 1) {
        // The alarms of tests are known around the second they happened in.
        const [from, to] =
          table === 'track_coverage' ? [day * DAY, (day + 1) * DAY] : [at(day) - 60, at(day) + 60];
        if (Number(begin) > from || Number(end) < to) continue;
        const rows = archive.quick.rows(kept, String(imei), table === 'track_coverage' ? from : at(day));
        if (rows.length === 0) found.push(`${table}: ${String(imei)} on day ${day - FIRST}`);
      }
    }
  }
  return found;
}

describe('a removal of what is too old whose process is killed', () => {
  it(`at ${KILLS} random moments leaves a sound archive that claims to know nothing it has lost`, async () => {
    fill();
    let kills = 0;
    for (let life = 0; life < KILLS; life += 1) {
      if (await remove(1 + Math.floor(Math.random() * GOES))) kills += 1;
      const archive = open();
      expect(lies(archive)).toEqual([]);
      // What is within the limit, and what is open, was never touched.
      expect(count(archive, `SELECT count(*) FROM track_segment WHERE begin >= ${CUTOFF}`)).toBe(DEVICES * 3);
      expect(count(archive, `SELECT count(*) FROM mileage WHERE end > ${CUTOFF}`)).toBe(DEVICES * 3);
      expect(
        count(
          archive,
          'SELECT count(*) FROM alarm JOIN alarm_entry ON alarm_entry.id = entry WHERE state < 3',
        ),
      ).toBe(DEVICES);
      archive.close();
    }
    expect(kills).toBeGreaterThan(0);
    expect(await remove(0)).toBe(false);
    const archive = open();
    expect(lies(archive)).toEqual([]);
    expect(count(archive, `SELECT count(*) FROM track_segment WHERE begin < ${CUTOFF}`)).toBe(0);
    expect(count(archive, `SELECT count(*) FROM mileage WHERE end <= ${CUTOFF}`)).toBe(0);
    expect(count(archive, `SELECT count(*) FROM alarm WHERE system_time < ${CUTOFF} AND type = 1`)).toBe(0);
    expect(count(archive, `SELECT count(*) FROM alarm_entry WHERE state = 3 AND last_at < ${CUTOFF}`)).toBe(
      0,
    );
    archive.close();
  });
});
