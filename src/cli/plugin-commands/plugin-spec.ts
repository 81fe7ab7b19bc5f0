import { dirname } from 'node:path';
import { Argument, Option } from 'commander';
import type { Client } from '#client';
import { isProvisrError, messageOf, ProvisrError } from '#core/errors';
import type { PluginCommand } from '#plugin';
import { CONFIG_OPTION } from '../commands/common.options.js';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import type { ClientAction, CommandSpec, OptionSpec } from '../program/command-spec.js';
import { globalOptions } from '../program/global-options.js';
import { print } from '../render/print.js';
import type { Io } from '../terminal/io.js';

/** The plugin that a command is of. */
export interface Origin {
  readonly name: string;
  readonly options: object;
}

type Values = Readonly<Record<string, unknown>>;
const MOST_EXIT_CODE = 255;

/**
 * A command of a plugin as a row of the command table.
 * @throws ProvisrError PROVISR_PLUGIN_CONFLICT for a flag that every command has
 */
export function pluginSpec(command: PluginCommand<object>, origin: Origin, configFile: string): CommandSpec {
  const { name, summary, positional, options = [], examples = [] } = command;
  for (const { flags } of options) refuseTaken(flags, name, origin);
  const own: OptionSpec[] = options.map(({ flags, description, isRequired }) => ({
    flags,
    description: description ?? '',
    ...(isRequired === true ? { isRequired } : {}),
  }));
  const names = [...own.map(({ flags }) => new Option(flags).attributeName()), ...positionalNames(positional)];
  const action: ClientAction<Values> = (client, io, values) => {
    const args = Object.fromEntries(names.filter((each) => values[each] !== undefined).map((each) => [each, values[each]]));
    return perform(command, args, { client, io, origin, configFile });
  };
  return {
    kind: 'client',
    name,
    summary,
    ...(positional === undefined ? {} : { positional }),
    options: [...own, CONFIG_OPTION],
    examples: examples.length === 0 ? [`provisr ${name} --config ${configFile}`] : examples,
    load: () => Promise.resolve(action),
  };
}

function positionalNames(positional = ''): string[] {
  return positional
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => new Argument(word).name());
}

function refuseTaken(flags: string, command: string, { name }: Origin): void {
  const mine = new Option(flags);
  const everyones = [...globalOptions(), new Option(CONFIG_OPTION.flags), new Option('-h, --help')];
  const taken = everyones
    .flatMap(({ long, short }) => [long, short])
    .find((flag) => flag != null && [mine.long, mine.short].includes(flag));
  if (taken == null) return;
  throw new ProvisrError(
    'PROVISR_PLUGIN_CONFLICT',
    `the command "${command}" of plugin "${name}" has a flag ${taken}, as every command has`,
    {
      hint: 'another name for the flag in the plugin',
    },
  );
}

interface Surroundings {
  readonly client: Client;
  readonly io: Io;
  readonly origin: Origin;
  readonly configFile: string;
}

async function perform(command: PluginCommand<object>, args: Values, { client, io, origin, configFile }: Surroundings): Promise<ExitCode> {
  const { out, err, cwd, interruption } = io;
  const context = { client, options: origin.options, configFile, directory: dirname(configFile), cwd, out, err, interruption };
  try {
    const code = await command.run({ ...context, print: (result, text) => print(io, result, text) }, args);
    if (code === undefined) return EXIT_OK;
    if (Number.isInteger(code) && code >= 0 && code <= MOST_EXIT_CODE) return code;
    throw new Error(`it answered with ${JSON.stringify(code)}, which is no exit code`);
  } catch (error) {
    if (isProvisrError(error)) throw error;
    throw new ProvisrError('PROVISR_UNEXPECTED', `${command.name}: ${messageOf(error)}`, {
      hint: `the command is of the plugin "${origin.name}"; --verbose shows where it failed`,
      cause: error,
    });
  }
}
