import type { EndpointName, FaultSwitches } from './faults.ts';

interface Bucket {
  left: number;
  /** Unix milliseconds. */
  filledAt: number;
}

/** How often an account may ask: a bucket that refills steadily, per account and per account and operation. */
export class RateLimits {
  private readonly buckets = new Map<string, Bucket>();

  /** Whether this request may pass; counts it if so. `now` is Unix milliseconds. */
  admits(account: string, endpoint: EndpointName, switches: FaultSwitches, now: number): boolean {
    const perMinute = switches.perMinute[endpoint];
    if (perMinute !== undefined && !this.take(`${account} ${endpoint}`, perMinute, 60_000, now)) return false;
    return switches.tps === 0 || this.take(account, switches.tps, 1_000, now);
  }

  private take(key: string, most: number, span: number, now: number): boolean {
    const bucket = this.buckets.get(key) ?? { left: Math.max(1, most), filledAt: now };
    const refilled = bucket.left + ((now - bucket.filledAt) * most) / span;
    bucket.left = Math.min(Math.max(1, most), refilled);
    bucket.filledAt = now;
    this.buckets.set(key, bucket);
    if (bucket.left < 1) return false;
    bucket.left -= 1;
    return true;
  }
}
