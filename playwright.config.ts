import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'test/e2e',
  globalSetup: './test/support/runtime.ts',
  testMatch: '**/*.test.ts',
  // A screen with several monitors can be made up on Linux only.
  testIgnore: process.platform === 'linux' ? [] : '**/monitors.test.ts',
  outputDir: 'test-results',
  // Waits for states end with the state; these only say when a state is given up on a slow, busy machine.
  timeout: 180_000,
  expect: { timeout: 60_000 },
  // Each test starts an Electron and a simulator of its own; two cores carry two of them.
  workers: 2,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  reporter: [['list']],
});
