import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePlace } from '../../../../renderer/bridge/parse-place.ts';

const berlin = {
  ok: true,
  lat: expect.closeTo(52.52, 2) as number,
  lng: expect.closeTo(13.405, 2) as number,
};

describe('a typed place', () => {
  it.each([
    '52.52, 13.405',
    '52.52 13.405',
    '52.52,13.405',
    '52,52 13,405',
    '52,52; 13,405',
    '52.52 / 13.405',
    'geo:52.52,13.405',
    'geo:52.52,13.405;u=35',
    '52.52N 13.405E',
    '13.405E, 52.52N',
    'N 52.52 E 13.405',
    "N 52° 31.2' E 13° 24.3'",
    '52°31′12″N 13°24′18″E',
    '  +52.52 ,  +13.405  ',
  ])('is read from %s', (typed) => {
    expect(parsePlace(typed)).toEqual(berlin);
  });

  it('lies south and west with a sign or a letter', () => {
    expect(parsePlace('-33.87, -70.5')).toEqual({ ok: true, lat: -33.87, lng: -70.5 });
    expect(parsePlace('33.87S 70.5W')).toEqual({ ok: true, lat: -33.87, lng: -70.5 });
  });

  it.each(['52.52', 'Berlin', '52.52, ', '1 2 3', '52.52N 13.4N', '-52N 13E', "52° 75' N 13° E", '1,2,3'])(
    'is not read from %s',
    (typed) => {
      expect(parsePlace(typed)).toEqual({ ok: false, problem: 'form' });
    },
  );

  it('tells what is out of range', () => {
    expect(parsePlace('95, 13')).toEqual({ ok: false, problem: 'latitude' });
    expect(parsePlace('52, 213')).toEqual({ ok: false, problem: 'longitude' });
    expect(parsePlace('  ')).toEqual({ ok: false, problem: 'empty' });
  });

  it('is the place that was written, for every place on Earth', () => {
    const coordinate = (most: number) =>
      fc.integer({ min: -most * 1e6, max: most * 1e6 }).map((n) => n / 1e6);
    fc.assert(
      fc.property(coordinate(90), coordinate(180), (lat, lng) => {
        expect(parsePlace(`${lat.toFixed(6)}, ${lng.toFixed(6)}`)).toEqual({
          ok: true,
          lat: expect.closeTo(lat, 6) as number,
          lng: expect.closeTo(lng, 6) as number,
        });
      }),
    );
  });

  it('never throws, whatever is typed', () => {
    fc.assert(fc.property(fc.string(), (typed) => typeof parsePlace(typed).ok === 'boolean'));
  });
});
