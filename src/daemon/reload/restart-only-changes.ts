import { isDeepStrictEqual } from 'node:util';
import type { DaemonConfig } from '../config/index.js';

/** Settings that are read once, at the start of the daemon. */
const READ_ONCE: readonly (readonly [string, (config: DaemonConfig) => unknown])[] = [
  ['[server].listen', ({ server }) => [server.enabled, server.listen, server.allowUnauthenticated]],
  ['[server].base_path', ({ server }) => server.basePath],
  ['[server].socket', ({ server }) => server.socket],
  ['[server].pidfile', ({ server }) => server.pidFile],
  ['[server].logfile', ({ server }) => server.logFile],
  ['[server.tls]', ({ server }) => server.tls],
  ['[metrics]', ({ metrics }) => metrics],
  ['[events]', ({ eventSinks }) => eventSinks],
  ['[history]', ({ history }) => history],
  ['pid_dir', ({ pidDir }) => pidDir],
  ['plugins', ({ plugins }) => plugins.map(({ use, options, required }) => ({ use, options, required }))],
];

/** One sentence for each changed setting that a reload cannot apply. */
export function restartOnlyChanges(before: DaemonConfig, after: DaemonConfig): string[] {
  return READ_ONCE.filter(([, value]) => !isDeepStrictEqual(value(before), value(after))).map(
    ([name]) => `${name} has changed; that takes effect when the daemon is started the next time`,
  );
}
