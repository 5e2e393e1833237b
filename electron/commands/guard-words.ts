import type { Caution, CommandPolicy, CommandSituation } from '../contract/command-desk.ts';
import type { Failure } from '../contract/errors.ts';

/** Why the guard refuses, with the readings and the limits it judged by; null when it does not. */
export function guardFailure(
  refusals: readonly Caution[],
  situation: CommandSituation,
  policy: CommandPolicy,
): Failure | null {
  if (refusals.length === 0) return null;
  const detail = refusals.map((caution) => wordsOf(caution, situation, policy)).join(', ');
  return { code: 'command.guard', concerns: situation.imei, detail };
}

function wordsOf(caution: Caution, now: CommandSituation, policy: CommandPolicy): string {
  switch (caution) {
    case 'moves': {
      const when = now.state === 'offline' ? 'moved when it was last heard' : 'moves';
      return `it ${when} (${now.speed ?? '?'} km/h, the rules allow ${policy.stopSpeed})`;
    }
    case 'oldFix':
      return (
        `nothing younger than ${policy.stopFixAge} s proves that it stands ` +
        `(fix ${now.fixAge ?? '?'} s, heard ${now.heartAge ?? '?'} s ago, ACC ${onOff(now.acc)})`
      );
    default:
      return words[caution];
  }
}

function onOff(acc: boolean | null): string {
  return acc === null ? 'not known' : acc ? 'on' : 'off';
}

const words: Readonly<Record<Exclude<Caution, 'moves' | 'oldFix'>, string>> = {
  speedUnknown: 'its speed is not known',
  noFix: 'it has no position',
  offline: 'it is offline',
  notActive: 'it is expired or blocked',
  ignitionOn: 'its ignition is on',
  moved: 'it is far from where this was decided',
  otherAccount: 'it belongs to another account now',
  notCurrent: 'the provider could not be asked',
};
