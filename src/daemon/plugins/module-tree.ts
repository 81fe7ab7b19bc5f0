import 'reflect-metadata';
import type { DynamicModule, Provider, Type } from '@nestjs/common';
import { BACKOFF_STRATEGY, CONFIG_FORMAT, DETECTOR, EVENT_SINK, HEALTH_INDICATOR, LOG_SINK, METRICS } from '#plugin';

/** What somebody may write in the `imports` of a module. */
type Importable = Type | DynamicModule | Promise<DynamicModule> | { readonly forwardRef: () => unknown };

/** All that the modules of a plugin consist of. */
export interface ModuleTree {
  /** Classes of the modules that have controllers. */
  readonly routed: readonly Type[];
  readonly controllers: readonly Type[];
  /** Classes that are provided, or stand behind what is. */
  readonly providers: readonly Type[];
  /** Names of {@link MARKS}, and `controller`. */
  readonly kinds: readonly string[];
}

const MARKS: readonly (readonly [symbol, string])[] = [
  [DETECTOR, 'detector'],
  [LOG_SINK, 'log-sink'],
  [EVENT_SINK, 'event-sink'],
  [METRICS, 'metrics'],
  [BACKOFF_STRATEGY, 'backoff-strategy'],
  [HEALTH_INDICATOR, 'health-indicator'],
  [CONFIG_FORMAT, 'config-format'],
];

/** Looks through a module and what it imports. */
export async function readModuleTree(root: DynamicModule): Promise<ModuleTree> {
  const found = { routed: new Set<Type>(), controllers: new Set<Type>(), providers: new Set<Provider>() };
  const seen = new Set<unknown>();
  const waiting: unknown[] = [root];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const module = await plainModule(next as Importable);
    if (module === null || seen.has(next)) continue;
    seen.add(next);
    const controllers = partsOf<Type>(module, 'controllers');
    if (controllers.length > 0) found.routed.add(module.module);
    for (const controller of controllers) found.controllers.add(controller);
    for (const provider of partsOf<Provider>(module, 'providers')) found.providers.add(provider);
    waiting.push(...partsOf(module, 'imports'));
  }
  const controllers = [...found.controllers];
  const providers = classesOf(found.providers);
  return { routed: [...found.routed], controllers, providers, kinds: kindsOf(providers, controllers) };
}

async function plainModule(importable: Importable): Promise<DynamicModule | null> {
  const module = await importable;
  if (typeof module === 'function') return { module };
  if (typeof module !== 'object' || module === null) return null;
  return 'forwardRef' in module ? plainModule(module.forwardRef() as Importable) : module;
}

/** What decorator and dynamic module say together. */
function partsOf<T>({ module, ...dynamic }: DynamicModule, part: 'controllers' | 'imports' | 'providers'): T[] {
  const own = Reflect.getMetadata(part, module) as T[] | undefined;
  return [...(own ?? []), ...((dynamic[part] ?? []) as T[])];
}

function classesOf(providers: ReadonlySet<Provider>): Type[] {
  return [...providers].flatMap((provider) =>
    typeof provider === 'function' ? [provider] : 'useClass' in provider ? [provider.useClass] : [],
  );
}

function kindsOf(providers: readonly Type[], controllers: readonly Type[]): string[] {
  const marked = MARKS.filter(([mark]) => providers.some((each) => Reflect.hasMetadata(mark, each))).map(([, kind]) => kind);
  return controllers.length > 0 ? [...marked, 'controller'] : marked;
}
