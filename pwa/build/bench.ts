/** Bundle one TypeScript file for a benchmark into a script that leaves its exports in a global: `node bench.ts in out name`. */
import { build } from 'vite';

const [entry, outFile, name] = process.argv.slice(2) as [string, string, string];
const root = `${import.meta.dirname}/..`;
const at = outFile.lastIndexOf('/');

await build({
  root,
  configFile: false,
  logLevel: 'error',
  define: { __APP_VERSION__: '"bench"' },
  resolve: { alias: { dexie: `${root}/node_modules/dexie/dist/modern/dexie.min.mjs` } },
  build: {
    target: 'es2022',
    outDir: outFile.slice(0, at),
    emptyOutDir: false,
    lib: { entry, name, formats: ['iife'], fileName: () => outFile.slice(at + 1) },
  },
});
