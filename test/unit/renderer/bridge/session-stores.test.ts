import { createPinia, defineStore, setActivePinia } from 'pinia';
import { createApp, reactive, ref } from 'vue';
import { describe, expect, it } from 'vitest';
import { sessionStores } from '../../../../renderer/bridge/session-stores.ts';

const useChosen = defineStore('chosen', () => {
  const selected = reactive(new Set<string>());
  const query = ref('');
  return { selected, query };
});
const useSettings = defineStore('settings', () => ({ theme: ref('dark') }));

describe('When a session ends', () => {
  it('what was selected and typed in it is gone, and what belongs to the console stays', () => {
    const pinia = createPinia();
    const forget = sessionStores(pinia);
    createApp({}).use(pinia);
    setActivePinia(pinia);
    const before = useChosen();
    before.selected.add('adlercargo471');
    before.query = 'adler';
    useSettings().theme = 'light';
    forget();
    const after = useChosen();
    expect(after).not.toBe(before);
    expect([...after.selected]).toEqual([]);
    expect(after.query).toBe('');
    expect(useSettings().theme).toBe('light');
  });

  it('a store that is used again after one end is forgotten at the next', () => {
    const pinia = createPinia();
    const forget = sessionStores(pinia);
    createApp({}).use(pinia);
    setActivePinia(pinia);
    useChosen().query = 'first';
    forget();
    useChosen().query = 'second';
    forget();
    expect(useChosen().query).toBe('');
  });
});
