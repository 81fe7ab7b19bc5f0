import { dirname, resolve } from 'node:path';
import type { RunningDaemon } from '../../daemon/bootstrap.js';
import { heldSignals } from '../../handover/held-signals.js';
import { HAND_OVER_VARIABLE } from '../../handover/hand-over-variable.js';
import { ownProgram } from '../../handover/own-program.js';
import type { ReceivedHandOver } from '../../handover/received-hand-over.js';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { hasWaitingParent, reportOf, tellParent } from '../daemonize/ready-message.js';
import { allowCompiling, keepHeapSmall } from '../daemonize/small-heap.js';
import { packageVersion } from '../program/package-version.js';
import { renderListening, type Listening } from '../render/listening.js';
import type { Io } from '../terminal/io.js';
import { outliveClosedPipe } from '../terminal/process-io.js';
import { requireConfig, type ConfigArgs } from './config-argument.js';

export interface ServeArgs extends ConfigArgs {
  readonly daemonize?: boolean;
  readonly guard?: boolean;
  readonly logfile?: string;
  readonly skipInvalid?: boolean;
  /** Descriptor of the journal, given by a guard. */
  readonly exitJournal?: string;
  readonly checkUpgrade?: boolean;
}

/** Runs the daemon until it is told to end. Its signals are its own business. */
export async function serve(io: Io, args: ServeArgs): Promise<ExitCode> {
  const configFile = resolve(io.cwd, requireConfig(args, 'serve'));
  outliveClosedPipe();
  keepHeapSmall();
  const handOver = await receivedHandOver();
  try {
    // Not by the door of the core: the daemon brings its own copy of that, in its bundle.
    const { closeInheritedDescriptors, inheritedDescriptors } = await import('#core/inherited-descriptors');
    const journalFd = args.exitJournal === undefined ? null : Number(args.exitJournal);
    const inherited = inheritedDescriptors().filter(({ fd }) => fd !== journalFd);
    const { giveBackMemory, startDaemon } = await import('#daemon');
    closeInheritedDescriptors(inherited);
    const daemon = await startDaemon({
      program: ownProgram(packageVersion()),
      ...(handOver === null ? {} : { handOver }),
      configFile,
      ...(journalFd === null ? {} : { exitJournalFd: journalFd }),
      ...(args.logfile === undefined ? {} : { logfile: resolve(io.cwd, args.logfile) }),
      ...(args.skipInvalid === undefined ? {} : { skipInvalid: args.skipInvalid }),
    });
    const announcement = renderListening(io, aboutDaemon(daemon));
    if (handOver === null && !hasWaitingParent()) io.out(announcement);
    obeyHeldSignals(handOver);
    await tellParent({ type: 'provisr.ready', pid: process.pid, urls: apiUrls(daemon), announcement });
    void daemon.booted.then(() => settle(giveBackMemory));
    await daemon.closed;
    return EXIT_OK;
  } catch (error) {
    await handOver?.comeBack(error);
    await tellParent({ type: 'provisr.failed', error: reportOf(error) });
    throw error;
  }
}

/** What an earlier image of the daemon in this PID left; `null` at an ordinary start, which does not even load what it takes to know. */
async function receivedHandOver(): Promise<ReceivedHandOver | null> {
  if (process.env[HAND_OVER_VARIABLE] === undefined) return null;
  const { receiveHandOver } = await import('../../handover/received-hand-over.js');
  return receiveHandOver();
}

/** What was sent while nobody could obey. An image that was left nothing it understands has held signals all the same. */
function obeyHeldSignals(handOver: ReceivedHandOver | null): void {
  const held = heldSignals();
  held?.release();
  for (const signal of [...(handOver?.document.signals ?? []), ...(held?.signals ?? [])]) process.kill(process.pid, signal);
}

/** What is due when everything has been started, and keeps nobody waiting any more. */
async function settle(giveBackMemory: () => Promise<void>): Promise<void> {
  // Node would write its compile cache at the exit, which a daemon that is killed never comes to.
  process.getBuiltinModule('node:module').flushCompileCache();
  allowCompiling();
  await giveBackMemory();
}

function aboutDaemon(daemon: RunningDaemon): Listening {
  const { config } = daemon;
  const logFiles = config.programs.flatMap(({ spec: { log } }) => [log.stdoutPath, log.stderrPath]).filter((path) => path !== null);
  return {
    version: packageVersion(),
    pid: process.pid,
    urls: apiUrls(daemon),
    basePath: config.server.basePath,
    configFile: config.file,
    programs: config.programs.length,
    pidDir: config.pidDir,
    logDirs: [...new Set(logFiles.map((path) => dirname(path)))].sort(),
  };
}

/** With the base path where it is part of the address. A listener for metrics alone comes last and is not the API. */
function apiUrls({ urls, config }: RunningDaemon): string[] {
  const { enabled, listen, socket, basePath } = config.server;
  const apiListeners = enabled ? [listen, socket].filter((listener) => listener !== null).length : 0;
  return urls.slice(0, apiListeners).map((url) => (url.startsWith('unix:') ? url : `${url}${basePath}`));
}
