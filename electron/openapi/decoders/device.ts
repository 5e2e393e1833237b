import type { Device } from '../../contract/device.ts';
import { isFields, readExtra, readImei, readText, readTime } from '../decode.ts';

const known: ReadonlySet<string> = new Set([
  'imei',
  'devicename',
  'devicetype',
  'platenumber',
  'simcard',
  'iccid',
  'customeraccount',
  'onlinetime',
  'activatedtime',
  'platformduetime',
  'userduetime',
]);

/** Decodes a device record (open-api.md 2.7, 2.12) that came for `account`; null when it has no IMEI. */
export function decodeDevice(row: unknown, account: string): Device | null {
  if (!isFields(row)) return null;
  const imei = readImei(row['imei']);
  if (imei === null) return null;
  const owner = readText(row['customeraccount']);
  return {
    imei,
    name: readText(row['devicename']),
    type: readText(row['devicetype']),
    plate: readText(row['platenumber']),
    sim: readText(row['simcard']),
    iccid: readText(row['iccid']),
    account: owner === '' ? account : owner,
    onlineTime: readTime(row['onlinetime']),
    activatedTime: readTime(row['activatedtime']),
    platformDueTime: readTime(row['platformduetime']),
    userDueTime: readTime(row['userduetime']),
    extra: readExtra(row, known),
  };
}
