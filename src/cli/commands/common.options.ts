import type { OptionSpec } from '../program/command-spec.js';
import { durationMs } from '../program/option-parsers.js';

/** Which processes are meant. */
export const SELECTOR_OPTIONS: readonly OptionSpec[] = [
  { flags: '--name <name>', description: 'one process, or all instances of a name' },
  { flags: '--base <name>', description: 'the name and its instances <name>-1, <name>-2, …' },
  { flags: '--wildcard <pattern>', description: 'names that match; * stands for anything' },
];

export const CONFIG_OPTION: OptionSpec = {
  flags: '--config <file>',
  description: 'configuration file: says where the daemon is, and which processes are meant without a selector',
};

export const WAIT_OPTION: OptionSpec = {
  flags: '--wait <duration>',
  description: 'longest wait for the effect, 0s = do not wait',
  parse: durationMs,
};
