import { defineStore } from 'pinia';
import { computed, reactive, ref, shallowRef, watch } from 'vue';
import type { Failure } from '../../../electron/contract/errors.ts';
import type { GeofenceCircle, GeofenceRecord } from '../../../electron/contract/geofence-ledger.ts';
import type { Preview } from '../../../electron/contract/job.ts';
import { call } from '../../bridge/calls.ts';
import { useEvent } from '../../bridge/events.ts';
import { checkGeofence, shapeOf, type GeofenceForm } from './geofence-form.ts';

const PAGE = 50;
/** Milliseconds of quiet before a changed search or name is asked for. */
const QUIET = 250;

/** The form of a new geofence and the ledger of those that were created; both outlive the page. */
export const useGeofencesStore = defineStore('geofences', () => {
  const form = reactive<GeofenceForm>({
    mode: 'one',
    imei: null,
    imeis: new Set<string>(),
    name: '',
    trigger: 'both',
    latitude: '',
    longitude: '',
    radius: '500',
  });
  const submitted = ref(false);
  const busy = ref(false);
  const failure = shallowRef<Failure | null>(null);
  const preview = shallowRef<Preview | null>(null);
  const sameName = ref(0);

  const text = ref('');
  const rows = shallowRef<readonly GeofenceRecord[]>([]);
  const circles = shallowRef<readonly GeofenceCircle[]>([]);
  const total = ref(0);
  const loaded = ref(false);
  const ledgerFailure = shallowRef<Failure | null>(null);
  let limit = PAGE;
  let asked = 0;

  const problems = computed(() => checkGeofence(form));
  const targets = computed(() =>
    form.mode === 'many' ? [...form.imeis] : form.imei === null ? [] : [form.imei],
  );

  async function load(): Promise<void> {
    asked += 1;
    const question = asked;
    const [page, drawn] = await Promise.all([
      call('geofences.page', { text: text.value, limit }),
      call('geofences.circles'),
    ]);
    if (question !== asked) return;
    loaded.value = true;
    ledgerFailure.value = page.ok ? (drawn.ok ? null : drawn.failure) : page.failure;
    if (page.ok) {
      rows.value = page.value.rows;
      total.value = page.value.total;
    }
    if (drawn.ok) circles.value = drawn.value;
  }

  const soon = quietly(() => void load());
  useEvent('geofences.changed', soon);
  watch(text, () => {
    limit = PAGE;
    soon();
  });

  function more(): void {
    limit = Math.min(1_000, limit * 4);
    void load();
  }

  async function checkName(): Promise<void> {
    const name = form.name.trim();
    const imeis = targets.value;
    if (name === '' || imeis.length === 0) {
      sameName.value = 0;
      return;
    }
    const found = await call('geofences.sameName', { name, imeis });
    if (name === form.name.trim()) sameName.value = found.ok ? found.value : 0;
  }
  const checkNameSoon = quietly(() => void checkName());
  watch([() => form.name, targets, total], checkNameSoon);

  /** Creates it for one vehicle; gives the row of the ledger, null when nothing was sent. */
  async function create(): Promise<GeofenceRecord | null> {
    const shape = shapeOf(form);
    if (shape === null || form.imei === null || busy.value) return null;
    busy.value = true;
    const created = await call('geofences.create', { imei: form.imei, ...shape });
    busy.value = false;
    failure.value = created.ok ? created.value.failure : created.failure;
    if (!created.ok) return null;
    if (created.value.state === 'created') clear();
    return created.value;
  }

  /** Tells what the job would do; gives whether there is something to confirm. */
  async function look(): Promise<boolean> {
    const shape = shapeOf(form);
    if (shape === null || busy.value) return false;
    busy.value = true;
    const made = await call('geofences.preview', { imeis: [...form.imeis], ...shape });
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
    const started = await call('geofences.start', { hash, typed, reason: form.name.trim() });
    busy.value = false;
    failure.value = started.ok ? null : started.failure;
    if (!started.ok) return false;
    clear();
    form.imeis.clear();
    preview.value = null;
    return true;
  }

  function clear(): void {
    form.name = '';
    submitted.value = false;
  }

  return {
    form,
    submitted,
    busy,
    failure,
    preview,
    sameName,
    problems,
    text,
    rows,
    circles,
    total,
    loaded,
    ledgerFailure,
    load,
    more,
    create,
    look,
    start,
  };
});

/** Runs `work` once it has been quiet for a moment. */
function quietly(work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  return () => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => {
      timer = null;
      work();
    }, QUIET);
  };
}
