import type { Device } from '../../contract/device.ts';
import type { Position } from '../../contract/position.ts';
import { fail, succeed, type Result } from '../../contract/result.ts';
import type { ByImei, CallOptions, Listed } from '../api.ts';
import { readByImei, type AskBatch, type Spoilers } from '../batch.ts';
import { isFields, readImei, readRows } from '../decode.ts';
import { decodeDevice } from '../decoders/device.ts';
import { decodePosition } from '../decoders/position.ts';
import type { Call } from '../exchange.ts';
import { accountProblem } from '../input.ts';
import { readList } from '../listed.ts';

/** How a request about some IMEIs at a time is sent and its rows are read. */
function batchOf<T extends { readonly imei: string }>(
  call: Call,
  path: string,
  options: CallOptions,
  decode: (row: unknown) => T | null,
): AskBatch<T> {
  return async (imeis) => {
    const answer = await call(
      { method: 'GET', path, params: { imeis: imeis.join(',') }, effect: false },
      options,
    );
    if (!answer.ok) return answer;
    const rows = readRows(answer.value);
    if (rows === null) return fail({ code: 'answer.malformed', detail: 'The record is no list.' });
    const byImei = new Map<string, T>();
    for (const row of rows) {
      const value = decode(row);
      if (value !== null) byImei.set(value.imei, value);
    }
    return succeed(byImei);
  };
}

/** The latest position of each IMEI (open-api.md 2.2). */
export function readTrack(
  call: Call,
  imeis: readonly string[],
  options: CallOptions,
  spoilers: Spoilers,
): Promise<Result<ByImei<Position>>> {
  return readByImei(imeis, options.lane, spoilers, batchOf(call, '/api/track', options, decodePosition));
}

/** The track record of one IMEI as the provider sent it (open-api.md 2.2); null when the answer leaves it out. */
export async function readRawTrack(
  call: Call,
  imei: string,
  options: CallOptions,
): Promise<Result<Readonly<Record<string, unknown>> | null>> {
  const answer = await call(
    { method: 'GET', path: '/api/track', params: { imeis: imei }, effect: false },
    options,
    imei,
  );
  if (!answer.ok) return answer;
  const rows = readRows(answer.value);
  if (rows === null) return fail({ code: 'answer.malformed', detail: 'The record is no list.' });
  const found = rows.find((row) => isFields(row) && readImei(row['imei']) === imei);
  return succeed(isFields(found) ? found : null);
}

/** The basic information of each IMEI (open-api.md 2.12); the owner is only known where the answer names it. */
export function readDeviceDetails(
  call: Call,
  imeis: readonly string[],
  options: CallOptions,
  spoilers: Spoilers,
): Promise<Result<ByImei<Device>>> {
  const decode = (row: unknown): Device | null => decodeDevice(row, '');
  return readByImei(imeis, options.lane, spoilers, batchOf(call, '/api/device/detail', options, decode));
}

/** The devices of `account`, or of the signed-in account `own` when it is null (open-api.md 2.7). */
export async function readDevices(
  call: Call,
  account: string | null,
  own: string,
  options: CallOptions,
): Promise<Result<Listed<Device>>> {
  const problem = account === null ? null : accountProblem(account);
  if (problem !== null) return fail(problem);
  const params: Record<string, string> = account === null ? {} : { account };
  const answer = await call(
    { method: 'GET', path: '/api/device/list', params, effect: false },
    options,
    account ?? undefined,
  );
  return readList(answer, (row) => decodeDevice(row, account ?? own));
}
