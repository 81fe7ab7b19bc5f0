import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, format } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { unreadModules } from './unread-modules.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
const CONFIGS = ['.dependency-cruiser.mjs', '.dependency-cruiser.static.mjs'];
const TREES = ['bin', 'libs', 'src', 'test', 'tools', 'examples'];

/**
 * Checks the imports of the tree in `base`, laid out as this project, against the rules of this project.
 *
 * @param {string} base absolute path
 * @returns {Promise<{ ok: boolean, report: string }>}
 */
export async function checkArrows(base) {
  const trees = TREES.filter((tree) => existsSync(join(base, tree)));
  let ok = true;
  let report = '';
  for (const config of CONFIGS) {
    const result = await cruiseTrees(config, base, trees);
    const { output, exitCode } = await format(result, { outputType: 'err-long' });
    const unread = unreadModules(base, trees, new Set(result.modules.map((module) => module.source)));
    report += config + /** @type {string} */ (output);
    if (unread.length > 0) report += `  error: ${unread.length} modules were not read, among them ${unread[0]}\n`;
    ok = ok && exitCode === 0 && unread.length === 0;
  }
  return { ok, report };
}

async function cruiseTrees(config, baseDir, trees) {
  const options = await extractDepcruiseOptions(join(ROOT, config));
  const tsConfig = extractTSConfig(join(ROOT, 'tsconfig.json'));
  const { output } = await cruise(trees, { ...options, baseDir }, undefined, { tsConfig });
  return output;
}
