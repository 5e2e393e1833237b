import { describe, expect, it } from 'vitest';
import { alarmSettingsPatch } from '../../../electron/contract/alarm-desk.ts';
import { settingsPatch } from '../../../electron/contract/settings.ts';

describe('a change of settings', () => {
  it('holds what was named and nothing else', () => {
    expect(settingsPatch.parse({ theme: 'light' })).toEqual({ theme: 'light' });
    expect(settingsPatch.parse({})).toEqual({});
    expect(alarmSettingsPatch.parse({ longestAge: 60 })).toEqual({ longestAge: 60 });
  });

  it('is refused when a value is out of bounds, instead of becoming the default', () => {
    expect(settingsPatch.safeParse({ longestAge: 5 }).success).toBe(false);
    expect(settingsPatch.safeParse({ theme: 'pink' }).success).toBe(false);
    expect(settingsPatch.safeParse({ theme: undefined }).success).toBe(false);
    expect(alarmSettingsPatch.safeParse({ longestAge: 1 }).success).toBe(false);
  });
});
