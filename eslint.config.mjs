import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import vue from 'eslint-plugin-vue';
import { defineConfig, globalIgnores } from 'eslint/config';
import ts from 'typescript-eslint';
import vueParser from 'vue-eslint-parser';

// Which folder may import which is checked by dependency-cruiser (.dependency-cruiser.mjs), which sees the
// whole graph and `import type` too. Here: what one file alone shows.

const providerFetch = {
  name: 'fetch',
  message: 'Only electron/openapi talks to the provider, through the fetch it was given.',
};
const rendererFetch = {
  name: 'fetch',
  message: 'The renderer asks the bridge; only renderer/map loads its own files.',
};
const rawIpcMain = {
  name: 'electron',
  importNames: ['ipcMain'],
  message: 'Calls are registered through electron/desktop, which checks schema and sender.',
};
const rawIpcRenderer = {
  name: 'electron',
  importNames: ['ipcRenderer', 'contextBridge'],
  message: 'Only electron/preload.ts may reach into the other process.',
};

export default defineConfig(
  globalIgnores(['out/', 'dist/', '.cache/', 'coverage/', 'test-results/', 'playwright-report/']),
  js.configs.recommended,
  {
    files: ['**/*.{ts,vue}'],
    extends: [ts.configs.strictTypeChecked, ts.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: true,
        extraFileExtensions: ['.vue'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // Numbers are the everyday content of our messages; everything else has to be made text on purpose.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // An empty text means "not given" in what the provider sends and people type.
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      // It asks for the `!` that no-non-null-assertion forbids.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      'no-undef': 'off',
    },
  },
  {
    files: ['**/*.vue'],
    extends: [vue.configs['flat/recommended']],
    languageOptions: {
      parser: vueParser,
      parserOptions: { parser: ts.parser, projectService: true, extraFileExtensions: ['.vue'] },
    },
    rules: {
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/multi-word-component-names': 'off',
      'vue/no-v-html': 'error',
      // `void pulse.value` names what a computed has to follow.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // These need types that only vue-tsc can see (props with defaults, template refs); it checks them.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-useless-default-assignment': 'off',
      '@typescript-eslint/restrict-plus-operands': 'off',
    },
  },
  {
    files: ['**/*.{ts,vue,mjs}'],
    rules: {
      'max-lines': ['error', { max: 400 }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // Control characters in text from outside are looked for on purpose.
      'no-control-regex': 'off',
      'no-console': 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-implied-eval': 'error',
    },
  },
  {
    files: ['electron/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', providerFetch],
      'no-restricted-imports': ['error', { paths: [rawIpcMain, rawIpcRenderer] }],
    },
  },
  { files: ['electron/openapi/**/*.ts'], rules: { 'no-restricted-globals': 'off' } },
  {
    files: ['electron/desktop/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [rawIpcRenderer] }] },
  },
  {
    files: ['electron/preload.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [rawIpcMain] }] },
  },
  {
    files: ['renderer/**/*.{ts,vue}'],
    rules: { 'no-restricted-globals': ['error', rendererFetch] },
  },
  { files: ['renderer/map/**/*.ts'], rules: { 'no-restricted-globals': 'off' } },
  {
    files: ['scripts/**/*.mjs', '*.mjs', '.dependency-cruiser.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        performance: 'readonly',
        URL: 'readonly',
        WebSocket: 'readonly',
        fetch: 'readonly',
        Buffer: 'readonly',
      },
    },
    rules: { 'no-console': 'off' },
  },
  {
    // Programs whose output is the terminal.
    files: ['test/bench/**/*.ts', 'electron/simulator/main.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // An assertion on a spy names its method without calling it.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  prettier,
);
