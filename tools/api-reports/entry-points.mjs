import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Modules that may appear in public types, beside those of Node. Whoever imports an entry point has to have these. */
const FOREIGN = {
  provisr: ['@nestjs/common'],
  core: [],
  native: [],
  client: [],
  plugin: ['@nestjs/common'],
  testing: [],
};

/** What nobody has to name: parameters of constructors that are not called from outside, and a base of interfaces. */
const UNNAMED = { client: ['Requester', 'AboutProcessDto'] };

/**
 * What `exports` of the package file offers to import, from the inside out.
 *
 * @param {string} root folder of the package file
 * @returns {{ name: string, specifier: string, types: string, foreign: readonly string[],
 *   unnamed: readonly string[] }[]} `types`: absolute path
 */
export function entryPoints(root) {
  const { name: packageName, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.entries(exports)
    .filter(([, target]) => target.types !== undefined)
    .map(([path, { types }]) => {
      const name = path === '.' ? packageName : path.slice(2);
      const foreign = FOREIGN[name];
      if (foreign === undefined) throw new Error(`tools/api-reports/entry-points.mjs does not know which modules ${path} may speak of`);
      return {
        name,
        specifier: path === '.' ? packageName : `${packageName}/${name}`,
        types: join(root, types),
        foreign,
        unnamed: UNNAMED[name] ?? [],
      };
    });
}
