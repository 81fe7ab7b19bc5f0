const COVER = '••••••';

/** A specification whose secrets nobody reads over a shoulder. @param pointers JSON Pointers (RFC 6901) of their values */
export function covered(spec: object, pointers: readonly string[]): object {
  return pointers.reduce<unknown>((value, pointer) => cover(value, tokensOf(pointer), pointer.startsWith('/env/')), spec) as object;
}

function tokensOf(pointer: string): readonly string[] {
  const [, ...tokens] = pointer.split('/');
  return tokens.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function cover(value: unknown, [token, ...rest]: readonly string[], isEnv: boolean): unknown {
  if (token === undefined) return isEnv && typeof value === 'string' ? value.replace(/^([^=]*=)[^]*$|^[^]*$/, `$1${COVER}`) : COVER;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each, index) => (String(index) === token ? cover(each, rest, isEnv) : each));
  // A table of variables has their names as keys: all of the value is the secret.
  const table = value as Readonly<Record<string, unknown>>;
  return token in table ? { ...table, [token]: cover(table[token], rest, isEnv && Array.isArray(table[token])) } : table;
}
