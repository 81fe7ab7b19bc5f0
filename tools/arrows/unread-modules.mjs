import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The TypeScript files below `trees` that a cruise has not seen. Without the classic compiler interface, which
 * TypeScript 7 does not have, dependency-cruiser reads nothing and finds everything in order.
 *
 * @param {string} base the folder that holds the trees
 * @param {readonly string[]} trees folders relative to it
 * @param {ReadonlySet<string>} seen the modules of the cruise, relative to it
 * @returns {string[]} paths relative to `base`
 */
export function unreadModules(base, trees, seen) {
  return trees.flatMap((tree) => typescriptBelow(base, tree)).filter((path) => !seen.has(path));
}

function typescriptBelow(base, tree) {
  return readdirSync(join(base, tree), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name).slice(base.length + 1));
}
