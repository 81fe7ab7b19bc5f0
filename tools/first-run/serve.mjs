import { existsSync } from 'node:fs';
import { runForeground } from './child.mjs';
import { at } from './paths.mjs';
import { requireNodeBinary } from './runtime.mjs';
import { FirstRunError, say } from './say.mjs';

const SAMPLE = 'config/config.toml';

/** `npm start [-- args]`: the daemon in the foreground, with the sample configuration unless another one is named. */
export function serve(args) {
  const bin = at('bin', 'provisr.mjs');
  if (!existsSync(bin)) throw new FirstRunError('bin/provisr.mjs is missing', 'this clone is not complete: git status');
  const config = namesConfig(args) ? [] : ['--config', SAMPLE];
  say(`starting the daemon: provisr ${['serve', ...config, ...args].join(' ')} (Ctrl-C stops it)`);
  return runForeground(requireNodeBinary(), [bin, 'serve', ...config, ...args]);
}

function namesConfig(args) {
  const positional = args[0] !== undefined && !args[0].startsWith('-');
  return positional || args.some((arg) => arg === '--config' || arg.startsWith('--config='));
}
