import { queryWords } from '../../bridge/device-search.ts';
import { withoutSeparators } from '../../bridge/directory.ts';

/** The few of a search that are shown, and how many there are. */
export interface Best<T> {
  readonly shown: readonly T[];
  readonly found: number;
}

/** How well a text answers what was typed: one of its lines is that, one begins with it, or it is somewhere in it. */
const FITS = ['exact', 'begins', 'holds'] as const;
type Fit = (typeof FITS)[number];

/**
 * The best of all that were found: whoever types a whole plate means that plate, however many hold it. Equals keep
 * their order.
 *
 * @param textOf what can be searched in lower case, one thing a line
 */
export function bestOf<T>(
  found: Iterable<T>,
  textOf: (entry: T) => string,
  term: string,
  limit: number,
): Best<T> {
  const typed = queryWords(term).join(' ');
  const joined = withoutSeparators(typed);
  const byFit: Record<Fit, T[]> = { exact: [], begins: [], holds: [] };
  let count = 0;
  for (const entry of found) {
    count += 1;
    const fits = byFit[better(fitOf(textOf(entry), typed), fitOf(textOf(entry), joined))];
    if (fits.length < limit) fits.push(entry);
  }
  return { shown: FITS.flatMap((fit) => byFit[fit]).slice(0, limit), found: count };
}

function better(a: Fit, b: Fit): Fit {
  return FITS.indexOf(a) <= FITS.indexOf(b) ? a : b;
}

function fitOf(text: string, term: string): Fit {
  let fit: Fit = 'holds';
  if (term === '') return fit;
  for (let at = text.indexOf(term); at !== -1; at = text.indexOf(term, at + 1)) {
    if (at > 0 && text[at - 1] !== '\n') continue;
    const end = text[at + term.length];
    if (end === undefined || end === '\n') return 'exact';
    fit = 'begins';
  }
  return fit;
}
