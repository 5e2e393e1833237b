import fs from 'node:fs';
import { inRoot } from './lib/paths.mjs';

// Makes the sounds of alarms (resources/sounds): 16-bit mono, small, each easy to tell from the others.
const rate = 22_050;

/** @param {number} seconds @param {(t: number) => number} wave -1 to 1 at a time in seconds */
function wav(seconds, wave) {
  const count = Math.floor(seconds * rate);
  const data = Buffer.alloc(44 + count * 2);
  data.write('RIFF', 0);
  data.writeUInt32LE(36 + count * 2, 4);
  data.write('WAVEfmt ', 8);
  data.writeUInt32LE(16, 16);
  data.writeUInt16LE(1, 20);
  data.writeUInt16LE(1, 22);
  data.writeUInt32LE(rate, 24);
  data.writeUInt32LE(rate * 2, 28);
  data.writeUInt16LE(2, 32);
  data.writeUInt16LE(16, 34);
  data.write('data', 36);
  data.writeUInt32LE(count * 2, 40);
  for (let at = 0; at < count; at += 1) {
    const t = at / rate;
    // Faded in and out, so that no sound clicks.
    const edge = Math.min(1, t / 0.01, (seconds - t) / 0.03);
    const value = Math.max(-1, Math.min(1, wave(t) * edge));
    data.writeInt16LE(Math.round(value * 30_000), 44 + at * 2);
  }
  return data;
}

/** @param {number} hertz @param {number} t */
const tone = (hertz, t) => Math.sin(2 * Math.PI * hertz * t);
/** A struck bell: overtones that die away. @param {number} hertz @param {number} t */
const bell = (hertz, t) =>
  t < 0 ? 0 : (0.6 * tone(hertz, t) + 0.25 * tone(hertz * 2.01, t)) * Math.exp(-4 * t);

const sounds = {
  siren: wav(1.6, (t) => {
    const high = Math.floor(t / 0.2) % 2 === 0;
    return 0.7 * tone(high ? 960 : 720, t) + 0.2 * tone(high ? 1_920 : 1_440, t);
  }),
  chime: wav(1.2, (t) => bell(880, t) + bell(1_108, t - 0.18) + bell(1_318, t - 0.36)),
  ping: wav(0.5, (t) => bell(1_175, t) * Math.exp(-3 * t)),
  knock: wav(0.45, (t) => {
    const strike = t % 0.2;
    return t > 0.4 ? 0 : 0.9 * tone(190, strike) * Math.exp(-45 * strike);
  }),
};

fs.mkdirSync(inRoot('resources/sounds'), { recursive: true });
for (const [name, data] of Object.entries(sounds)) {
  fs.writeFileSync(inRoot(`resources/sounds/${name}.wav`), data);
}
