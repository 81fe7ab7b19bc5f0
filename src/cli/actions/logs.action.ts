import { ProvisrError } from '#core/errors';
import type { Client, FollowedLine, LogOptions } from '#client';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { paint } from '../render/colour.js';
import { print } from '../render/print.js';
import type { Io } from '../terminal/io.js';

export interface LogsArgs {
  readonly name?: string;
  readonly follow?: boolean;
  readonly tail?: number;
  readonly since?: string;
  readonly stderr?: boolean;
  readonly stdout?: boolean;
}

/** Prints the last lines of a process, and with `--follow` the new ones as they come. */
export async function logs(client: Client, io: Io, args: LogsArgs): Promise<ExitCode> {
  const options = optionsOf(args);
  const { name } = args;
  if (name === undefined)
    throw new ProvisrError('PROVISR_USAGE_INVALID', 'logs needs --name', { hint: "'provisr status' lists the names" });
  if (args.follow === true) return follow(client, io, name, options);
  const answer = await client.logs.read(name, options);
  await print(io, answer, () => answer.lines.map(({ line }) => `${line}\n`).join(''));
  return EXIT_OK;
}

/** Until the process is removed, the daemon stops, or the user interrupts it, which is how one ends it. */
async function follow(client: Client, io: Io, name: string, options: LogOptions): Promise<ExitCode> {
  const signal = io.interruption();
  const onBroken = (): void => io.err(`${paint(io, 'dim', 'note:')} the connection broke; going on as soon as there is one again\n`);
  try {
    for await (const line of client.logs.follow(name, { ...options, signal, onBroken })) io.out(textOf(io, line));
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return EXIT_OK;
}

function textOf(io: Io, line: FollowedLine): string {
  if (io.format === 'json') return `${JSON.stringify(line)}\n`;
  return line.partial === true ? line.line : `${line.line}\n`;
}

function optionsOf(args: LogsArgs): LogOptions {
  return {
    stream: streamOf(args),
    ...(args.tail === undefined ? {} : { tail: args.tail }),
    ...(args.since === undefined ? {} : { since: args.since }),
  };
}

function streamOf(args: LogsArgs): 'stdout' | 'stderr' | 'both' {
  if (args.stderr === args.stdout) return 'both';
  return args.stderr === true ? 'stderr' : 'stdout';
}
