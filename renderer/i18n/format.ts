import { computed, inject } from 'vue';
import type { ComputedRef, InjectionKey } from 'vue';
import { startOfDay } from './zoned-time.ts';

export interface FormatOptions {
  /** BCP 47. */
  readonly language: string;
  readonly units: 'metric' | 'imperial';
  /** IANA name. */
  readonly timeZone: string;
}

const KM_PER_MILE = 1.609344;
const METRES_PER_FOOT = 0.3048;

type Unit =
  | 'kilometer-per-hour'
  | 'mile-per-hour'
  | 'meter'
  | 'kilometer'
  | 'foot'
  | 'mile'
  | 'percent'
  | 'second'
  | 'minute'
  | 'hour'
  | 'day'
  | 'kilobyte'
  | 'megabyte'
  | 'gigabyte';

/**
 * Turns values of the contract (km/h, metres, Unix seconds) into text in the user's language, units and time zone.
 * Every method gives null for null: what "unknown" is called is the caller's business.
 */
export class Formatter {
  readonly options: FormatOptions;
  private readonly numbers = new Map<string, Intl.NumberFormat>();
  private readonly moments: Intl.DateTimeFormat;
  private readonly days: Intl.DateTimeFormat;
  private readonly clocks: Intl.DateTimeFormat;

  constructor(options: FormatOptions) {
    this.options = options;
    const { language, timeZone } = options;
    const date = { year: 'numeric', month: 'short', day: '2-digit' } as const;
    const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
    this.moments = new Intl.DateTimeFormat(language, { timeZone, ...date, ...time });
    this.days = new Intl.DateTimeFormat(language, { timeZone, ...date });
    this.clocks = new Intl.DateTimeFormat(language, { timeZone, ...time });
  }

  /** A whole number with the separators of the language. */
  integer(value: number): string {
    return this.number(0).format(value);
  }

  /** A number with one decimal. */
  decimal(value: number): string {
    return this.number(1).format(value);
  }

  /** Bytes to `812 kB`, `54.1 MB` or `1.2 GB`. */
  bytes(value: number): string {
    if (value < 1e6) return this.unit('kilobyte').format(Math.ceil(value / 1e3));
    return value < 1e9
      ? this.unit('megabyte', 1).format(value / 1e6)
      : this.unit('gigabyte', 2).format(value / 1e9);
  }

  /** km/h to `62 km/h` or `39 mph`. */
  speed(kilometresPerHour: number | null): string | null {
    if (kilometresPerHour === null) return null;
    return this.options.units === 'metric'
      ? this.unit('kilometer-per-hour').format(kilometresPerHour)
      : this.unit('mile-per-hour').format(kilometresPerHour / KM_PER_MILE);
  }

  /** Metres to `350 m`, `51.7 km`, `1,150 ft` or `32.1 mi`. */
  distance(metres: number | null): string | null {
    if (metres === null) return null;
    if (this.options.units === 'metric') {
      return metres < 1_000
        ? this.unit('meter').format(metres)
        : this.unit('kilometer', 1).format(metres / 1_000);
    }
    const miles = metres / 1_000 / KM_PER_MILE;
    return miles < 0.5
      ? this.unit('foot').format(metres / METRES_PER_FOOT)
      : this.unit('mile', 1).format(miles);
  }

  percent(value: number | null): string | null {
    return value === null ? null : this.unit('percent').format(value);
  }

  volts(value: number | null): string | null {
    return value === null ? null : `${this.decimal(value)} V`;
  }

  /** `22.583197, 113.909813`: latitude, longitude, as maps take them, whatever the language. */
  place(latitude: number | null, longitude: number | null): string | null {
    if (latitude === null || longitude === null) return null;
    return `${latitude.toFixed(6)}, ${longitude.toFixed(6)}`;
  }

  /** Degrees to `195°`. */
  course(value: number | null): string | null {
    return value === null ? null : `${this.integer(value)}°`;
  }

  /** Unix seconds to date and time in the chosen zone. */
  moment(unix: number | null): string | null {
    return unix === null ? null : this.moments.format(unix * 1_000);
  }

  day(unix: number | null): string | null {
    return unix === null ? null : this.days.format(unix * 1_000);
  }

  /**
   * A period, end not included: whole days as days (`Nov 16 – 22, 2026`), others with their times.
   *
   * @param timeZone the zone of the period where it is not the screen's
   */
  period(begin: number, end: number, timeZone = this.options.timeZone): string {
    const atMidnight = (unix: number): boolean => unix === startOfDay(unix, timeZone);
    const wholeDays = atMidnight(begin) && atMidnight(end) && end > begin;
    const format = new Intl.DateTimeFormat(this.options.language, {
      timeZone,
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      ...(wholeDays ? {} : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    });
    return format.formatRange(begin * 1_000, (wholeDays ? end - 1 : end) * 1_000);
  }

  /** Unix seconds to the time of day in the chosen zone. */
  clock(unix: number | null): string | null {
    return unix === null ? null : this.clocks.format(unix * 1_000);
  }

  /** Seconds in two units at most: `4 sec`, `12 min`, `3 hr 5 min`, `18 days 4 hr`. Below zero counts as zero. */
  duration(seconds: number | null): string | null {
    if (seconds === null) return null;
    const whole = Math.max(0, Math.floor(seconds));
    const parts: readonly [Unit, number][] =
      whole < 60
        ? [['second', whole]]
        : whole < 3_600
          ? [['minute', Math.floor(whole / 60)]]
          : whole < 86_400
            ? [
                ['hour', Math.floor(whole / 3_600)],
                ['minute', Math.floor((whole % 3_600) / 60)],
              ]
            : [
                ['day', Math.floor(whole / 86_400)],
                ['hour', Math.floor((whole % 86_400) / 3_600)],
              ];
    return parts
      .filter(([, value], place) => place === 0 || value > 0)
      .map(([unit, value]) => this.unit(unit).format(value))
      .join(' ');
  }

  /** Seconds in one unit, for narrow columns: `4s`, `12m`, `3h`, `18d`. */
  shortDuration(seconds: number | null): string | null {
    if (seconds === null) return null;
    const whole = Math.max(0, Math.floor(seconds));
    if (whole < 60) return this.unit('second', 0, 'narrow').format(whole);
    if (whole < 3_600) return this.unit('minute', 0, 'narrow').format(Math.floor(whole / 60));
    if (whole < 86_400) return this.unit('hour', 0, 'narrow').format(Math.floor(whole / 3_600));
    return this.unit('day', 0, 'narrow').format(Math.floor(whole / 86_400));
  }

  private number(decimals: number): Intl.NumberFormat {
    return this.numberFormat(`${decimals}`, {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
  }

  private unit(unit: Unit, decimals = 0, unitDisplay: 'short' | 'narrow' = 'short'): Intl.NumberFormat {
    return this.numberFormat(`${unit} ${decimals} ${unitDisplay}`, {
      style: 'unit',
      unit,
      unitDisplay,
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
  }

  private numberFormat(key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
    const known = this.numbers.get(key);
    if (known) return known;
    const made = new Intl.NumberFormat(this.options.language, options);
    this.numbers.set(key, made);
    return made;
  }
}

/** Where a window's root provides the formatter that follows the settings. */
export const formatterKey: InjectionKey<ComputedRef<Formatter>> = Symbol('formatter');

/** The window's formatter; follows the settings. English, metric and UTC where none is provided. */
export function useFormatter(): ComputedRef<Formatter> {
  const provided = inject(formatterKey, null);
  return provided ?? computed(() => new Formatter({ language: 'en', units: 'metric', timeZone: 'UTC' }));
}
