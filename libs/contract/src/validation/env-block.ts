/** An environment as its author wrote it: `["K=V"]` or `{ K = "V" }`. */
export type EnvBlock = readonly string[] | Readonly<Record<string, string | number | boolean>>;

/** What is wrong with an environment, `null` when nothing. */
export function envProblem(value: unknown): string | null {
  if (Array.isArray(value)) {
    const bad = value.findIndex((entry) => typeof entry !== 'string' || entryProblem(entry) !== null);
    return bad < 0 ? null : `entry ${bad + 1} must be a string "NAME=value"`;
  }
  if (typeof value !== 'object' || value === null) return 'must be a list of "NAME=value" or a table';
  for (const [name, content] of Object.entries(value)) {
    const problem = variableProblem(name, content);
    if (problem !== null) return problem;
  }
  return null;
}

/** The variables of a block in order; a later entry of the same name wins. */
export function envEntries(block: EnvBlock | undefined | null): Record<string, string> {
  const pairs = Array.isArray(block)
    ? (block as readonly string[]).map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)] as const)
    : Object.entries(block ?? {}).map(([name, value]) => [name, String(value)] as const);
  return Object.fromEntries(pairs);
}

function entryProblem(entry: string): string | null {
  const split = entry.indexOf('=');
  return split < 1 ? 'no name' : variableProblem(entry.slice(0, split), entry.slice(split + 1));
}

function variableProblem(name: string, value: unknown): string | null {
  if (name === '' || /[=\0]/.test(name)) return `"${name}" is not a name of an environment variable`;
  if (!['string', 'number', 'boolean'].includes(typeof value)) return `the value of ${name} must be a string`;
  return String(value).includes('\0') ? `the value of ${name} must not contain NUL` : null;
}
