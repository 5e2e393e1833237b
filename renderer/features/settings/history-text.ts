import type { ArchiveHistory, HistoryKind } from '../../../electron/contract/archive.ts';
import type { Formatter } from '../../i18n/format.ts';

export const historyKinds: readonly HistoryKind[] = ['tracks', 'mileage', 'alarms'];

type Translate = (key: string, named: Readonly<Record<string, unknown>>, plural: number) => string;

/** What of each kind is over the limits, a sentence each; empty when nothing is. */
export function overTexts(kept: ArchiveHistory['kept'], t: Translate, format: Formatter): string[] {
  return historyKinds
    .filter((kind) => kept[kind].over.rows > 0)
    .map((kind) => {
      const { rows, bytes, before } = kept[kind].over;
      const named = { count: format.integer(rows), day: format.moment(before), size: format.bytes(bytes) };
      return t(`archive.over.${kind}`, named, rows);
    });
}
