import { homedir } from 'node:os';
import type { ConnectFlags } from '../connect/client-flags.js';

/** What is being written: the words before it, what it begins with, and what stays in front of a candidate. */
export interface WordsInProgress {
  /** The last one is the one being written, as far as it is a candidate. */
  readonly words: readonly string[];
  /** `--name=` in zsh and fish, which replace the whole word; empty in bash, which has taken it apart. */
  readonly keep: string;
}

/** `--name=w` is the flag and the beginning of its value; bash gives them as three words, the others as one. */
export function wordsInProgress(given: readonly string[]): WordsInProgress {
  const words = given.filter((word, at) => word !== '=' || !(given[at - 1] ?? '').startsWith('--'));
  // The cursor is right behind the sign.
  const whole = given.at(-1) === '=' ? [...words, ''] : words;
  const [, flag = '', value = ''] = /^(--[\w-]+)=(.*)$/s.exec(whole.at(-1) ?? '') ?? [];
  return flag === '' ? { words: whole, keep: '' } : { words: [...whole.slice(0, -1), flag, value], keep: `${flag}=` };
}

const CONNECT_FLAGS = {
  '--api-url': 'apiUrl',
  '--config': 'config',
  '--token': 'token',
  '--ca-cert': 'caCert',
  '--client-cert': 'clientCert',
  '--client-key': 'clientKey',
  '--server-name': 'serverName',
} as const satisfies Readonly<Record<string, keyof ConnectFlags>>;

/** The daemon whose names are wanted is the one the command will ask. */
export function connectFlagsIn(words: readonly string[]): ConnectFlags {
  const pairs = Object.entries(CONNECT_FLAGS).flatMap(([flag, key]) => {
    const at = words.indexOf(flag);
    const value = words.find((word) => word.startsWith(`${flag}=`))?.slice(flag.length + 1) ?? (at < 0 ? undefined : words[at + 1]);
    return value === undefined || value === '' ? [] : [[key, unquoted(value)]];
  });
  return { ...(Object.fromEntries(pairs) as ConnectFlags), ...(words.includes('--insecure') ? { insecure: true } : {}) };
}

/** Shells hand over what was typed, before they expand it. */
function unquoted(word: string): string {
  const bare = /^(["'])(.*)\1$/s.exec(word)?.[2] ?? word.replace(/\\(.)/g, '$1');
  return bare.startsWith('~/') ? homedir() + bare.slice(1) : bare;
}
