import { watchDebounced } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, reactive, ref, shallowRef } from 'vue';
import type { Failure } from '../../../electron/contract/errors.ts';
import type { SavedSignIn } from '../../../electron/contract/session.ts';
import { useSessionStore } from '../../bridge/session.store.ts';
import { checkSignIn, isPlainHttp, savedFor, signInFields } from './sign-in-form.ts';
import type { SignInField } from './sign-in-form.ts';

/** A field is judged when the user pauses, not in the middle of a word. */
const PAUSE_MILLISECONDS = 600;

const untouched: Readonly<Record<SignInField, boolean>> = { server: false, account: false, password: false };

/** The sign-in form. It outlives the page, so nothing typed is lost; the password is forgotten once it worked. */
export const useSignInStore = defineStore('sign-in', () => {
  const session = useSessionStore();

  const form = reactive({ server: '', account: '', password: '', remember: false });
  const touched = reactive<Record<SignInField, boolean>>({ ...untouched });
  const busy = ref<'signIn' | 'demo' | null>(null);
  const failure = shallowRef<Failure | null>(null);
  /** The server and account that were asked last; null before anybody asked. */
  const asked = ref<string | null>(null);
  const target = computed(() => `${form.server.trim()}\n${form.account.trim()}`);
  /** Whether the form has gone on to another server or account, of which an old failure says nothing. */
  const movedOn = computed(() => asked.value !== null && asked.value !== target.value);

  const canRemember = computed(() => session.status?.canRemember ?? false);
  const secretKept = computed(() => savedFor(session.saved, form)?.remembered ?? false);
  const problems = computed(() => checkSignIn(form, secretKept.value));
  const plainHttp = computed(() => isPlainHttp(form.server));
  const valid = computed(() => Object.keys(problems.value).length === 0);

  for (const field of signInFields) {
    watchDebounced(
      () => form[field],
      (value) => {
        if (value !== '') touched[field] = true;
      },
      { debounce: PAUSE_MILLISECONDS },
    );
  }

  /** i18n key of what is wrong with a field the user has been in; null while there is nothing to say. */
  function problemOf(field: SignInField): string | null {
    return touched[field] ? (problems.value[field] ?? null) : null;
  }

  /** Fills the form from a saved sign-in; the password stays with the system. */
  function choose(saved: SavedSignIn): void {
    form.server = saved.server;
    form.account = saved.account;
    form.password = '';
    form.remember = saved.remembered;
    Object.assign(touched, untouched);
    failure.value = null;
  }

  /** Fills an untouched form from the sign-in used last. */
  function suggest(): void {
    const newest = session.saved.toSorted((a, b) => b.lastUsed - a.lastUsed)[0];
    if (newest && form.server === '' && form.account === '') choose(newest);
  }

  /** The first field to be put right, in the order of the form; null when all are fine. */
  function firstProblem(): SignInField | null {
    return signInFields.find((field) => problems.value[field] !== undefined) ?? null;
  }

  async function signIn(): Promise<void> {
    Object.assign(touched, { server: true, account: true, password: true });
    if (!valid.value || busy.value) return;
    busy.value = 'signIn';
    asked.value = target.value;
    // What the last try ended with says nothing of this one.
    failure.value = null;
    const refused = await session.signIn({
      server: form.server.trim(),
      account: form.account.trim(),
      password: form.password === '' ? null : form.password,
      remember: form.remember && canRemember.value,
    });
    // Who took it back knows.
    failure.value = refused?.code === 'cancelled' ? null : refused;
    if (refused === null) {
      form.password = '';
      // Whoever comes back to the form has left nothing out yet.
      Object.assign(touched, untouched);
    }
    busy.value = null;
  }

  /** Takes a sign-in back that a server does not answer; what was typed stays. */
  async function cancel(): Promise<void> {
    if (busy.value === 'signIn') await session.signOut();
  }

  async function exploreDemo(): Promise<void> {
    if (busy.value) return;
    busy.value = 'demo';
    asked.value = null;
    failure.value = await session.exploreDemo();
    busy.value = null;
  }

  async function forget(saved: SavedSignIn): Promise<void> {
    asked.value = null;
    failure.value = await session.forget(saved.server, saved.account);
  }

  return {
    form,
    touched,
    busy,
    failure,
    movedOn,
    canRemember,
    secretKept,
    plainHttp,
    problemOf,
    firstProblem,
    choose,
    suggest,
    signIn,
    cancel,
    exploreDemo,
    forget,
  };
});
