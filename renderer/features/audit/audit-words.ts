/** "alarm.acknowledgeAll" -> "Alarm: acknowledge all", for actions that have no text of their own. */
export function plainAction(action: string): string {
  const [subject = '', ...rest] = action.split('.');
  const words = (text: string): string => text.replaceAll(/([a-z])([A-Z])/gu, '$1 $2').toLowerCase();
  const head = words(subject);
  const tail = rest.map(words).join(' ');
  return `${head.charAt(0).toUpperCase()}${head.slice(1)}${tail === '' ? '' : `: ${tail}`}`;
}

/** i18n key below `audit.action` of an action: a dot there would be a level of its own. */
export function actionKey(action: string): string {
  return `audit.action.${action.replaceAll('.', '_')}`;
}

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gu;

/** "provider.20017", "outcome.unknown": what may be the code of a failure. */
const codes = /(?<![\w./@])[a-z]+\.[A-Za-z0-9]+(?![\w./@])/gu;

/**
 * A text of the audit as people read it: jobs by their titles, failures by theirs, flat JSON without its signs. What
 * stays as it is; this is only how it is shown.
 *
 * @param titleOf title of a job, null when it is not known
 * @param failureOf title of a failure by its code, null when it is no code
 */
export function plainDetail(
  detail: string,
  titleOf: (job: string) => string | null,
  failureOf: (code: string) => string | null,
): string {
  const named = detail
    .replaceAll(codes, (code) => failureOf(code) ?? code)
    .replaceAll(uuid, (id) => {
      const title = titleOf(id);
      return title === null ? id.slice(0, 8) : `"${title}"`;
    });
  return /^\{.*\}$/su.test(named)
    ? named
        .slice(1, -1)
        .replaceAll(/"([A-Za-z]+)":/gu, '$1: ')
        .replaceAll(',', ', ')
    : named;
}
