/** Texts of places told by towns. */
export const placeTexts = {
  place: {
    in: 'in {town}, {country}',
    near: '{distance} {direction} of {town}, {country}',
    none: 'no town near',
    direction: {
      n: 'north',
      ne: 'north-east',
      e: 'east',
      se: 'south-east',
      s: 'south',
      sw: 'south-west',
      w: 'west',
      nw: 'north-west',
    },
  },
};
