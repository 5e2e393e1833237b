import type { AlarmHandlingStore } from '../archive/alarm-handling.ts';
import { alarmSettings, type AlarmSettings, type AlarmSettingsPatch } from '../contract/alarm-desk.ts';
import type { Failure } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';

const KEY = 'rules';

/** What the control room set for alarms: kept in the archive of the account, decoded leniently at every start. */
export class AlarmSettingsBook {
  readonly #store: AlarmHandlingStore;
  #settings: AlarmSettings;

  constructor(store: AlarmHandlingStore, onFailure: (failure: Failure) => void) {
    this.#store = store;
    const kept = store.setting(KEY);
    if (!kept.ok) onFailure(kept.failure);
    const decoded = alarmSettings.safeParse(kept.ok ? (kept.value ?? {}) : {});
    this.#settings = decoded.success ? decoded.data : alarmSettings.parse({});
  }

  get current(): AlarmSettings {
    return this.#settings;
  }

  /** `input.invalid` when the whole would not be legal; the archive's failure when it cannot be kept. */
  change(patch: AlarmSettingsPatch): Result<AlarmSettings> {
    const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
    const decoded = alarmSettings.safeParse({ ...this.#settings, ...given });
    if (!decoded.success) {
      const [issue] = decoded.error.issues;
      const concerns = issue?.path.map(String).join('.') ?? 'settings';
      return fail({ code: 'input.invalid', concerns, detail: issue?.message ?? '' });
    }
    const kept = this.#store.putSetting(KEY, decoded.data);
    if (!kept.ok) return kept;
    this.#settings = decoded.data;
    return succeed(decoded.data);
  }
}
