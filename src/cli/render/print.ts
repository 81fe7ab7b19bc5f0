import type { Io } from '../terminal/io.js';

/**
 * Prints what the daemon answered: its very body with `--output json`, the same as YAML with `yaml`, else the given text.
 *
 * @param text made only when it is wanted; ends with a line end unless empty
 */
export async function print(io: Io, answer: unknown, text: () => string): Promise<void> {
  if (io.format === 'json') return io.out(`${JSON.stringify(answer)}\n`);
  if (io.format === 'yaml') {
    const { stringify } = await import('yaml');
    return io.out(stringify(answer));
  }
  io.out(text());
}
