import type { Client } from '#client';
import type { ConnectFlags } from '../connect/client-flags.js';
import { openClient } from '../connect/open-client.js';
import type { Io } from '../terminal/io.js';
import { candidatesFor, type Lookup } from './candidates.js';
import { connectFlagsIn, wordsInProgress } from './words.js';

/** A person waits with the finger on the key. */
const LONGEST_LOOKUP_MS = 500;

/**
 * Prints the candidates for the words of a command line, one on each line, after a tab what it means. A daemon that does not answer has no
 * names.
 */
export async function complete(io: Io, given: readonly string[]): Promise<void> {
  const { words, keep } = wordsInProgress(given);
  const { words: fixed, lookup, about = {} } = candidatesFor(words);
  const found = lookup === null || lookup === 'files' ? [] : await namesOf(io, lookup, connectFlagsIn(given)).catch(() => []);
  const prefix = words.at(-1) ?? '';
  const matching = [...new Set([...fixed, ...found])].filter((word) => word.startsWith(prefix));
  io.out(matching.map((word) => `${keep}${word}${about[word] === undefined ? '' : `\t${about[word]}`}\n`).join(''));
}

type Names = (client: Client) => Promise<readonly string[]>;

const LOOKUPS: Readonly<Record<Exclude<Lookup, 'files'>, Names>> = {
  groups: async (client) => (await client.groups.list()).map(({ name }) => name),
  cronjobs: async (client) => (await client.cronjobs.list()).map(({ name }) => name),
  bases: async (client) => (await client.processes.list()).map((row) => row.instance_of ?? row.name),
  processes: async (client) => (await client.processes.list()).flatMap((row) => [row.instance_of ?? row.name, row.name]),
};

async function namesOf(io: Io, lookup: Exclude<Lookup, 'files'>, flags: ConnectFlags): Promise<readonly string[]> {
  return LOOKUPS[lookup](await openClient({ ...flags, apiTimeout: LONGEST_LOOKUP_MS }, io));
}
