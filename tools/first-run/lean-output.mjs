import { isBuiltin } from 'node:module';

const BUILTIN_IMPORT = /^import\s+(?:(\w+)\s*,?\s*)?(?:\{([^}]*)\}|\*\s*as\s+(\w+))?\s*from\s*"([\w:/]+)";/gm;

/**
 * Takes Node's own modules without `import`: that asks such a module for everything it exports, also for what it would only load when
 * somebody asks. `node:http` alone brings a whole HTTP client and 14 MB of memory that way (measured, Node 24), and 4 MB without.
 * @param {string} code as the bundler writes it, an import a line
 */
export function takeBuiltinsPlainly(code) {
  return code.replaceAll(BUILTIN_IMPORT, (statement, whole, named, namespace, name) => {
    if (!isBuiltin(name)) return statement;
    const module = `process.getBuiltinModule(${JSON.stringify(name)})`;
    const targets = [whole, namespace, named && `{ ${named.trim().replaceAll(/\s+as\s+/g, ': ')} }`].filter(Boolean);
    return `const ${targets.map((target) => `${target} = ${module}`).join(', ')};`;
  });
}

/**
 * Escapes what is not ASCII. The text of a program that has one such character is kept in memory with two bytes for each of its characters.
 * Right in strings, regular expressions and names; in a template with a tag that reads it raw it would show.
 */
export function asciiOnly(code) {
  // Behind a backslash that escapes nothing else it would be read as an escaped backslash and a "u".
  return code.replaceAll(/(\\*)([^\0-\x7f])/g, (_match, slashes, character) => {
    const kept = slashes.length % 2 === 1 ? slashes.slice(1) : slashes;
    return `${kept}\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
