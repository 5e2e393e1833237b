import { z } from 'zod';
import { gives, nothing } from '../call.ts';
import type { Failure } from '../errors.ts';
import { settingsPatch, type DataPlaces, type Settings } from '../settings.ts';

export const desktopCalls = {
  'settings.read': gives<Settings>()(nothing),
  'settings.change': gives<Settings>()(settingsPatch),
  /** Failures of the start that no window was there to hear; each is given once. */
  'console.notices': gives<readonly Failure[]>()(nothing),
  'settings.places': gives<DataPlaces>()(nothing),
  'settings.chooseExportFolder': gives<Settings>()(nothing),
  'windows.newWall': gives<null>()(nothing),
  'windows.openLink': gives<null>()(z.object({ url: z.url().max(2_000) })),
} as const;
