import { openClient } from '../connect/open-client.js';
import type { Io } from '../terminal/io.js';
import { candidatesFor, type Lookup } from './candidates.js';

/** A person waits with the finger on the key. */
const LONGEST_LOOKUP_MS = 500;

/** Prints the candidates for the words of a command line, one on each line. A daemon that does not answer has no names. */
export async function complete(io: Io, words: readonly string[]): Promise<void> {
  const { words: fixed, lookup } = candidatesFor(words);
  const found = lookup === null || lookup === 'files' ? [] : await namesOf(io, lookup).catch(() => []);
  const prefix = words.at(-1) ?? '';
  const matching = [...fixed, ...found].filter((word) => word.startsWith(prefix));
  io.out(matching.map((word) => `${word}\n`).join(''));
}

async function namesOf(io: Io, lookup: Lookup): Promise<string[]> {
  const client = await openClient({ apiTimeout: LONGEST_LOOKUP_MS }, io);
  if (lookup === 'groups') return (await client.groups.list()).map(({ name }) => name);
  if (lookup === 'cronjobs') return (await client.cronjobs.list()).map(({ name }) => name);
  return (await client.processes.list()).map(({ name }) => name);
}
