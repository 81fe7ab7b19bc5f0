import { Injectable, Logger } from '@nestjs/common';
import { type Actor, type ChangeReport, isProvisrError, messageOf, type ProcessManager } from '#core';
import { type DaemonConfig, formatConfigProblem, loadConfig } from '../config/index.js';
import { DaemonEvents } from '../events/index.js';
import { DaemonState } from '../health/index.js';
import { ActiveConfig, InjectManager } from '../manager/index.js';
import { CronScheduler } from '../schedule/index.js';
import { restartOnlyChanges } from './restart-only-changes.js';

/** What a reload did. */
export interface ReloadResult {
  readonly changes: ChangeReport;
  /** One sentence each: old keys, skipped files, settings that wait for the next start. */
  readonly warnings: readonly string[];
}

/** Of what an event tells of a refused configuration: whoever asked for the reload got all of it. */
const LONGEST_MESSAGE = 2_000;
/** Said when the last token and the last client are gone. */
const NOBODY_LEFT =
  '[server.auth] names nobody any more: over TCP nobody is let in until somebody is named, or the daemon is started the next time';

/** Reads the configuration again and brings processes, groups and cronjobs in line with it. */
@Injectable()
export class ReloadService {
  readonly #logger = new Logger('reload');

  constructor(
    @InjectManager() private readonly manager: ProcessManager,
    private readonly active: ActiveConfig,
    private readonly scheduler: CronScheduler,
    private readonly state: DaemonState,
    private readonly events: DaemonEvents,
  ) {}

  /**
   * All or nothing for the main file; a bad file of the programs directory is skipped and what runs of it is kept.
   * @param by who wants it
   * @param document what the main file holds from now on; without it the file, or what took its place, is read again
   * @throws ProvisrError PROVISR_CONFIG_INVALID or PROVISR_CONFIG_NOT_FOUND, and then nothing has changed
   */
  reload(by: Actor, document?: unknown): Promise<ReloadResult> {
    return this.active
      .exclusively(() => this.#bringIn(by, document))
      .catch((error: unknown) => {
        this.state.configRefused(isProvisrError(error) ? error.code : messageOf(error));
        this.events.tell({ type: 'config.reload-failed', by, message: messageOf(error).slice(0, LONGEST_MESSAGE) });
        throw error;
      });
  }

  async #bringIn(by: Actor, document: unknown): Promise<ReloadResult> {
    const before = this.active.current;
    const { isGuest } = before;
    const loaded = await loadConfig(before.file, {
      mode: 'reload',
      running: before,
      isGuest,
      document: document ?? before.document ?? undefined,
    });
    const config = withAuthKept(loaded, before);
    // First what is gone: a process may take the name of a cronjob.
    await this.scheduler.retire(config.cronjobs);
    const changes = await this.manager.reload(config.programs, { by });
    this.active.replace(config);
    await this.scheduler.apply(config.cronjobs);
    const warnings = [...warningsOf(config, before), ...(config === loaded ? [] : [NOBODY_LEFT])];
    this.state.configApplied(config.skipped.map(({ file }) => file));
    for (const warning of warnings) this.#logger.warn(warning);
    this.#tell({ changes, warnings }, by);
    return { changes, warnings };
  }

  #tell({ changes, warnings }: ReloadResult, by: Actor): void {
    const { added, removed, restarted, updated, unchanged } = changes;
    this.events.tell({
      type: 'config.reloaded',
      by,
      added: added.length,
      removed: removed.length,
      restarted: restarted.length,
      updated: updated.length,
      unchanged: unchanged.length,
      warnings: warnings.length,
    });
  }
}

function warningsOf(config: DaemonConfig, before: DaemonConfig): string[] {
  return [
    ...config.warnings.map((warning) => formatConfigProblem(warning)),
    ...config.skipped.flatMap(({ problems }) => problems.map((problem) => `skipped: ${formatConfigProblem(problem)}`)),
    ...restartOnlyChanges(before, config),
  ];
}

/**
 * The listener was opened beyond loopback because of the authentication: a reload that takes it away must not open the API to
 * everybody. Neither may a token that was revoked go on working because it was the last: nobody is let in any more.
 */
function withAuthKept(config: DaemonConfig, before: DaemonConfig): DaemonConfig {
  if (config.server.auth !== null || before.server.auth === null) return config;
  return { ...config, server: { ...config.server, auth: { tokens: [], certificates: [] } } };
}
