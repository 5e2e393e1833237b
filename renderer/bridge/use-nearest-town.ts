import { shallowRef, watch, type ShallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { compassPoint, IN_TOWN, type NearestTown } from '../../electron/contract/town.ts';
import { useFormatter } from '../i18n/format.ts';
import { call } from './calls.ts';

/** A place in words: the nearest town, how far and which way from it. Empty while it is asked for or unknown. */
export function useNearestTown(
  place: () => { readonly latitude: number | null; readonly longitude: number | null },
): Readonly<ShallowRef<string>> {
  const { t } = useI18n();
  const format = useFormatter();
  const text = shallowRef('');
  let asked = 0;

  function wordsOf(town: NearestTown | null): string {
    if (town === null) return t('place.none');
    const { name, country, metres, bearing } = town;
    if (metres < IN_TOWN) return t('place.in', { town: name, country });
    return t('place.near', {
      distance: format.value.distance(metres) ?? '',
      direction: t(`place.direction.${compassPoint(bearing)}`),
      town: name,
      country,
    });
  }

  watch(
    [() => place().latitude, () => place().longitude],
    async ([latitude, longitude]) => {
      asked += 1;
      const mine = asked;
      text.value = '';
      if (latitude === null || longitude === null) return;
      const found = await call('fleet.town', { latitude, longitude });
      if (mine === asked && found.ok) text.value = wordsOf(found.value);
    },
    { immediate: true },
  );
  return text;
}
