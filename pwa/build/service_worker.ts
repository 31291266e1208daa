import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin, type ResolvedConfig } from 'vite';

/** "office" for a file made from the office's own modules, whose name keeps it out of the tablets' cache. */
export function officeName(modules: readonly string[]): string | undefined {
  return modules.some((id) => id.replaceAll('\\', '/').includes('/ui/office/')) ? 'office' : undefined;
}

/** Files a tablet keeps for work without signal. The office works on line only, so its chunks stay out. */
export function precacheList(files: string[]): string[] {
  const left = files.filter((file) => !/(^|\/)office-|\.map$|^sw\.js$|^\.stamp$/.test(file));
  return left.map((file) => (file === 'index.html' ? '/' : `/${file}`)).sort();
}

/** Build src/sw.ts as one classic script that carries the list and a version made from the contents. */
export function serviceWorker(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'kayoi-service-worker',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    async closeBundle() {
      const out = join(config.root, config.build.outDir);
      const files = readdirSync(out, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) =>
          join(entry.parentPath, entry.name)
            .slice(out.length + 1)
            .replaceAll('\\', '/'),
        );
      const list = precacheList(files);
      const digest = createHash('sha256').update(readFileSync(join(config.root, 'src/sw.ts')));
      for (const url of list)
        digest.update(url).update(readFileSync(join(out, url === '/' ? 'index.html' : url)));
      await buildWorker(config.root, out, list, digest.digest('hex').slice(0, 16));
    },
  };
}

async function buildWorker(root: string, out: string, list: string[], version: string): Promise<void> {
  const result = await build({
    configFile: false,
    root,
    logLevel: 'warn',
    define: { __PRECACHE__: JSON.stringify(list), __VERSION__: JSON.stringify(version) },
    build: {
      target: 'es2022',
      write: false,
      copyPublicDir: false,
      // A classic script: module workers are not everywhere, and an `export` in it would never start.
      rollupOptions: { input: join(root, 'src/sw.ts'), output: { format: 'iife', entryFileNames: 'sw.js' } },
    },
  });
  const [first] = Array.isArray(result) ? result : [result];
  if (!first || !('output' in first)) throw new Error('the service worker was not built');
  writeFileSync(join(out, 'sw.js'), first.output[0].code);
}
