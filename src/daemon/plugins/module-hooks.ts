import { registerHooks, type ResolveFnOutput, type ResolveHookContext } from 'node:module';
import { errnoOf } from '#core';

/** What plugins may import of ours also where the package is not installed beside them; as they name it. */
const OWN = /^provisr(?:\/|$)/;
const SCHEME = 'provisr-host:';
/** Read by the modules made below. */
const HANDED_OUT = Symbol.for('provisr.host-modules.v1');

type Modules = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
type NextResolve = (specifier: string, context?: Partial<ResolveHookContext>) => ResolveFnOutput;

/** URL of each module that was loaded for a plugin, and which plugin that was. Everything else in this process resolves as ever. */
const loadedFor = new Map<string, string>();
let isHooked = false;

/**
 * From now on this module, and all it imports, gets the host's copy of the modules it shares with us. Nothing happens on a Node without
 * synchronous hooks (before 22.15): plugins then run on the copies they bring, which is enough for all but injected classes of Nest.
 * @param url of the entry
 */
export function followPlugin(url: string, plugin: string, modules: Modules): void {
  loadedFor.set(url, plugin);
  if (isHooked || typeof registerHooks !== 'function') return;
  isHooked = true;
  (globalThis as Record<symbol, unknown>)[HANDED_OUT] = modules;
  registerHooks({
    resolve: (specifier, context, next) => {
      const owner = loadedFor.get(context.parentURL ?? '');
      return owner === undefined ? next(specifier, context) : resolveFor(owner, specifier, context, { modules, next });
    },
    load: (address, context, next) =>
      address.startsWith(SCHEME) ? { ...handOut(address, modules), shortCircuit: true } : next(address, context),
  });
}

/** The plugin that a module was loaded for. @param file path or URL, as a stack trace has it */
export function pluginOf(file: string): string | undefined {
  return loadedFor.get(file) ?? loadedFor.get(`file://${file}`);
}

interface Resolving {
  readonly modules: Modules;
  readonly next: NextResolve;
}

function resolveFor(owner: string, specifier: string, context: ResolveHookContext, { modules, next }: Resolving): ResolveFnOutput {
  if (specifier in modules) {
    const form = context.conditions.includes('import') ? '' : '?cjs';
    return { url: `${SCHEME}${specifier}${form}`, shortCircuit: true };
  }
  const resolved = resolveOrOwn(specifier, context, next);
  if (resolved.url.startsWith('file:')) loadedFor.set(resolved.url, owner);
  return resolved;
}

/** A file beside the configuration has no package of ours near it: it gets that of the daemon. */
function resolveOrOwn(specifier: string, context: ResolveHookContext, next: NextResolve): ResolveFnOutput {
  try {
    return next(specifier, context);
  } catch (error) {
    const isMissing = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(errnoOf(error) ?? '');
    if (!isMissing || !(OWN.test(specifier) || specifier === 'class-validator')) throw error;
    return next(specifier, { ...context, parentURL: import.meta.url });
  }
}

function handOut(address: string, modules: Modules): { format: 'module' | 'commonjs'; source: string } {
  const [name = '', form] = address.slice(SCHEME.length).split('?');
  const module = `globalThis[Symbol.for(${JSON.stringify(HANDED_OUT.description)})][${JSON.stringify(name)}]`;
  if (form === 'cjs') return { format: 'commonjs', source: `module.exports = ${module};` };
  const names = Object.keys(modules[name] ?? {}).filter((key) => key !== 'default');
  return {
    format: 'module',
    source: `const host = ${module};\nexport default host;\n${names.map((key) => `export const ${key} = host.${key};`).join('\n')}\n`,
  };
}
