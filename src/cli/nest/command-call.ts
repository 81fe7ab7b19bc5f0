import type { Io } from '../terminal/io.js';

/** What the command line said, parsed; injected into the commands that Nest builds. */
export interface CommandCall {
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly io: Io;
}

/** A key of the registry of symbols: a plugin with its own copy of this package asks for the same. */
export const COMMAND_CALL = Symbol.for('provisr.command-call.v1');
