import { ALARM_PAGE, PLAYBACK_PAGE, type TrackPoint } from '../../contract/playback.ts';
import type { Alarm } from '../../contract/alarm.ts';
import { fail, succeed, type Result } from '../../contract/result.ts';
import type { CallOptions, PagedEnd } from '../api.ts';
import { readSegments } from '../decode.ts';
import { readAlarmSegment, readTrackSegment } from '../decoders/segments.ts';
import type { Call } from '../exchange.ts';
import { imeiProblem, periodProblem } from '../input.ts';
import { isNoData } from '../listed.ts';
import { readPages } from '../paging.ts';

/** Which device and which period, in Unix seconds. */
export interface Period {
  readonly imei: string;
  readonly begin: number;
  readonly end: number;
}

type OnPage<T> = (rows: readonly T[]) => void | Promise<void>;

async function askSegments(
  call: Call,
  path: string,
  { imei, begin, end }: Period,
  options: CallOptions,
): Promise<Result<readonly string[]>> {
  const params = { imei, begintime: String(begin), endtime: String(end) };
  const answer = await call({ method: 'GET', path, params, effect: false }, options, imei);
  if (isNoData(answer)) return succeed([]);
  if (!answer.ok) return answer;
  const segments = readSegments(answer.value);
  if (segments !== null) return succeed(segments);
  return fail({ code: 'answer.malformed', concerns: imei, detail: 'The record is no text of segments.' });
}

/** The period in whole seconds, or the end of a reading that cannot begin. */
function checked(period: Period): Period | PagedEnd {
  const failure = imeiProblem(period.imei) ?? periodProblem(period.begin, period.end);
  if (failure !== null) return { complete: false, failure, malformed: 0, requests: 0 };
  return { imei: period.imei, begin: Math.floor(period.begin), end: Math.ceil(period.end) };
}

/** The track of a device (open-api.md 2.3), page by page. */
export async function readPlayback(
  call: Call,
  asked: Period,
  options: CallOptions,
  onPage: OnPage<TrackPoint>,
): Promise<PagedEnd> {
  const period = checked(asked);
  if ('complete' in period) return period;
  return readPages({
    begin: period.begin,
    end: period.end,
    pageSize: PLAYBACK_PAGE,
    ask: (begin) => askSegments(call, '/api/playback', { ...period, begin }, options),
    read: readTrackSegment,
    onPage,
  });
}

/** The alarms of a device (open-api.md 2.8), page by page. */
export async function readAlarms(
  call: Call,
  asked: Period,
  options: CallOptions,
  onPage: OnPage<Alarm>,
): Promise<PagedEnd> {
  const period = checked(asked);
  if ('complete' in period) return period;
  return readPages({
    begin: period.begin,
    end: period.end,
    pageSize: ALARM_PAGE,
    ask: (begin) => askSegments(call, '/api/alarm/list', { ...period, begin }, options),
    read: (segment) => readAlarmSegment(segment, period.imei),
    onPage,
  });
}
