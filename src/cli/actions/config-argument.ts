import { ProvisrError } from '#core/errors';

/** A configuration file, as positional argument or flag. */
export interface ConfigArgs {
  readonly config?: string;
}

/** @throws ProvisrError PROVISR_USAGE_INVALID when none was given */
export function requireConfig(args: ConfigArgs, command: string): string {
  if (args.config !== undefined) return args.config;
  throw new ProvisrError('PROVISR_USAGE_INVALID', `${command} needs a configuration file`, {
    hint: `write: provisr ${command} config/config.toml`,
  });
}
