import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asciiOnly, takeBuiltinsPlainly } from './lean-output.mjs';
import { at } from './paths.mjs';

const OUTPUT = at('dist', 'bundle');
/**
 * Found at run time by what they are, or loaded only when they are needed; or has to come before everything else, of which chunks that share
 * code keep no order.
 */
const LEFT_OUTSIDE = /^(?:node:|pino|thread-stream|@peculiar\/|@opentelemetry\/|koffi$|reflect-metadata$)/;

/**
 * Makes one file of the daemon and what it loads: a daemon made of a thousand loose modules takes three times as long to start and a third
 * more memory (docs/adr/0010). And one of nest-commander, which nobody who installs the package could install (docs/adr/0021). Everything else
 * runs from the loose files.
 */
export async function writeBundles() {
  const chunks = [
    ...(await bundle('daemon', at('dist', 'src', 'daemon', 'bootstrap.js'), { external: LEFT_OUTSIDE, plugins: [leanValidation] })),
    ...(await bundle('nest-commander', at('dist', 'src', 'cli', 'nest', 'commander.js'), {
      external: installedWithUs(),
      plugins: [withoutQuestions],
    })),
  ];
  mkdirSync(OUTPUT, { recursive: true });
  for (const { fileName, code } of chunks) writeFileSync(join(OUTPUT, fileName), asciiOnly(takeBuiltinsPlainly(code)));
  const made = new Set([...chunks.map((chunk) => chunk.fileName), 'LICENSES.txt']);
  for (const file of readdirSync(OUTPUT)) if (!made.has(file)) rmSync(join(OUTPUT, file));
  writeFileSync(join(OUTPUT, 'LICENSES.txt'), licencesOf(packagesIn(chunks)));
}

/** @returns the chunks; the first one is called after the bundle */
async function bundle(name, file, { external, plugins }) {
  const { rolldown } = await import('rolldown');
  const build = await rolldown({
    input: { [name]: file },
    platform: 'node',
    external,
    plugins,
    // Nest names packages it can do without; what is missing here is missing there too.
    onLog: () => undefined,
  });
  // Names without hashes: a build over an earlier one replaces its files, and nobody finds the folder empty meanwhile.
  const { output } = await build.generate({
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: `${name}.[name].js`,
    comments: false, // the text stays in memory as long as the daemon
  });
  await build.close();
  return output;
}

/** What lies beside the package wherever it is installed, so that there is one copy of it. */
function installedWithUs() {
  const { dependencies } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  return (id) => id.startsWith('node:') || Object.keys(dependencies).some((name) => id === name || id.startsWith(`${name}/`));
}

/** What nest-commander loads for things that are not asked of it: questions on the terminal, files of its own configuration, completion. */
const withoutQuestions = {
  name: 'without-questions',
  resolveId: (source) => (['inquirer', 'cosmiconfig', '@fig/complete-commander'].includes(source) ? `\0absent:${source}` : null),
  load: (id) => (id.startsWith('\0absent:') ? 'module.exports = {};' : null),
};

/**
 * Of class-validator only what is used. Its default build is one that nothing can be left out of, with the telephone numbers of the world;
 * and Nest's own pipe, which is not used, would load all of it by a name that is only known at run time.
 */
const leanValidation = {
  name: 'lean-validation',
  resolveId(source, importer, { kind }) {
    if (kind === 'dynamic-import' && importer?.includes('/node_modules/@nestjs/')) return { id: source, external: true };
    return source === 'class-validator' ? at('node_modules', 'class-validator', 'esm2015', 'index.js') : null;
  },
};

function packagesIn(chunks) {
  const modules = chunks.flatMap((chunk) => chunk.moduleIds ?? []);
  const folders = modules.map((id) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1]).filter(Boolean);
  return [...new Set(folders)].toSorted((left, right) => left.localeCompare(right));
}

/** The texts that the licences of bundled packages ask to keep with their code. */
function licencesOf(folders) {
  return folders
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      const text = file && existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8').trim() : `Licence: ${license}`;
      return `${name} ${version}\n\n${text}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}
