import { cruise } from 'dependency-cruiser';
import type { IReporterOutput } from 'dependency-cruiser';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import configuration from '../../../.dependency-cruiser.mjs';

/** A house in which every line breaks one rule: file, import, the rule that has to notice. */
const breaches: readonly (readonly [file: string, statement: string, rule: string])[] = [
  ['electron/contract/a.ts', `import '../openapi/clean.ts';`, 'contract-knows-only-zod'],
  ['electron/contract/b.ts', `import 'node:fs';`, 'contract-knows-only-zod'],
  ['electron/contract/c.ts', `import 'exceljs';`, 'contract-knows-only-zod'],
  ['electron/openapi/a.ts', `import '../archive/clean.ts';`, 'openapi-knows-only-its-own'],
  ['electron/openapi/b.ts', `import '../fleet/clean.ts';`, 'openapi-knows-only-its-own'],
  ['electron/archive/a.ts', `import '../openapi/clean.ts';`, 'archive-knows-only-its-own'],
  ['electron/desktop/a.ts', `import '../openapi/clean.ts';`, 'desktop-knows-only-its-own'],
  ['electron/desktop/b.ts', `import '../fleet/clean.ts';`, 'desktop-knows-only-its-own'],
  ['electron/simulator/a.ts', `import '../openapi/clean.ts';`, 'simulator-knows-only-its-own'],
  ['electron/fleet/a.ts', `import '../alarms/clean.ts';`, 'fleet-knows-only-its-own'],
  ['electron/fleet/b.ts', `import '../desktop/clean.ts';`, 'fleet-knows-only-its-own'],
  ['electron/fleet/c.ts', `import '../simulator/clean.ts';`, 'fleet-knows-only-its-own'],
  ['electron/fleet/d.ts', `import type { Clean } from '../alarms/clean.ts';`, 'fleet-knows-only-its-own'],
  ['electron/alarms/a.ts', `import '../commands/clean.ts';`, 'alarms-knows-only-its-own'],
  ['electron/commands/a.ts', `import '../geofences/clean.ts';`, 'commands-knows-only-its-own'],
  ['electron/geofences/a.ts', `import '../playback/clean.ts';`, 'geofences-knows-only-its-own'],
  ['electron/playback/a.ts', `import '../reports/clean.ts';`, 'playback-knows-only-its-own'],
  ['electron/reports/a.ts', `import '../jobs/clean.ts';`, 'reports-knows-only-its-own'],
  ['electron/jobs/a.ts', `import '../fleet/clean.ts';`, 'jobs-knows-only-its-own'],
  ['electron/walls/a.ts', `import '../fleet/clean.ts';`, 'walls-knows-only-its-own'],
  ['renderer/jobs/a.ts', `import '../map/clean.ts';`, 'jobs-know-no-map'],
  ['electron/administration/a.ts', `import '../alarms/clean.ts';`, 'administration-knows-only-its-own'],
  ['electron/preload.ts', `import './desktop/clean.ts';`, 'preload-knows-only-the-contract'],
  ['electron/main.ts', `import './openapi/clean.ts';`, 'entry-knows-only-compose-and-desktop'],
  ['electron/fleet/e.ts', `import '../compose.ts';`, 'compose-is-known-by-main-only'],
  ['electron/fleet/f.ts', `import '../../renderer/ui/clean.ts';`, 'main-knows-no-window'],
  ['electron/fleet/g.ts', `import type { App } from 'electron';`, 'electron-has-one-owner'],
  ['electron/compose.ts', `import 'electron';`, 'electron-has-one-owner'],
  ['electron/fleet/h.ts', `import 'exceljs';`, 'exceljs-has-one-owner'],
  ['electron/fleet/i.ts', `import 'electron-store';`, 'electron-store-has-one-owner'],
  ['electron/fleet/j.ts', `import '@photostructure/sqlite';`, 'sqlite-has-one-owner'],
  ['electron/fleet/k.ts', `import 'uplot';`, 'product-ships-what-it-uses'],
  ['electron/fleet/l.ts', `import './gone.ts';`, 'no-unresolvable'],
  ['electron/fleet/circle-one.ts', `import './circle-two.ts';`, 'no-circles'],
  ['renderer/ui/a.ts', `import '../../electron/fleet/clean.ts';`, 'renderer-knows-only-the-contract'],
  ['renderer/ui/b.ts', `import 'node:path';`, 'renderer-runs-in-a-browser'],
  ['renderer/ui/c.ts', `import 'electron';`, 'electron-has-one-owner'],
  ['renderer/ui/d.ts', `import { defineStore } from 'pinia';`, 'ui-knows-no-store'],
  ['renderer/ui/e.ts', `import '../features/live/clean.ts';`, 'foundations-know-no-feature'],
  ['renderer/map/a.ts', `import '../windows/console/clean.ts';`, 'features-know-no-window'],
  ['renderer/bridge/a.ts', `import '../ui/clean.ts';`, 'bridge-is-the-bottom'],
  ['renderer/features/live/a.ts', `import '../alarms/clean.ts';`, 'features-do-not-know-each-other'],
  ['renderer/features/live/b.ts', `import 'maplibre-gl';`, 'maplibre-has-one-owner'],
  ['renderer/features/live/C.vue', `import '../alarms/clean.ts';`, 'features-do-not-know-each-other'],
  [
    'renderer/features/live/D.vue',
    `import type { Clean } from '../../../electron/fleet/clean.ts';`,
    'renderer-knows-only-the-contract',
  ],
  ['renderer/windows/wall/a.ts', `import '../console/clean.ts';`, 'windows-do-not-know-each-other'],
];

/** Imports the house allows; no rule may mind them. */
const allowed: readonly (readonly [file: string, statement: string])[] = [
  ['electron/contract/fine.ts', `import 'zod';`],
  ['electron/openapi/fine.ts', `import '../contract/clean.ts';`],
  ['electron/alarms/fine.ts', `import '../fleet/clean.ts';\nimport '../archive/clean.ts';`],
  ['electron/administration/fine.ts', `import '../jobs/clean.ts';\nimport '../fleet/clean.ts';`],
  [
    'electron/desktop/fine.ts',
    `import 'electron';\nimport 'electron-store';\nimport '../contract/clean.ts';`,
  ],
  ['electron/archive/fine.ts', `import '@photostructure/sqlite';\nimport 'node:fs';`],
  ['electron/reports/fine.ts', `import 'exceljs';\nimport '../fleet/clean.ts';`],
  ['renderer/map/fine.ts', `import 'maplibre-gl';\nimport '../../electron/contract/clean.ts';`],
  ['renderer/features/live/Fine.vue', `import '../../map/clean.ts';\nimport '../../ui/clean.ts';`],
  ['renderer/windows/console/fine.ts', `import '../../features/live/clean.ts';`],
];

const cleanFolders = [
  ...['contract', 'openapi', 'archive', 'fleet', 'alarms', 'commands', 'geofences', 'playback', 'jobs']
    .concat(['administration', 'reports', 'desktop', 'simulator'])
    .map((name) => `electron/${name}`),
  ...['ui', 'map', 'bridge', 'features/live', 'features/alarms', 'windows/console'].map(
    (name) => `renderer/${name}`,
  ),
];

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string; readonly severity: string };
}

const checkout = fileURLToPath(new URL('../../..', import.meta.url));
let house: string;
let violations: readonly Violation[];

async function write(file: string, statement: string): Promise<void> {
  const target = path.join(house, file);
  await fs.mkdir(path.dirname(target), { recursive: true });
  const text = file.endsWith('.vue') ? `<script setup lang="ts">\n${statement}\n</script>\n` : statement;
  await fs.writeFile(target, text);
}

async function cruiseHouse(): Promise<readonly Violation[]> {
  const report: IReporterOutput = await cruise(['electron', 'renderer'], {
    ...configuration.options,
    ruleSet: { forbidden: configuration.forbidden },
    validate: true,
    baseDir: house,
  });
  if (typeof report.output === 'string') throw new Error('expected the result as data');
  return report.output.summary.violations;
}

beforeAll(async () => {
  house = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'watchdesk-layers-')));
  await fs.symlink(path.join(checkout, 'node_modules'), path.join(house, 'node_modules'));
  await fs.copyFile(path.join(checkout, 'package.json'), path.join(house, 'package.json'));
  for (const folder of cleanFolders)
    await write(`${folder}/clean.ts`, 'export type Clean = string;\nexport {};\n');
  await write('electron/fleet/circle-two.ts', `import './circle-one.ts';`);
  for (const [file, statement] of [...breaches, ...allowed]) await write(file, statement);
  violations = await cruiseHouse();
});

afterAll(async () => {
  await fs.rm(house, { recursive: true, force: true });
});

const rulesBrokenBy = (file: string): string[] =>
  violations
    .filter(({ from, rule }) => from === file && rule.severity === 'error')
    .map(({ rule }) => rule.name);

describe('the layer rules', () => {
  test.each(breaches)('stop %s from saying %s', (file, _statement, rule) => {
    expect(rulesBrokenBy(file)).toContain(rule);
  });

  test.each(allowed)('let %s say %s', (file) => {
    expect(rulesBrokenBy(file)).toEqual([]);
  });

  test('are each broken here, so that none is without effect', () => {
    const proven = new Set<string | undefined>(breaches.map(([, , rule]) => rule));
    const unproven = configuration.forbidden.map(({ name }) => name).filter((name) => !proven.has(name));
    expect(unproven).toEqual([]);
  });
});
