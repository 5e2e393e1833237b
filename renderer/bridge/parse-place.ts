/** A place as it was typed, or what is wrong with what was typed (a key of the texts on screen). */
export type TypedPlace =
  | { readonly ok: true; readonly lat: number; readonly lng: number }
  | { readonly ok: false; readonly problem: 'empty' | 'form' | 'latitude' | 'longitude' };

interface Angle {
  readonly degrees: number;
  /** Which axis a letter named; null without one. */
  readonly axis: 'lat' | 'lng' | null;
}

const problem = (name: 'empty' | 'form' | 'latitude' | 'longitude'): TypedPlace => ({
  ok: false,
  problem: name,
});

/**
 * Reads a place as people write it: `52.52, 13.405`, `52.52 13.405`, `52,52; 13,405`, `52.52N 13.405E`,
 * `N 52° 31.2' E 13° 24.3'`, `52°31'12"N 13°24'18"E`, `geo:52.52,13.405`. Latitude first unless letters say otherwise.
 */
export function parsePlace(typed: string): TypedPlace {
  const text = typed
    .trim()
    .replace(/^geo:/iu, '')
    .replace(/;.*=.*$/u, '')
    .trim();
  if (text === '') return problem('empty');
  const halves = halve(text);
  if (halves === null) return problem('form');
  const [first, second] = halves.map(readAngle);
  if (first == null || second == null) return problem('form');
  if (first.axis !== null && first.axis === second.axis) return problem('form');
  const turned = first.axis === 'lng' || second.axis === 'lat';
  const [lat, lng] = turned ? [second.degrees, first.degrees] : [first.degrees, second.degrees];
  if (Math.abs(lat) > 90) return problem('latitude');
  if (Math.abs(lng) > 180) return problem('longitude');
  return { ok: true, lat, lng };
}

/** The two halves of what was typed; null when it cannot be told where one ends. */
function halve(text: string): readonly [string, string] | null {
  // Letters part the halves whatever stands between them.
  const lettered =
    /^(.*?[nsewo])[\s,;]+(.*[nsewo])$/iu.exec(text) ?? /^([nsewo].*?)[\s,;]+([nsewo].*)$/iu.exec(text);
  if (lettered) return [lettered[1] ?? '', lettered[2] ?? ''];
  for (const separator of [/;/u, /,\s+/u, /\s*\/\s*/u]) {
    const parts = text.split(separator).map((part) => part.trim());
    if (parts.length === 2) return [parts[0] ?? '', parts[1] ?? ''];
  }
  const commas = text.split(',');
  if (commas.length === 2) {
    // `52,52 13` has a decimal comma; `52.52,13.4` a comma between the halves.
    const spaced = text.split(/\s+/u);
    if (spaced.length === 2) return [spaced[0] ?? '', spaced[1] ?? ''];
    return [commas[0] ?? '', commas[1] ?? ''];
  }
  const words = text.split(/\s+/u);
  if (words.length % 2 !== 0) return null;
  return [words.slice(0, words.length / 2).join(' '), words.slice(words.length / 2).join(' ')];
}

/** Degrees, or degrees with minutes and seconds, with a sign or a letter; null when it is no angle. */
function readAngle(text: string): Angle | null {
  const letters = text.match(/[nsewo]/giu) ?? [];
  if (letters.length > 1) return null;
  const letter = letters[0]?.toUpperCase() ?? null;
  const bare = text
    .replace(/[nsewo]/giu, ' ')
    .replaceAll(',', '.')
    .replaceAll(/[°º:'’′"”″]/gu, ' ')
    .trim();
  const parts = bare.split(/\s+/u);
  if (
    parts.length > 3 ||
    !parts.every((part, at) => (at === 0 ? /^[-+]?\d+(\.\d+)?$/u : /^\d+(\.\d+)?$/u).test(part))
  )
    return null;
  const [whole = 0, minutes = 0, seconds = 0] = parts.map(Number);
  if (minutes >= 60 || seconds >= 60) return null;
  const negative = bare.startsWith('-');
  if (negative && letter !== null) return null;
  const size = Math.abs(whole) + minutes / 60 + seconds / 3_600;
  const south = letter === 'S' || letter === 'W';
  // `O` is west in Romance languages and east in German: refused rather than guessed.
  if (letter === 'O') return null;
  return {
    degrees: (negative || south ? -1 : 1) * size,
    axis: letter === null ? null : letter === 'N' || letter === 'S' ? 'lat' : 'lng',
  };
}
