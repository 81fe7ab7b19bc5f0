// Makes dist/ui of src/ui: files with a digest in their name, each also as brotli and gzip, so that the daemon only has to send them.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { builtIn } from './built-in.mjs';
import { at } from './paths.mjs';

const OUTPUT = at('dist', 'ui');

await build({
  root: at('src', 'ui'),
  configFile: false,
  envDir: false,
  base: './', // whatever prefix a proxy puts before it
  publicDir: false,
  plugins: [builtIn()],
  logLevel: 'warn',
  resolve: { conditions: ['source', 'module', 'browser', 'production'] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: OUTPUT,
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0, // a policy that allows no data: in it
    modulePreload: { polyfill: false },
    license: { fileName: 'licences.txt' },
  },
});

for (const path of readdirSync(OUTPUT, { recursive: true, encoding: 'utf8' })) {
  if (!/[.](?:js|css|svg|txt)$/.test(path)) continue;
  const file = join(OUTPUT, path);
  const content = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
  writeFileSync(`${file}.gz`, gzipSync(content, { level: constants.Z_BEST_COMPRESSION }));
}
