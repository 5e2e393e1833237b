/** Texts of the shared pieces for choosing many and for jobs, as Commands and Geofences use them. */
export const pick = {
  chosen: '{count} chosen',
  all: 'Choose all {count} found',
  clear: 'Clear choice',
};

export const jobProgress = {
  label: 'Progress of {name}',
  pause: 'Pause',
  resume: 'Resume',
  cancel: 'Cancel',
  done: '{count} done',
  failed: '{count} failed',
  unknown: '{count} unknown',
  waiting: '{count} waiting',
};
