import ui from '@nuxt/ui/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';
import { fileURLToPath } from 'node:url';

const fromRoot = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// The oldest Electron that has to run the build is 33 (Node 20.18, Chromium 130); see scripts/electron-runtime.
const oldestNode = 'node20.18';
const oldestChromium = 'chrome130';

export default defineConfig({
  main: {
    build: {
      target: oldestNode,
      rolldownOptions: {
        input: {
          main: fromRoot('electron/main.ts'),
          simulator: fromRoot('electron/simulator/main.ts'),
          'checkpoint-thread': fromRoot('electron/archive/checkpoint-thread.ts'),
          'archive-worker': fromRoot('electron/archive/care-worker.ts'),
          'table-worker': fromRoot('electron/reports/table-worker.ts'),
          'reports-worker': fromRoot('electron/reports/worker.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: oldestNode,
      // A sandboxed preload can load nothing from node_modules, so it is one file with everything inside.
      externalizeDeps: false,
      rolldownOptions: {
        input: fromRoot('electron/preload.ts'),
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: fromRoot('renderer'),
    build: {
      outDir: fromRoot('out/renderer'),
      target: oldestChromium,
      minify: true,
      chunkSizeWarningLimit: 4000,
      rolldownOptions: {
        input: {
          console: fromRoot('renderer/windows/console/index.html'),
          wall: fromRoot('renderer/windows/wall/index.html'),
        },
      },
    },
    plugins: [
      vue(),
      ui({
        root: fromRoot('.'),
        autoImport: false,
        dts: false,
        // The theme is a setting of main's, applied by renderer/features/settings.
        colorMode: false,
        icon: { clientBundle: { scan: { globInclude: ['renderer/**/*.{vue,ts}'], globExclude: [] } } },
        ui: {
          colors: { primary: 'sky', neutral: 'slate' },
          button: {
            // Under the pointer a button turns away from the colour of its label, not towards it (style.css).
            compoundVariants: (['primary', 'info', 'success', 'warning', 'error'] as const).map((color) => ({
              color,
              variant: 'solid' as const,
              class: `hover:bg-(--wd-over-${color}) active:bg-(--wd-over-${color})`,
            })),
          },
        },
      }),
    ],
  },
});
