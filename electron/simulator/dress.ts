import type { Answer } from './codes.ts';
import { isRefusal, refuse } from './codes.ts';
import type { FaultSwitches } from './faults.ts';

type Row = Record<string, unknown>;

/** Puts an answer into the words of this provider: JSON text, with the switched peculiarities. */
export function dress(answer: Answer, switches: FaultSwitches, salt: number): string {
  const shaped = isRefusal(answer) ? answer : withRecord(answer, switches, salt);
  const text = JSON.stringify(switches.shuffleKeys ? shuffled(shaped, salt) : shaped, (_, value: unknown) =>
    switches.numbersAsText && typeof value === 'number' ? String(value) : value,
  );
  return switches.trailingCommas ? text.replace(/\}$/, ',}') : text;
}

function withRecord(
  answer: Exclude<Answer, { message: string }>,
  switches: FaultSwitches,
  salt: number,
): Row {
  const { record } = answer;
  if (record === undefined) return { code: 0 };
  const empty = record === '' || (Array.isArray(record) && record.length === 0);
  if (empty && switches.emptyAs !== 'natural') {
    switch (switches.emptyAs) {
      case 'text':
        return { record: '', code: 0 };
      case 'array':
        return { record: [], code: 0 };
      case 'null':
        return { record: null, code: 0 };
      case 'missing':
        return { code: 0 };
      case 'code20023':
        return { ...refuse(20023) };
    }
  }
  return { record: rows(record, switches, salt), code: 0 };
}

function rows(record: unknown, switches: FaultSwitches, salt: number): unknown {
  if (!Array.isArray(record)) return isRow(record) ? row(record, switches, salt) : record;
  return record.map((entry: unknown, at) => (isRow(entry) ? row(entry, switches, salt + at) : entry));
}

function row(entry: Row, switches: FaultSwitches, salt: number): Row {
  const known = switches.unknownAs === 'minusOne' ? entry : withoutMinusOne(entry, switches.unknownAs);
  return switches.shuffleKeys ? shuffled(known, salt) : known;
}

function withoutMinusOne(entry: Row, as: 'emptyText' | 'null' | 'missing'): Row {
  const kept: Row = {};
  for (const [key, value] of Object.entries(entry)) {
    if (value !== -1) kept[key] = value;
    else if (as !== 'missing') kept[key] = as === 'null' ? null : '';
  }
  return kept;
}

/** Another order of the keys for every salt; arbitrary, as on real servers. */
function shuffled(entry: object, salt: number): Row {
  const pairs = Object.entries(entry);
  const { length } = pairs;
  const steps = [7, 11, 5, 13, 3, 1].filter((step) => length % step !== 0 || step === 1);
  const step = steps[salt % steps.length] ?? 1;
  const turned: Row = {};
  for (let k = 0; k < length; k += 1) {
    const pair = pairs[(salt + k * step) % length];
    if (pair !== undefined) turned[pair[0]] = pair[1];
  }
  return turned;
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a gateway in front of a provider says when the provider is down. */
export function gatewayPage(status: number): string {
  return `<html>\r\n<head><title>${status} Bad Gateway</title></head>\r\n<body>\r\n<center><h1>${status} Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
}
