import { resolve } from 'node:path';
import type { DaemonConfig } from '../../daemon/config/daemon-config.js';
import { pluginFormats } from '../connect/plugin-formats.js';
import type { Io } from '../terminal/io.js';

/** The programs directory to edit, with what is known around it. */
export type ProgramsPlace = Pick<DaemonConfig, 'programsDirectory' | 'programs' | 'cronjobs' | 'skipped' | 'server' | 'apiContext'>;

/**
 * The programs directory of `config`, else of `./config.toml`, else `./programs`: that of a configuration which is not there. Files of it
 * that have mistakes do not matter for the others.
 *
 * @throws ProvisrError PROVISR_CONFIG_NOT_FOUND, PROVISR_CONFIG_INVALID
 */
export async function programsPlace(io: Pick<Io, 'cwd' | 'env'>, config: string | undefined): Promise<ProgramsPlace> {
  const { loadConfig } = await import('../../daemon/config/load-config.js');
  const file = resolve(io.cwd, config ?? 'config.toml');
  return loadConfig(file, { skipInvalid: true, isOptional: config === undefined, formats: pluginFormats, env: { ...io.env } });
}
