/** Keys whose values are identifiers: digits that would lose their last places as numbers. */
const identifierAsNumber =
  /("(?:imei|iccid|simcard|account|customeraccount|commandid|mobile|telephone)"\s*:\s*)(\d+)(?=\s*[,}\]"])/g;
const hasIdentifierAsNumber =
  /"(?:imei|iccid|simcard|account|customeraccount|commandid|mobile|telephone)"\s*:\s*\d/;

/** A JSON text that could not be read. */
export interface Unreadable {
  readonly unreadable: true;
}

/**
 * Parses an answer's JSON. Identifiers given as numbers become strings before they can lose digits. A text that is
 * not JSON is mended in the two ways that the reference's own demos need, a comma too many before a closing bracket
 * (2.16) and a comma too few between members (2.2), and in no other.
 */
export function parseJson(
  text: string,
): { readonly unreadable: false; readonly value: unknown } | Unreadable {
  const bare = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const source = hasIdentifierAsNumber.test(bare) ? bare.replace(identifierAsNumber, '$1"$2"') : bare;
  const direct = tryParse(source);
  if (!direct.unreadable) return direct;
  const mended = mendCommas(source);
  return mended === null ? direct : tryParse(mended);
}

function tryParse(text: string): { readonly unreadable: false; readonly value: unknown } | Unreadable {
  try {
    return { unreadable: false, value: JSON.parse(text) as unknown };
  } catch {
    return { unreadable: true };
  }
}

const token = /\s+|"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s"{}[\]:,]+|"/gs;

/**
 * The text with missing commas between members added and surplus commas before a closing bracket removed; null when
 * there was nothing of the kind. A comma is only added before a key or between two objects of an array, never between
 * bare values, where it could make two numbers out of one.
 */
function mendCommas(text: string): string | null {
  const out: string[] = [];
  const open: string[] = [];
  let last: 'none' | 'open' | 'key' | 'colon' | 'value' | 'object' | 'comma' = 'none';
  let lastComma = -1;
  let changed = false;
  const addComma = (): void => {
    out.push(',');
    changed = true;
  };
  for (const [part] of text.matchAll(token)) {
    if (/^\s/.test(part)) {
      out.push(part);
      continue;
    }
    const inObject = open.at(-1) === '{';
    const afterValue = last === 'value' || last === 'object';
    if (part === '}' || part === ']') {
      if (last === 'comma' && lastComma >= 0) {
        out[lastComma] = '';
        changed = true;
      }
      open.pop();
      last = part === '}' ? 'object' : 'value';
    } else if (part === '{' || part === '[') {
      if (part === '{' && last === 'object' && open.at(-1) === '[') addComma();
      open.push(part);
      last = 'open';
    } else if (part === ',') {
      lastComma = afterValue ? out.length : -1;
      last = 'comma';
    } else if (part === ':') {
      last = 'colon';
    } else if (part.startsWith('"') && inObject && last !== 'colon') {
      if (afterValue) addComma();
      last = 'key';
    } else {
      last = 'value';
    }
    out.push(part);
  }
  return changed ? out.join('') : null;
}
