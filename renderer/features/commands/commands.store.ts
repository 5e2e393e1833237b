import { defineStore } from 'pinia';
import { computed, reactive, ref, shallowRef, watch } from 'vue';
import { guardCommand } from '../../../electron/contract/command-guard.ts';
import {
  commandPolicy,
  type CommandRecord,
  type CommandRules,
  type CommandSituation,
} from '../../../electron/contract/command-desk.ts';
import type { Failure } from '../../../electron/contract/errors.ts';
import type { Preview } from '../../../electron/contract/job.ts';
import { call } from '../../bridge/calls.ts';
import { useEvent } from '../../bridge/events.ts';
import { checkCommand, commandOf, holds, signatureOf, type CommandForm } from './command-form.ts';

/** The form of a new command: what is chosen, how the vehicle is, and what the guard says. It outlives the page. */
export const useCommandsStore = defineStore('commands', () => {
  const form = reactive<CommandForm>({
    mode: 'one',
    imei: null,
    imeis: new Set<string>(),
    kind: null,
    mileage: '',
    unit: null,
    reason: '',
    override: '',
    operator: '',
    pin: '',
    hold: false,
    holdHours: 24,
  });
  const situation = shallowRef<CommandSituation | null>(null);
  const rules = shallowRef<CommandRules>({ policy: commandPolicy.parse({}), operators: [] });
  const reading = ref(false);
  const busy = ref(false);
  const submitted = ref(false);
  const failure = shallowRef<Failure | null>(null);
  const rulesOpen = ref(false);
  const preview = shallowRef<Preview | null>(null);

  const guard = computed(() =>
    form.mode === 'one' && situation.value !== null
      ? guardCommand(form.kind, situation.value, rules.value.policy)
      : null,
  );
  const needsSecond = computed(() => form.kind === 'stopEngine' && rules.value.policy.twoPersonStop);
  const problems = computed(() => checkCommand(form, guard.value, needsSecond.value));
  const holding = computed(() => guard.value !== null && holds(form, guard.value));
  /** Refused and nothing but another situation helps. */
  const barred = computed(
    () =>
      guard.value !== null && guard.value.refusals.length > 0 && !guard.value.overridable && !holding.value,
  );

  /** Asks the provider how the chosen vehicle is right now. */
  async function read(): Promise<void> {
    const imei = form.imei;
    if (imei === null) {
      situation.value = null;
      return;
    }
    reading.value = true;
    const asked = await call('commands.situation', { imei });
    // Another one may have been chosen meanwhile.
    if (imei !== form.imei) return;
    reading.value = false;
    situation.value = asked.ok ? asked.value : null;
    failure.value = asked.ok ? null : asked.failure;
  }

  async function loadRules(): Promise<void> {
    const asked = await call('commands.rules');
    if (asked.ok) rules.value = asked.value;
    else failure.value = asked.failure;
  }

  watch(
    () => form.imei,
    () => {
      situation.value = null;
      failure.value = null;
      form.hold = false;
      form.override = '';
      submitted.value = false;
      void read();
    },
  );

  /** Sends or holds what the form says; gives the command, null when it was refused (`failure` says why). */
  async function send(): Promise<CommandRecord | null> {
    const command = commandOf(form);
    if (form.imei === null || command === null || busy.value) return null;
    busy.value = true;
    const sent = await call('commands.send', {
      imei: form.imei,
      command,
      reason: form.reason,
      override: form.override.trim() === '' || holding.value ? null : form.override,
      signature: needsSecond.value ? signatureOf(form) : null,
      holdHours: holding.value ? form.holdHours : null,
    });
    busy.value = false;
    form.pin = '';
    failure.value = sent.ok ? null : sent.failure;
    if (!sent.ok) {
      void readQuietly();
      return null;
    }
    clear();
    return sent.value;
  }

  // What became of a command shows in the vehicle: its card follows the log.
  useEvent('commands.changed', ({ imei }) => {
    if (form.mode === 'one' && imei === form.imei) void readQuietly();
  });

  // Only the last known was shown while the provider could not be asked.
  useEvent('session.changed', ({ connection }) => {
    if (connection.state === 'online' && situation.value?.fresh === false) void readQuietly();
  });

  /** Tells what the job would do; gives whether there is something to confirm. */
  async function look(): Promise<boolean> {
    const command = commandOf(form);
    if (command === null || busy.value) return false;
    busy.value = true;
    const override = form.override.trim();
    const made = await call('commands.preview', {
      imeis: [...form.imeis],
      command,
      reason: form.reason,
      override: override === '' ? null : override,
    });
    busy.value = false;
    failure.value = made.ok ? null : made.failure;
    preview.value = made.ok ? made.value : null;
    return made.ok;
  }

  /** Starts the job that was previewed; gives whether it runs. */
  async function start(typed: string): Promise<boolean> {
    if (preview.value === null || busy.value) return false;
    busy.value = true;
    const { hash } = preview.value;
    const signature = needsSecond.value ? signatureOf(form) : null;
    const started = await call('commands.start', { hash, typed, signature });
    busy.value = false;
    form.pin = '';
    failure.value = started.ok ? null : started.failure;
    if (started.ok) {
      clear();
      form.imeis.clear();
      preview.value = null;
    }
    return started.ok;
  }

  /** What was typed for one command is not the reason of the next. */
  function clear(): void {
    form.reason = '';
    form.override = '';
    form.mileage = '';
    form.hold = false;
    submitted.value = false;
  }

  /** The situation changed on the way: show it as it is now, and leave the failure standing. */
  async function readQuietly(): Promise<void> {
    if (form.imei === null) return;
    const asked = await call('commands.situation', { imei: form.imei });
    if (asked.ok && asked.value.imei === form.imei) situation.value = asked.value;
  }

  return {
    form,
    situation,
    rules,
    reading,
    busy,
    submitted,
    failure,
    preview,
    rulesOpen,
    guard,
    needsSecond,
    problems,
    holding,
    barred,
    read,
    readQuietly,
    loadRules,
    send,
    look,
    start,
  };
});
