import { z } from 'zod';

/** Who a device is (open-api.md 2.7, 2.12). Times are Unix seconds, null where the provider says 0 or nothing. */
export interface Device {
  readonly imei: string;
  readonly name: string;
  readonly type: string;
  readonly plate: string;
  readonly sim: string;
  readonly iccid: string;
  /** The account that owns it: `customeraccount` where told, else the account whose list it was in. */
  readonly account: string;
  readonly onlineTime: number | null;
  readonly activatedTime: number | null;
  readonly platformDueTime: number | null;
  readonly userDueTime: number | null;
  /** Fields the reference does not name, kept as they came. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** An IMEI stays a string; the provider's are 15 digits, older trackers have fewer. */
export const imei = z.string().regex(/^\d{5,20}$/, 'An IMEI has 5 to 20 digits, usually 15');

/** At most this many IMEIs in one request (2.2, 2.12, 2.14). */
export const IMEIS_PER_REQUEST = 100;
