import { randomUUID } from 'node:crypto';
import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AlarmStore } from '../archive/alarm-store.ts';
import type { Archive } from '../archive/database.ts';
import { TrackStore } from '../archive/track-store.ts';
import type { TrackExport } from '../contract/playback.ts';
import { fail, type Result } from '../contract/result.ts';
import type { FleetService } from '../fleet/service.ts';
import type { OpenApi } from '../openapi/api.ts';
import { exportTracks } from '../playback/export.ts';
import { turn } from '../playback/ports.ts';
import { PlaybackService } from '../playback/service.ts';
import { fileFailure, numbered, TargetFile } from '../reports/workbook/target-file.ts';
import type { SignedIn } from './signed-in.ts';

/** Playback of whoever is signed in; null without an archive. */
export function openPlayback(
  api: OpenApi,
  fleet: FleetService,
  archive: Archive | null,
): PlaybackService | null {
  if (archive === null) return null;
  return new PlaybackService({
    tracks: new TrackStore(archive),
    alarms: new AlarmStore(archive),
    readTrack: (imei, begin, end, signal, onPage) =>
      api.playback(imei, begin, end, { lane: 'watched', signal }, onPage),
    readAlarms: (imei, begin, end, signal, onPage) =>
      api.alarms(imei, begin, end, { lane: 'watched', signal }, onPage),
    serverTime: () => fleet.serverTime(),
    now: Date.now,
  });
}

/** Writes tracks into the export folder under a name of their own, notes it in the audit and gives the path. */
export async function exportPlayback(
  services: SignedIn,
  folder: string,
  asked: TrackExport,
): Promise<Result<string>> {
  const { playback, fleet } = services;
  if (playback === null) return fail({ code: 'archive.unavailable' });
  const target = await freeName(folder, asked);
  const written = target.ok
    ? await exportTracks(asked, target.value, {
        kept: (imei, begin, end) => playback.kept(imei, { begin, end }),
        unread: (imei, begin, end) => playback.unread(imei, { begin, end }),
        nameOf: (imei) => {
          const details = fleet.details(imei);
          return details.ok ? details.value.device.plate || details.value.device.name || imei : imei;
        },
        writeText,
        writeTable: (path, title, sheets, timeZone) => services.writeTable(path, title, sheets, timeZone),
      })
    : target;
  const detail = written.ok ? `${asked.format}, ${asked.imeis.length} devices` : written.failure.code;
  services.audit(
    'playback.export',
    written.ok ? written.value : asked.imeis.join(', '),
    written.ok ? 'done' : 'failed',
    detail,
  );
  return written;
}

async function freeName(folder: string, { imeis, begin, end, format }: TrackExport): Promise<Result<string>> {
  const stamp = (unix: number): string =>
    new Date(unix * 1_000).toISOString().slice(0, 16).replaceAll(':', '').replace('T', ' ');
  const whose = imeis.length === 1 ? (imeis[0] ?? '') : `${imeis.length} vehicles`;
  const wanted = join(folder, `playback ${whose} ${stamp(begin)} to ${stamp(end)}.${format}`);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    return fail(fileFailure(error, folder));
  }
  for (let number = 1; ; number += 1) {
    const path = numbered(wanted, number);
    const taken = await access(path).then(
      () => true,
      () => false,
    );
    if (!taken) return { ok: true, value: path };
  }
}

/** Writes a text that is there whole or not at all, a piece at a time. */
async function writeText(target: string, pieces: Iterable<string>): Promise<Result<string>> {
  const file = await TargetFile.create(target, randomUUID());
  if (!file.ok) return file;
  try {
    for (const piece of pieces) {
      await file.value.append(Buffer.from(piece, 'utf8'));
      await turn();
    }
  } catch (error) {
    await file.value.discard();
    return fail(fileFailure(error, target));
  }
  return file.value.finish(false);
}
