/** Longest accepted name: it becomes part of file names, which end at 255 bytes (NAME_MAX, limits.h). */
export const LONGEST_NAME = 128;

/** The pattern of a name; for JSON Schema. */
export const NAME_PATTERN = '^(?!.*\\.\\.)[A-Za-z0-9._-]+$';

/** What is wrong with a program, group or cronjob name, `null` when nothing. */
export function nameProblem(value: unknown): string | null {
  if (typeof value !== 'string') return 'must be a string';
  if (value === '') return 'must not be empty';
  if (!/^[A-Za-z0-9._-]+$/.test(value)) return 'may hold only letters, digits, ".", "_" and "-"';
  if (value.includes('..')) return 'must not contain ".."';
  if (value === '.') return 'must not be "."';
  return value.length > LONGEST_NAME ? `must be at most ${LONGEST_NAME} characters long` : null;
}
