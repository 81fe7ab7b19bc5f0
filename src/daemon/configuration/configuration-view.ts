import { Injectable } from '@nestjs/common';
import type { ProcessManager, Program } from '#core';
import { type ConfigurationDto, type Cronjob, type DefinitionDto, effectiveCronjob, effectiveSpec, type Role } from '#contract';
import type { DaemonConfig } from '../config/index.js';
import { DaemonState } from '../health/index.js';
import { ActiveConfig, InjectManager } from '../manager/index.js';
import { maskedTable } from './masked-table.js';
import { settingsTable } from './settings-table.js';

/** What the daemon goes by, as it may be shown. */
@Injectable()
export class ConfigurationView {
  constructor(
    private readonly active: ActiveConfig,
    private readonly state: DaemonState,
    @InjectManager() private readonly manager: ProcessManager,
  ) {}

  /** @param role of whoever looks */
  show(role: Role): ConfigurationDto {
    const config = this.active.current;
    const programs = this.manager.programs().filter(({ origin }) => origin !== 'cron');
    const definitions = [...programs.map((program) => processView(program, role)), ...config.cronjobs.map((job) => cronjobView(job, role))];
    return {
      file: config.file,
      programs_directory: config.programsDirectory,
      files: filesOf(config),
      applied_at: new Date(this.state.config.appliedAt).toISOString(),
      settings: maskedTable(settingsTable(config), role),
      definitions: definitions.sort((left, right) => left.name.localeCompare(right.name, 'en', { numeric: true })),
      groups: config.groups,
      warnings: config.warnings,
      skipped: config.skipped,
    };
  }
}

function processView({ spec, origin, source }: Program, role: Role): DefinitionDto {
  const { name, document } = spec;
  return { kind: 'process', name, origin, source, spec: maskedTable(effectiveSpec(spec), role), written: Object.keys(document) };
}

function cronjobView({ spec, origin, source }: Cronjob, role: Role): DefinitionDto {
  const written = Object.keys(spec.process.document);
  return { kind: 'cronjob', name: spec.name, origin, source, spec: maskedTable(effectiveCronjob(spec), role), written };
}

function filesOf({ file, envFiles, programs, cronjobs, skipped }: DaemonConfig): readonly string[] {
  const sources = [...programs, ...cronjobs].flatMap(({ source }) => source ?? []);
  return [...new Set([file, ...envFiles, ...sources, ...skipped.map((each) => each.file)])];
}
