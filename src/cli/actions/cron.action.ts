import { resolve } from 'node:path';
import type { CronRunDto } from '#contract';
import type { ForegroundCron } from '../../daemon/foreground/index.js';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { renderCronjobs, renderRunLine } from '../render/cronjob-table.js';
import { print } from '../render/print.js';
import type { Io } from '../terminal/io.js';
import { outliveClosedPipe } from '../terminal/process-io.js';
import { type ConfigArgs, requireConfig } from './config-argument.js';

/** Of a terminal that is closed too: the runs would go on with nobody to read what they write. */
const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs the cronjobs of a file until it is told to end, and then waits for those under way. */
export async function cron(io: Io, args: ConfigArgs): Promise<ExitCode> {
  const configFile = resolve(io.cwd, requireConfig(args, 'cron'));
  outliveClosedPipe();
  const told = toldToEnd();
  try {
    const { startForegroundCron } = await import('../../daemon/foreground/index.js');
    const running = await startForegroundCron(configFile, io.isVerbose);
    try {
      await watchRuns(io, running, told);
    } finally {
      await running.close();
    }
    return EXIT_OK;
  } finally {
    told.forget();
  }
}

async function watchRuns(io: Io, running: ForegroundCron, told: Told): Promise<void> {
  for (const warning of running.warnings) io.err(`warning: ${warning}\n`);
  const cronjobs = running.cronjobs();
  await print(io, cronjobs, () => renderCronjobs(io, cronjobs));
  running.onRun((name, run) => void printRun(io, name, run));
  await told.once;
  const drained = running.drain();
  const { liveCount } = running;
  if (liveCount > 0)
    io.err(`waiting for ${liveCount} ${liveCount === 1 ? 'run' : 'runs'} to end; once more to stop ${liveCount === 1 ? 'it' : 'them'}\n`);
  await Promise.race([drained, told.twice]);
}

function printRun(io: Io, name: string, run: CronRunDto): Promise<void> {
  return print(io, { name, ...run }, () => renderRunLine(io, name, run));
}

interface Told {
  readonly once: Promise<void>;
  readonly twice: Promise<void>;
  forget(): void;
}

/** From here on signals do not end this process but are counted. */
function toldToEnd(): Told {
  const hear: (() => void)[] = [];
  const next = (): Promise<void> => new Promise((resolveHeard) => hear.push(resolveHeard));
  const [once, twice] = [next(), next()];
  const listener = (): void => hear.shift()?.();
  for (const signal of END_SIGNALS) process.on(signal, listener);
  return {
    once,
    twice,
    forget: () => {
      for (const signal of END_SIGNALS) process.off(signal, listener);
    },
  };
}
