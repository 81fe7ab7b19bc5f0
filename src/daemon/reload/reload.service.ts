import { Injectable, Logger } from '@nestjs/common';
import { type Actor, type ChangeReport, isProvisrError, messageOf, type ProcessManager } from '#core';
import type { ChangeResultDto, ReloadPreviewDto, Role, SettingChangeDto } from '#contract';
import { type DaemonConfig, formatConfigProblem, loadConfig } from '../config/index.js';
import { DaemonEvents } from '../events/index.js';
import { DaemonState } from '../health/index.js';
import { ActiveConfig, InjectManager } from '../manager/index.js';
import { PluginCatalogue } from '../plugins/index.js';
import { CronScheduler } from '../schedule/index.js';
import { cronjobChanges, groupChanges, processChanges } from './definition-changes.js';
import { restartOnlyWarnings, settingChanges } from './setting-changes.js';

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
    private readonly plugins: PluginCatalogue,
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

  /**
   * What {@link reload} would do now, by the same reading of the files. Nothing is done, and nobody told.
   * @param role of whoever looks: what that one may not see is masked
   * @throws ProvisrError PROVISR_CONFIG_INVALID or PROVISR_CONFIG_NOT_FOUND, as the reload would
   */
  preview(role: Role): Promise<ReloadPreviewDto> {
    return this.active.exclusively(async () => {
      const before = this.active.current;
      const { config, warnings } = await this.#load(before);
      const changes = await this.manager.reload(config.programs, { dryRun: true });
      const definitions = [
        ...processChanges(this.manager.programs(), config.programs, changes, role),
        ...cronjobChanges(before.cronjobs, config.cronjobs, role),
        ...groupChanges(before.groups, config.groups, config.file, role),
      ];
      return {
        ok: true,
        file: config.file,
        result: changeResult({ changes, warnings }),
        definitions: definitions.sort((left, right) => left.name.localeCompare(right.name, 'en', { numeric: true })),
        settings: settingChanges(before, config, role),
        skipped: config.skipped,
      };
    });
  }

  async #bringIn(by: Actor, document: unknown): Promise<ReloadResult> {
    const { config, warnings } = await this.#load(this.active.current, document);
    // First what is gone: a process may take the name of a cronjob.
    await this.scheduler.retire(config.cronjobs);
    const changes = await this.manager.reload(config.programs, { by });
    this.active.replace(config);
    await this.scheduler.apply(config.cronjobs);
    this.state.configApplied(config.skipped.map(({ file }) => file));
    for (const warning of warnings) this.#logger.warn(warning);
    this.#tell({ changes, warnings }, by);
    return { changes, warnings };
  }

  async #load(before: DaemonConfig, document?: unknown): Promise<{ readonly config: DaemonConfig; readonly warnings: readonly string[] }> {
    const loaded = await loadConfig(before.file, {
      mode: 'reload',
      running: before,
      isGuest: before.isGuest,
      document: document ?? before.document ?? undefined,
      // Plugins are loaded once: what `plugins` says now takes effect with the next start.
      formats: () => Promise.resolve(this.plugins.formats),
    });
    const config = withAuthKept(loaded, before);
    const warnings = [...warningsOf(config, settingChanges(before, config, 'viewer')), ...(config === loaded ? [] : [NOBODY_LEFT])];
    return { config, warnings };
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

/** As the API answers. */
export function changeResult({ changes, warnings }: ReloadResult): ChangeResultDto {
  return { ok: true, ...changes, ...(warnings.length === 0 ? {} : { warnings }) };
}

function warningsOf(config: DaemonConfig, settings: readonly SettingChangeDto[]): string[] {
  return [
    ...config.warnings.map((warning) => formatConfigProblem(warning)),
    ...config.skipped.flatMap(({ problems }) => problems.map((problem) => `skipped: ${formatConfigProblem(problem)}`)),
    ...restartOnlyWarnings(settings),
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
