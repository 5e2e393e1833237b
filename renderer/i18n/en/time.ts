/** Texts of time travel. */
export const timeTexts = {
  title: 'Time travel',
  past: 'All windows show the past: {moment}',
  live: 'Back to live',
  nothing: 'Nothing is recorded yet. Positions are recorded from now on, as they are read.',
  second: 'Recorded second',
  back: 'One minute back',
  ahead: 'One minute ahead',
  play: 'Play on',
  pause: 'Stand still',
  speed: 'Speed of the past',
  times: '{factor}×',
  close: 'Close and return to live',
};
