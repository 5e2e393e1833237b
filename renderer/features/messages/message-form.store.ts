import { defineStore } from 'pinia';
import { computed, ref, shallowReactive, shallowRef } from 'vue';
import type { MessageTemplate, PlanTargets } from '../../../electron/contract/administration.ts';
import type { Failure } from '../../../electron/contract/errors.ts';
import {
  ACCOUNTS_PER_MESSAGE,
  contentProblem,
  messageLength,
  placeholdersIn,
} from '../../../electron/contract/message.ts';
import { useAccountsStore } from '../../bridge/accounts.store.ts';
import { call } from '../../bridge/calls.ts';

export const recipientModes = ['all', 'accounts', 'text', 'file'] as const;
export type RecipientMode = (typeof recipientModes)[number];

/** The message that is being written; it outlives the page, so nothing typed is lost. */
export const useMessageForm = defineStore('message-form', () => {
  const accounts = useAccountsStore();
  const mode = ref<RecipientMode>('accounts');
  const chosen = shallowReactive(new Set<string>());
  const text = ref('');
  const path = ref<string | null>(null);
  const content = ref('');
  const templates = shallowRef<readonly MessageTemplate[]>([]);
  const failure = shallowRef<Failure | null>(null);

  const below = computed(() => {
    const top = new Set(accounts.tree.roots);
    return [...accounts.tree.nodes.keys()].filter((name) => !top.has(name));
  });
  /** Accounts whose list below may be cut: there may be more recipients than are known. */
  const cut = computed(
    () => [...accounts.tree.nodes.values()].filter(({ childrenMayBeCut }) => childrenMayBeCut).length,
  );
  /** How many are meant, as far as it can be told before a list is read; null when it cannot. */
  const count = computed(() => {
    if (mode.value === 'all') return below.value.length;
    if (mode.value === 'accounts') return chosen.size;
    return null;
  });
  const length = computed(() => messageLength(content.value));
  const placeholders = computed(() => placeholdersIn(content.value));
  // With placeholders the length is that of each filled text, which the preview judges.
  const problem = computed(() => contentProblem(content.value));
  const requests = computed(() => {
    if (count.value === null) return null;
    return placeholders.value.length > 0 ? count.value : Math.ceil(count.value / ACCOUNTS_PER_MESSAGE);
  });
  const targets = computed((): PlanTargets | null => {
    switch (mode.value) {
      case 'all':
        return { from: 'accounts', accounts: below.value };
      case 'accounts':
        return chosen.size === 0 ? null : { from: 'accounts', accounts: [...chosen] };
      case 'text':
        return text.value.trim() === '' ? null : { from: 'text', text: text.value };
      case 'file':
        return path.value === null ? null : { from: 'file', path: path.value };
    }
  });

  /** Whom a message went to is not silently carried into the next one; the text stays. */
  function clearRecipients(): void {
    mode.value = 'accounts';
    chosen.clear();
    text.value = '';
    path.value = null;
  }

  async function loadTemplates(): Promise<void> {
    const result = await call('messages.templates');
    if (result.ok) templates.value = result.value;
    else failure.value = result.failure;
  }

  async function saveTemplate(name: string): Promise<void> {
    const same = templates.value.find((template) => template.name === name);
    const id = same?.id ?? crypto.randomUUID();
    const result = await call('messages.saveTemplate', { id, name, content: content.value });
    if (result.ok) templates.value = result.value;
    else failure.value = result.failure;
  }

  async function removeTemplate(id: string): Promise<void> {
    const result = await call('messages.removeTemplate', { id });
    if (result.ok) templates.value = result.value;
    else failure.value = result.failure;
  }

  return {
    mode,
    chosen,
    text,
    path,
    content,
    templates,
    failure,
    cut,
    count,
    length,
    placeholders,
    problem,
    requests,
    targets,
    clearRecipients,
    loadTemplates,
    saveTemplate,
    removeTemplate,
  };
});
