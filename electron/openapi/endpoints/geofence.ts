import { geofenceRequest, geofenceTriggers, type GeofenceRequest } from '../../contract/geofence.ts';
import { fail, succeed, type Result } from '../../contract/result.ts';
import type { CallOptions } from '../api.ts';
import type { Call } from '../exchange.ts';
import { invalidInput } from '../input.ts';

/** Creates a circle geofence (open-api.md 2.4). */
export async function createGeofence(
  call: Call,
  request: GeofenceRequest,
  options: CallOptions,
): Promise<Result<null>> {
  const checked = geofenceRequest.safeParse(request);
  if (!checked.success) return fail(invalidInput(checked.error));
  const { imei, name, trigger, longitude, latitude, radius } = checked.data;
  const answer = await call(
    {
      method: 'POST',
      path: '/api/geofence/create',
      params: {
        imei,
        efencename: name,
        alarmtype: String(geofenceTriggers[trigger]),
        longitude: decimalDegrees(longitude),
        latitude: decimalDegrees(latitude),
        radius: String(radius),
      },
      effect: true,
    },
    options,
    imei,
  );
  return answer.ok ? succeed(null) : answer;
}

/** Degrees without an exponent, which not every server reads; a seventh decimal is a centimetre. */
function decimalDegrees(degrees: number): string {
  return degrees
    .toFixed(7)
    .replace(/\.?0+$/, '')
    .replace(/^-0$/, '0');
}
