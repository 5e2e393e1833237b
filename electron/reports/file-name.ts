import { usualLayout, type ReportFormat, type ReportRequest } from '../contract/report.ts';
import { periodName, type Span } from './period.ts';
import type { ZoneClock } from './zone.ts';

const LONGEST = 120;
/** Bytes of UTF-8: a file system takes 255, of which a number, `.cover` and an ending have theirs. */
const MOST_BYTES = 220;
// Names that Windows keeps for devices, whatever their ending.
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** A part of a file name that every system accepts; may come out empty. */
export function cleanName(text: string): string {
  const words = text.replace(/[<>:"/\\|?*\u0000-\u001f\u007f]/g, ' ').replace(/\s+/g, ' ');
  const cleaned = cut(words).replace(/^[. ]+|[. ]+$/g, '');
  return reserved.test(cleaned) ? `${cleaned}_` : cleaned;
}

/** As much of a text as fits, whole characters only. */
function cut(text: string): string {
  let [fitting, bytes] = ['', 0];
  for (const character of text.replace(/\p{Cs}/gu, ' ')) {
    bytes += Buffer.byteLength(character);
    if (fitting.length + character.length > LONGEST || bytes > MOST_BYTES) break;
    fitting += character;
  }
  return fitting;
}

const fileWords: Readonly<Record<ReportRequest['kind'], string>> = {
  mileage: 'mileage',
  alarms: 'alarms',
  trips: 'trips and stops',
  fleet: 'fleet status',
  expiry: 'expiry',
  coverage: 'archive coverage',
  commands: 'command log',
  responses: 'alarm response times',
};

/** `mileage 2026-11-01 to 2026-11-07 demo.xlsx` */
export function reportFileName(request: ReportRequest, zone: ZoneClock): string {
  const { accounts, devices } = request.scope;
  const names = [
    ...(accounts.length === 0
      ? []
      : [accounts.length === 1 ? (accounts[0] ?? '') : `${accounts.length} accounts`]),
    ...(devices.length === 0
      ? []
      : [devices.length === 1 ? (devices[0] ?? '') : `${devices.length} devices`]),
  ];
  const kind =
    request.kind === 'mileage' && request.per !== 'total'
      ? `mileage per ${request.per}`
      : fileWords[request.kind];
  const { format } = request.layout ?? usualLayout;
  return `${cleanName([kind, periodName(request, zone), ...names].join(' '))}.${format}`;
}

/** The first thing in braces of a pattern that is no placeholder, with its braces; null when all are known. */
export function strangeWord(pattern: string): string | null {
  const words = pattern.match(/\{[^{}]*\}/g) ?? [];
  return words.find((word) => !/^\{(report|from|to|date)\}$/.test(word)) ?? null;
}

/**
 * The file of a saved report: its pattern with `{report}`, `{from}`, `{to}` (the last day in it) and `{date}` (the day
 * it is made for) filled in. What else stands in braces stays as it is.
 *
 * @param at Unix seconds
 */
export function savedFileName(
  pattern: string,
  report: string,
  span: Span,
  at: number,
  zone: ZoneClock,
  format: ReportFormat = 'xlsx',
): string {
  const words: Readonly<Record<string, string>> = {
    report,
    from: zone.dateText(span.begin),
    to: zone.dateText(span.end - 1),
    date: zone.dateText(at),
  };
  const filled = pattern.replace(/\{(report|from|to|date)\}/g, (whole, word: string) => words[word] ?? whole);
  return `${cleanName(filled) || 'report'}.${format}`;
}
