/** A line of an env file that is no assignment. Never shows what the line holds: it may be part of a secret. */
export class EnvFileProblem extends Error {
  /** 1 or more. */
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.name = 'EnvFileProblem';
    this.line = line;
  }
}

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*=(.*)$/s;

/**
 * Reads `NAME=value` lines: blank lines and those that begin with `#` are skipped, `export` is allowed, a value in matching
 * quotes loses them. `#` within a value belongs to it.
 *
 * @throws EnvFileProblem
 */
export function parseEnvFile(text: string): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [, name, value] = ASSIGNMENT.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new EnvFileProblem(index + 1, 'must be NAME=value');
    variables[name] = unquoted(value.trim(), index + 1);
  }
  return variables;
}

function unquoted(value: string, line: number): string {
  const quote = value[0];
  if (quote !== '"' && quote !== "'") return value;
  const end = value.indexOf(quote, 1);
  if (end < 0) throw new EnvFileProblem(line, `the quote ${quote} is not closed on this line`);
  const rest = value.slice(end + 1).trim();
  if (rest !== '' && !rest.startsWith('#')) throw new EnvFileProblem(line, 'there is text behind the closing quote');
  return value.slice(1, end);
}
