import { signature } from '../digest.ts';
import type { ApiRequest } from '../transport.ts';

/** The request of a login (open-api.md 2.1); `time` in Unix seconds by the server's clock. */
export function authorization(account: string, digest: string, time: number): ApiRequest {
  return {
    method: 'GET',
    path: '/api/authorization',
    params: { time: String(time), account, signature: signature(digest, time) },
    effect: false,
  };
}
