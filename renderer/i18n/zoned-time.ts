/** A wall-clock time as the fields of a form hold it. */
export interface WallTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** The IANA name of this computer's time zone. */
export function systemTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Resolves the setting: "system" or an IANA name. */
export function resolveTimeZone(setting: string): string {
  return setting === 'system' || !isTimeZone(setting) ? systemTimeZone() : setting;
}

/** Whether a name is a time zone this system knows. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Every time zone this system knows, UTC first. */
export function allTimeZones(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')];
}

/** What the clocks of a zone show at a Unix second. */
export function wallTime(unix: number, timeZone: string): WallTime {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(unix * 1_000);
  const read = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value ?? 0);
  return {
    year: read('year'),
    month: read('month'),
    day: read('day'),
    hour: read('hour'),
    minute: read('minute'),
  };
}

const asUtc = (time: WallTime): number =>
  Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute) / 1_000;

/**
 * The Unix second at which the clocks of a zone show a time. A time that is skipped when clocks go forward gives the
 * moment after the jump, one that comes twice gives the first.
 */
export function unixOf(time: WallTime, timeZone: string): number {
  const wanted = asUtc(time);
  const offsetAt = (unix: number): number => asUtc(wallTime(unix, timeZone)) - Math.floor(unix / 60) * 60;
  const day = 86_400;
  const candidates = [wanted - offsetAt(wanted - day), wanted - offsetAt(wanted + day)];
  const exact = candidates.filter((unix) => asUtc(wallTime(unix, timeZone)) === wanted);
  return exact.length > 0 ? Math.min(...exact) : Math.max(...candidates);
}

/** Midnight of the day that holds a Unix second, moved by whole days of that zone's calendar. */
export function startOfDay(unix: number, timeZone: string, moveDays = 0): number {
  const { year, month, day } = wallTime(unix, timeZone);
  const moved = new Date(Date.UTC(year, month - 1, day + moveDays));
  return unixOf(
    {
      year: moved.getUTCFullYear(),
      month: moved.getUTCMonth() + 1,
      day: moved.getUTCDate(),
      hour: 0,
      minute: 0,
    },
    timeZone,
  );
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `2026-11-23T14:30`, the value of a date-and-time field. */
export function toFieldValue(unix: number, timeZone: string): string {
  const time = wallTime(unix, timeZone);
  const year = String(time.year).padStart(4, '0');
  return `${year}-${two(time.month)}-${two(time.day)}T${two(time.hour)}:${two(time.minute)}`;
}

/** Whether the calendar has a day written `2026-02-28` (there is no February 30). */
export function isDay(day: string): boolean {
  const read = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(day);
}

/** Unix second of a date-and-time field, with or without seconds; null when it holds no time that there is. */
export function fromFieldValue(value: string, timeZone: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?$/u.exec(value);
  if (!match || !isDay(value.slice(0, 10))) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  if (hour > 23 || minute > 59 || second > 59) return null;
  const unix = unixOf({ year, month, day, hour, minute }, timeZone);
  return Number.isFinite(unix) ? unix + second : null;
}
