import { describe, expect, it } from 'vitest';
import { serverTimeIn, ServerClock } from '../../../electron/openapi/clock.ts';

describe('the clock of the server', () => {
  it('is read out of the text of a 10014 answer', () => {
    expect(serverTimeIn('request time error, current server time is 1784505600 (in unix timestamp)')).toBe(
      1784505600,
    );
  });

  it.each([
    ['Current Server Time is: 1784505600', 1784505600],
    ['time error 1784505600', 1784505600],
    ['current server time is 1784505600123', 1784505600],
  ])('is read out of %j', (message, seconds) => {
    expect(serverTimeIn(message)).toBe(seconds);
  });

  it.each(['', 'request time error', 'imei 358899051025339 wrong', 'server time is 12', 'at 0000000001'])(
    'is not guessed from %j',
    (message) => {
      expect(serverTimeIn(message)).toBeNull();
    },
  );

  it('equals that of this computer until the server complains, then runs on with the offset', () => {
    let now = 1_700_000_000_500;
    const clock = new ServerClock(() => now);
    expect([clock.seconds(), clock.offset]).toEqual([1_700_000_000, 0]);
    expect(clock.learn('current server time is 1700003600 (in unix timestamp)')).toBe(true);
    expect(clock.offset).toBe(3_600);
    now += 10_000;
    expect(clock.seconds()).toBe(1_700_003_610);
  });

  it('keeps its offset when the text names no time', () => {
    const clock = new ServerClock(() => 1_700_000_000_000);
    expect(clock.learn('request time error')).toBe(false);
    expect(clock.offset).toBe(0);
  });
});
