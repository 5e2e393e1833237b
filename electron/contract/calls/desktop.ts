import { z } from 'zod';
import { gives, nothing } from '../call.ts';
import { settingsPatch, type DataPlaces, type Settings } from '../settings.ts';

export const desktopCalls = {
  'settings.read': gives<Settings>()(nothing),
  'settings.change': gives<Settings>()(settingsPatch),
  'settings.places': gives<DataPlaces>()(nothing),
  'settings.chooseExportFolder': gives<Settings>()(nothing),
  'windows.newWall': gives<null>()(nothing),
  'windows.openLink': gives<null>()(z.object({ url: z.url().max(2_000) })),
} as const;
