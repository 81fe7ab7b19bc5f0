import { realpathSync } from 'node:fs';
import type { DaemonProgram } from './hand-over-document.js';

/** What runs here, wherever the links that it was started by lead later on. @param version of provisr */
export function ownProgram(version: string): DaemonProgram {
  const [, script = '', ...args] = process.argv;
  return {
    executable: process.execPath,
    nodeArgs: process.execArgv,
    script: realpathSync(script),
    args,
    version,
    node: process.versions.node,
  };
}
