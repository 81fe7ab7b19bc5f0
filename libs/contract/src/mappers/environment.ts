import { envEntries, type EnvBlock } from '../validation/env-block.js';
import type { SharedEnvironment } from './spec-context.js';

type Variables = Readonly<Record<string, string>>;

/** `$$` is a literal `$`; `${NAME}` stands for a variable; anything else, `$NAME` included, is text. */
const REFERENCE = /\$\$|\$\{([^${}]+)\}/g;

/** What children see of the manager's environment when they do not see all of it. */
export const MINIMAL_VARIABLES = ['PATH', 'HOME', 'USER', 'LANG', 'TZ', 'SHELL'] as const;

/** The variables of the manager that children inherit. */
export function inheritedVariables(
  all: Readonly<Record<string, string | undefined>>,
  inherit: SharedEnvironment['inherit'],
): Record<string, string> {
  const names = inherit === 'all' ? Object.keys(all) : MINIMAL_VARIABLES;
  return Object.fromEntries(names.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])));
}

/**
 * Replaces references in one pass from left to right. What is put in is not looked at again.
 *
 * @param lookup the value of a name; `undefined` leaves the reference as it is written
 */
export function interpolate(text: string, lookup: (name: string) => string | undefined): string {
  return text.replace(REFERENCE, (reference, name: string | undefined) => (name === undefined ? '$' : (lookup(name) ?? reference)));
}

/**
 * The variables a child gets beyond what it inherits unchanged: all layers merged in order and expanded over the merged
 * map, and those inherited ones that the expansion changed.
 *
 * A variable that names itself (`PATH=/opt/bin:${PATH}`) means its value in the layers below: in the merged map it would
 * only find itself. In inherited values `$$` stays, because nobody wrote it as an escape.
 */
export function childEnvironment(shared: SharedEnvironment, own: EnvBlock | undefined): Record<string, string> {
  const layers: readonly Variables[] = [shared.inherited, ...shared.declared, envEntries(own)];
  const merged: Variables = Object.assign({}, ...layers) as Variables;
  const result: Record<string, string> = {};
  for (const name of Object.keys(merged).sort()) {
    const value = expandVariable(name, layers, merged);
    const isDeclared = layers.slice(1).some((layer) => Object.hasOwn(layer, name));
    if (isDeclared || value !== merged[name]) result[name] = value;
  }
  return result;
}

function expandVariable(name: string, layers: readonly Variables[], merged: Variables): string {
  const top = layers.findLastIndex((layer) => Object.hasOwn(layer, name));
  const text = layers[top]?.[name] ?? '';
  const lookup = (wanted: string): string | undefined => {
    if (wanted !== name) return Object.hasOwn(merged, wanted) ? merged[wanted] : undefined;
    const below = layers.slice(0, top);
    return below.some((layer) => Object.hasOwn(layer, name)) ? expandVariable(name, below, merged) : undefined;
  };
  if (top > 0) return interpolate(text, lookup);
  return text.replace(/\$\{([^${}]+)\}/g, (reference, wanted: string) => lookup(wanted) ?? reference);
}
