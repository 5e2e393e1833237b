/**
 * Reading single values of the provider's records. Nothing here throws. A value that cannot be right is "unknown"
 * (null), never a guess: field-notes.md names -1, "", 0 for a time, and missing.
 */

/** The two-level shape of every record. */
export type Fields = Readonly<Record<string, unknown>>;

const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?$/i;

/** Whether a value is a JSON object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A number given as a number or as a decimal numeric string; null for anything else. */
export function readNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (!decimal.test(text)) return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
}

/** A number within bounds, both included; null outside. */
export function readBetween(value: unknown, lowest: number, highest: number): number | null {
  const number = readNumber(value);
  return number !== null && number >= lowest && number <= highest ? number : null;
}

/** A whole number as `code`, `datastatus` or `roletype` give it. */
export function readInteger(value: unknown): number | null {
  const number = readNumber(value);
  return number !== null && Number.isSafeInteger(number) ? number : null;
}

/** Before 2106; a time in milliseconds is far above and so unknown instead of 50,000 years ahead. */
const LATEST_TIME = 4_294_967_295;

/** Unix seconds; 0 and -1 mean "not set". */
export function readTime(value: unknown): number | null {
  const seconds = readNumber(value);
  return seconds !== null && seconds >= 1 && seconds <= LATEST_TIME ? Math.floor(seconds) : null;
}

/** Text; a number becomes its digits, everything else "". */
export function readText(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number' && Number.isFinite(value)) {
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? '' : String(value);
  }
  return '';
}

/** An IMEI as a string of 5 to 20 digits; null when the value is not one or has lost digits as a number. */
export function readImei(value: unknown): string | null {
  const text = readText(value);
  return /^\d{5,20}$/.test(text) ? text : null;
}

/** 1 is yes, 0 is no, anything else unknown. */
export function readFlag(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const number = readNumber(value);
  return number === 1 ? true : number === 0 ? false : null;
}

/** Degrees clockwise from north, 0 to just under 360; the reference allows 360 for north (2.2). */
export function readCourse(value: unknown): number | null {
  const course = readBetween(value, 0, 360);
  return course === 360 ? 0 : course;
}

/** No road vehicle is faster; what is above is a broken fix. */
const HIGHEST_SPEED = 400;

/** km/h; null when negative or impossible. */
export function readSpeed(value: unknown): number | null {
  return readBetween(value, 0, HIGHEST_SPEED);
}

/** A place in WGS84, or null without a fix: (0,0) is what a device without one reports (field-notes.md). */
export function readPlace(
  longitude: unknown,
  latitude: unknown,
): { readonly longitude: number; readonly latitude: number } | null {
  const east = readBetween(longitude, -180, 180);
  const north = readBetween(latitude, -90, 90);
  if (east === null || north === null || (east === 0 && north === 0)) return null;
  return { longitude: east, latitude: north };
}

const nothing: Fields = Object.freeze({});

/** The fields of a record that `known` does not name, as they came. */
export function readExtra(fields: Fields, known: ReadonlySet<string>): Fields {
  let extra: Record<string, unknown> | null = null;
  for (const key of Object.keys(fields)) {
    if (known.has(key)) continue;
    extra ??= {};
    // A key of the provider must not reach the prototype.
    Object.defineProperty(extra, key, { value: fields[key], enumerable: true });
  }
  return extra ?? nothing;
}

/** The rows of a list-like record in every form of "nothing" (field-notes.md); null when it is no list at all. */
export function readRows(record: unknown): readonly unknown[] | null {
  if (Array.isArray(record)) return record as readonly unknown[];
  if (record === undefined || record === null) return [];
  if (typeof record === 'string') return record.trim() === '' ? [] : null;
  if (isFields(record)) return Object.keys(record).length === 0 ? [] : [record];
  return null;
}

/** The segments of a semicolon-separated record (2.3, 2.8) as received; null when it is no such record. */
export function readSegments(record: unknown): readonly string[] | null {
  if (record === undefined || record === null) return [];
  if (Array.isArray(record)) return record.map((part) => (typeof part === 'string' ? part.trim() : ''));
  if (typeof record === 'string') {
    const segments = record.split(';').map((segment) => segment.trim());
    if (segments.at(-1) === '') segments.pop();
    return segments;
  }
  return isFields(record) && Object.keys(record).length === 0 ? [] : null;
}
