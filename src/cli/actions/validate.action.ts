import { resolve } from 'node:path';
import { pluginFormats } from '../connect/plugin-formats.js';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { print } from '../render/print.js';
import type { Io } from '../terminal/io.js';
import { requireConfig, type ConfigArgs } from './config-argument.js';

/** Loads a configuration as the daemon would and says what it holds; problems are thrown all together. */
export async function validate(io: Io, args: ConfigArgs): Promise<ExitCode> {
  const file = resolve(io.cwd, requireConfig(args, 'validate'));
  const { formatConfigProblem } = await import('../../daemon/config/config-error.js');
  const { loadConfig } = await import('../../daemon/config/load-config.js');
  const config = await loadConfig(file, { formats: pluginFormats });
  const names = {
    processes: config.programs.map(({ spec }) => spec.name),
    cronjobs: config.cronjobs.map(({ spec }) => spec.name),
    groups: config.groups.map(({ name }) => name),
  };
  const warnings = config.warnings.map((problem) => formatConfigProblem(problem, io.cwd));
  for (const warning of warnings) io.err(`warning: ${warning}\n`);
  await print(io, { ok: true, file, ...names, warnings }, () => `${file} is valid: ${Object.entries(names).map(counted).join(', ')}\n`);
  return EXIT_OK;
}

function counted([what, names]: readonly [string, readonly string[]]): string {
  return `${names.length} ${names.length === 1 ? what.replace(/(es|s)$/, '') : what}`;
}
