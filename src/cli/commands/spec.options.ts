import type { OptionSpec } from '../program/command-spec.js';
import { autoRestart, durationText, flagValue, keyValue, wholeNumber } from '../program/option-parsers.js';

/** The flags that make up a process specification. */
export const SPEC_OPTIONS: readonly OptionSpec[] = [
  { flags: '--retries <n>', description: 'further attempts when a start fails', parse: wholeNumber(0, 1_000_000) },
  { flags: '--retry-interval <duration>', description: 'wait between these attempts', parse: durationText },
  {
    flags: '--auto-restart [when]',
    description: 'start again when it ends: true (default when given), false or on-failure',
    parse: autoRestart,
  },
  { flags: '--restart-interval <duration>', description: 'wait before the first restart', parse: durationText },
  { flags: '--start-duration <duration>', description: 'alive this long means started', parse: durationText },
  { flags: '--instances <n>', description: 'how many copies run', parse: wholeNumber(1, 1000) },
  { flags: '--priority <n>', description: 'lower starts first and stops last', parse: wholeNumber(-1_000_000, 1_000_000) },
  { flags: '--work-dir <dir>', description: 'working directory (default: through a socket this one, else that of the daemon)' },
  { flags: '--env <NAME=value>', description: 'environment variable; may be repeated', parse: keyValue },
  { flags: '--pid-file <file>', description: 'where its PID is written' },
  { flags: '--log-dir <dir>', description: 'directory of its log files' },
  { flags: '--detached [bool]', description: 'left running when the daemon shuts down', parse: flagValue },
];
