import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** Put the manifest and the icons beside the built app, under the addresses index.html names. */
export function appFiles(root: string): Plugin {
  return {
    name: 'kayoi-app-files',
    apply: 'build',
    generateBundle() {
      const icons = readdirSync(join(root, 'icons')).filter((name) => /\.(png|svg)$/.test(name));
      for (const fileName of ['manifest.webmanifest', ...icons.map((name) => `icons/${name}`)])
        this.emitFile({ type: 'asset', fileName, source: readFileSync(join(root, fileName)) });
    },
  };
}
