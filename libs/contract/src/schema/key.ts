// class-transformer's @Type looks for reflected types as soon as a class is declared.
import 'reflect-metadata';

/** What an editor shows for a key, and what the plain validators cannot tell a JSON Schema. */
export interface KeyExtras {
  /** The value an absent key stands for. */
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  /** Earlier names: accepted with a warning. */
  readonly was?: readonly string[];
  /** Other spellings: accepted silently. */
  readonly also?: readonly string[];
  /** Replaces what the schema emitter would derive from the validators. */
  readonly schema?: Readonly<Record<string, unknown>>;
}

/** A documented key of a wire class. */
export interface KeyDoc extends KeyExtras {
  readonly description: string;
}

const docs = new WeakMap<object, Map<string, KeyDoc>>();

/**
 * Documents a property of a wire class. The JSON Schema emitter and the reference pages read it; nothing at run time does,
 * except that the documented keys of a class are its known keys.
 *
 * @param description one or two sentences; TSDoc style, with unit and range
 */
export function Key(description: string, extras: KeyExtras = {}): PropertyDecorator {
  return (prototype, property) => {
    const own = docs.get(prototype) ?? new Map<string, KeyDoc>();
    own.set(String(property), { description, ...extras });
    docs.set(prototype, own);
  };
}

/** The documented keys of a class, inherited ones first. */
export function keysOf(wireClass: abstract new () => object): ReadonlyMap<string, KeyDoc> {
  const chain: object[] = [];
  for (
    let prototype = wireClass.prototype as object;
    prototype !== Object.prototype;
    prototype = Object.getPrototypeOf(prototype) as object
  ) {
    chain.unshift(prototype);
  }
  return new Map(chain.flatMap((prototype) => [...(docs.get(prototype) ?? [])]));
}

/** The present name of each earlier name (`was`) or other spelling (`also`) of the keys of a class. */
export function renamesOf(wireClass: abstract new () => object, kind: 'was' | 'also'): Readonly<Record<string, string>> {
  return Object.fromEntries([...keysOf(wireClass)].flatMap(([name, key]) => (key[kind] ?? []).map((other) => [other, name])));
}
