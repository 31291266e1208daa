import { readFileSync } from 'node:fs';
import { defineConfig } from 'vite';
import { appFiles } from './build/app_files.ts';
import { officeName, serviceWorker } from './build/service_worker.ts';

const root = import.meta.dirname;
const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string };

export default defineConfig({
  root,
  define: { __APP_VERSION__: JSON.stringify(version) },
  // Plain .tsx through Vite's own transformer; no framework preset.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // Dexie's own entry is a CommonJS wrapper; its modern build is the same code, smaller.
  resolve: { alias: { dexie: `${root}/node_modules/dexie/dist/modern/dexie.min.mjs` } },
  build: {
    target: 'es2022',
    // Every browser we serve has it; the polyfill would only cost bytes.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 300,
    rollupOptions: {
      output: {
        // What the first screen needs is one file: cut in pieces it is larger packed.
        codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] },
        chunkFileNames: (chunk) => `assets/${officeName(chunk.moduleIds) ?? '[name]'}-[hash].js`,
        assetFileNames: (asset) =>
          `assets/${officeName(asset.originalFileNames) ?? '[name]'}-[hash][extname]`,
      },
    },
  },
  plugins: [appFiles(root), serviceWorker()],
});
