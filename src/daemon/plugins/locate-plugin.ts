import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { errnoOf, ProvisrError } from '#core';

/** What is loaded for an entry of `plugins`. */
export interface PluginFile {
  readonly path: string;
  /** Of the package it belongs to; `null` for a file that was named by its path. */
  readonly version: string | null;
}

interface Manifest {
  readonly version?: unknown;
  readonly exports?: unknown;
  readonly main?: unknown;
}

/**
 * Finds a plugin from the configuration file that names it: not from where the daemon was started, nor from where it is installed.
 * @throws ProvisrError PROVISR_PLUGIN_NOT_FOUND
 */
export function locatePlugin(use: string, configFile: string): PluginFile {
  const directory = dirname(configFile);
  if (use.startsWith('.') || isAbsolute(use)) return localFile(use, resolve(directory, use));
  const folder = packageFolder(use, directory);
  if (folder === null) {
    const isFile = /[.][cm]?[jt]s$/.test(use) && existsSync(join(directory, use));
    throw notFound(`plugin "${use}": there is no such package in ${join(directory, 'node_modules')} or above`, {
      hint: isFile ? `a file is named by its path: "./${use}"` : `install it: npm install --prefix ${directory} ${nameOf(use)}`,
    });
  }
  const manifest = readManifest(folder);
  const version = typeof manifest.version === 'string' ? manifest.version : null;
  return { path: entryOf(use, { folder, manifest, configFile }), version };
}

function localFile(use: string, path: string): PluginFile {
  if (!existsSync(path))
    throw notFound(`plugin "${use}": there is no file ${path}`, { hint: 'paths are relative to the configuration file' });
  if (!statSync(path).isDirectory()) return { path, version: null };
  const manifest = readManifest(path);
  const main = typeof manifest.main === 'string' ? manifest.main : importedBy(manifest.exports, '.');
  return { path: join(path, main ?? 'index.js'), version: typeof manifest.version === 'string' ? manifest.version : null };
}

interface Package {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly configFile: string;
}

function entryOf(use: string, { folder, manifest, configFile }: Package): string {
  try {
    return createRequire(configFile).resolve(use);
  } catch (error) {
    // For those who import only, which is what is going to be done.
    const path = importedBy(manifest.exports, `.${use.slice(nameOf(use).length)}`);
    if (path !== null && existsSync(join(folder, path))) return join(folder, path);
    throw notFound(`plugin "${use}": the package in ${folder} has no such entry (${errnoOf(error) ?? 'unreadable'})`, { cause: error });
  }
}

/** The file that an `import` gets by the `exports` of a package, for entries without patterns. */
function importedBy(exports: unknown, entry: string): string | null {
  if (typeof exports === 'string') return entry === '.' ? exports : null;
  if (typeof exports !== 'object' || exports === null) return null;
  if (Array.isArray(exports)) return exports.map((each) => importedBy(each, entry)).find((path) => path !== null) ?? null;
  const table = exports as Readonly<Record<string, unknown>>;
  if (Object.keys(table).some((key) => key.startsWith('.'))) return entry in table ? importedBy(table[entry], '.') : null;
  const condition = Object.keys(table).find((key) => ['node', 'import', 'module-sync', 'default'].includes(key));
  return entry === '.' && condition !== undefined ? importedBy(table[condition], '.') : null;
}

function packageFolder(use: string, from: string): string | null {
  const folder = join(from, 'node_modules', nameOf(use));
  if (existsSync(join(folder, 'package.json'))) return folder;
  return dirname(from) === from ? null : packageFolder(use, dirname(from));
}

function nameOf(use: string): string {
  return use.split('/', use.startsWith('@') ? 2 : 1).join('/');
}

function readManifest(folder: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return {}; // a folder with an index.js alone is enough
  }
}

function notFound(message: string, extras: { readonly hint?: string; readonly cause?: unknown }): ProvisrError {
  return new ProvisrError('PROVISR_PLUGIN_NOT_FOUND', message, extras);
}
