import type { LoggerService, Provider } from '@nestjs/common';
import type { DaemonProgram, ReceivedHandOver } from '../../handover/index.js';
import type { LogLevel } from '#contract';

/** How a daemon is started. */
export interface DaemonOptions {
  readonly configFile: string;
  /** Wins over `[server].logfile`. */
  readonly logfile?: string;
  /** Start without the files of the programs directory that have mistakes. */
  readonly skipInvalid?: boolean;
  /** Descriptor of the journal in which a guard writes down how processes end. */
  readonly exitJournalFd?: number;
  /** What runs, so that it can be replaced in place and come back; absent: it cannot. */
  readonly program?: DaemonProgram;
  /** What an earlier image of the daemon in the same PID left. */
  readonly handOver?: ReceivedHandOver;
  /** Providers for slots. */
  readonly overrides?: readonly Provider[];
  /** Wins over `[daemon_log].level`. */
  readonly logLevel?: LogLevel;
  /** Takes the daemon's own log in place of a file or standard error. */
  readonly logger?: LoggerService | false;
  /** SIGTERM and SIGINT stop, SIGHUP reloads. @default true */
  readonly signals?: boolean;
}
