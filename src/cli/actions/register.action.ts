import { dirname, resolve } from 'node:path';
import { ProvisrError } from '#core/errors';
import type { Client, ProcessSpecInput } from '#client';
import type { ConnectFlags } from '../connect/client-flags.js';
import { readDocument } from '../connect/config-document.js';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { daemonForRegistration } from '../registration/choose-way.js';
import { print } from '../render/print.js';
import type { Io } from '../terminal/io.js';
import { printMutation } from './print-mutation.js';
import { specOf, type SpecFlags } from './spec-flags.js';

export interface RegisterArgs extends ConnectFlags, SpecFlags {
  readonly name: string;
  readonly command: string;
  /** What the seed program called keeping it running; registered processes start with the daemon anyway. */
  readonly autoStart?: boolean;
}

export interface RegisterFileArgs extends ConnectFlags {
  readonly file: string;
}

export interface UnregisterArgs extends ConnectFlags {
  readonly name?: string;
}

/** Writes a process of the flags to the programs directory. */
export async function register(io: Io, args: RegisterArgs): Promise<ExitCode> {
  const autoRestart = args.autoRestart ?? args.autoStart;
  const spec = specOf(args.name, args.command, autoRestart === undefined ? args : { ...args, autoRestart }, io);
  return add(io, args, spec, io.cwd);
}

/** Writes a process of a file, flat or as `{type, spec}`, to the programs directory. */
export async function registerFile(io: Io, args: RegisterFileArgs): Promise<ExitCode> {
  const file = resolve(io.cwd, args.file);
  return add(io, args, await readDocument(file), dirname(file));
}

/** Removes a registered process. */
export async function unregister(io: Io, args: UnregisterArgs): Promise<ExitCode> {
  const { name } = args;
  if (name === undefined)
    throw new ProvisrError('PROVISR_USAGE_INVALID', 'unregister needs --name', { hint: "'provisr status' lists the names" });
  const daemon = await daemonForRegistration(args, io);
  if (daemon !== null) {
    const answer = await daemon.processes.unregister({ name });
    await print(io, answer, () => `unregistered ${answer.removed.join(', ')}\n`);
    return EXIT_OK;
  }
  const { programsPlace } = await import('../registration/programs-place.js');
  const { removeProgram } = await import('../registration/edit-programs.js');
  const file = await removeProgram(await programsPlace(io, args.config), name);
  await print(io, { ok: true, file }, () => `unregistered ${name}: removed ${file}\n${RELOAD_NOTE}`);
  return EXIT_OK;
}

const RELOAD_NOTE = "a running daemon takes it over with 'provisr reload'\n";

async function add(io: Io, args: ConnectFlags, body: object, baseDir: string): Promise<ExitCode> {
  const daemon = await daemonForRegistration(args, io);
  return daemon === null ? addLocally(io, args.config, body, baseDir) : addThrough(daemon, io, body, baseDir);
}

async function addThrough(daemon: Client, io: Io, body: object, baseDir: string): Promise<ExitCode> {
  // A daemon behind a socket shares our file system, so that paths of the file can mean what they mean here.
  const isHere = daemon.address.startsWith('unix:');
  const spec = isHere ? await (await import('../registration/local-paths.js')).withLocalPaths(body, baseDir) : body;
  await printMutation(io, await daemon.processes.register(spec as ProcessSpecInput));
  return EXIT_OK;
}

async function addLocally(io: Io, config: string | undefined, body: object, baseDir: string): Promise<ExitCode> {
  const { programsPlace } = await import('../registration/programs-place.js');
  const { addProgram } = await import('../registration/edit-programs.js');
  const file = await addProgram(await programsPlace(io, config), body, baseDir);
  await print(io, { ok: true, file }, () => `registered in ${file}\n${RELOAD_NOTE}`);
  return EXIT_OK;
}
