import { useI18n } from 'vue-i18n';
import type { Caution, CommandPolicy, CommandSituation } from '../../../electron/contract/command-desk.ts';
import { useFormatter } from '../../i18n/format.ts';

/** Why a command is dangerous or refused, with the readings and the limits it was judged by. */
export function useCautionText(): (
  caution: Caution,
  situation: CommandSituation,
  policy: CommandPolicy,
) => string {
  const { t } = useI18n();
  const format = useFormatter();
  const unknown = (): string => t('common.unknown');
  const age = (seconds: number | null): string => format.value.duration(seconds) ?? unknown();
  return (caution, { state, speed, fixAge, heartAge, acc }, policy) => {
    const limit = format.value.speed(policy.stopSpeed) ?? '';
    if (caution === 'moves') {
      const words = { speed: format.value.speed(speed) ?? unknown(), limit, age: age(fixAge) };
      return t(`commands.cautionNow.${state === 'offline' ? 'moved' : 'moves'}`, words);
    }
    if (caution !== 'oldFix') return t(`commands.caution.${caution}`);
    return t('commands.cautionNow.oldFix', {
      limit: age(policy.stopFixAge),
      fix: age(fixAge),
      heard: age(heartAge),
      acc: acc === null ? unknown() : t(`commands.situation.${acc ? 'on' : 'off'}`),
    });
  };
}
