import type { CommandVerdict } from '../contract/command-desk.ts';

/** Said in passing, they mean the opposite: taken out before anything is judged. */
const harmless = /\b(?:no|without|0|zero)\s+(?:errors?|failures?)\b|\berror\s*[:=]\s*0+\b|没有错误|无错误/giu;

const failing =
  /fail|error|unsuccess|not\s+success|unable|can\s?not|can't|refus|reject|denied|invalid|illegal|unsupport|not\s+support|not\s+allow|forbid|timed?\s?out|abort|wrong|失败|错误|不支持|无效|拒绝/iu;

const succeeding = /success|succeed|\bok\b|\bdone\b|\bcompleted?\b|\bexecuted\b|成功|完成/iu;

/**
 * What a device's answer says. `commandstatus` 1 only means that it answered; the text may tell of a failure
 * (field-notes.md). Where it says both, or neither, a failure or nothing is believed, never a success.
 */
export function judgeText(answer: string): CommandVerdict {
  const text = answer.replaceAll(harmless, ' ');
  if (failing.test(text)) return 'failure';
  return succeeding.test(answer) ? 'success' : 'unclear';
}
