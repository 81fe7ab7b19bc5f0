import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The lines of a log over all its rotations, oldest first. */
export function logLines(directory: string, process: string): string[] {
  const stem = `${process}.stdout.log`;
  const age = (file: string): number => Number(file.slice(stem.length + 1) || 0);
  const files = readdirSync(directory).filter((file) => file.startsWith(stem));
  const text = files.sort((left, right) => age(right) - age(left)).map((file) => readFileSync(join(directory, file), 'utf8'));
  return text.join('').split('\n').slice(0, -1);
}
