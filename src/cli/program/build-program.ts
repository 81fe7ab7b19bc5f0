import { Command, Option } from 'commander';
import { ProvisrError } from '#core/errors';
import type { CommandSpec, OptionSpec } from './command-spec.js';
import { globalOptions } from './global-options.js';

/** Called with the command that was given and its values, global flags included. */
export type OnCommand = (spec: CommandSpec, values: Readonly<Record<string, unknown>>) => Promise<void>;

/** What commander prints on its own. */
export interface ProgramOutput {
  readonly out: (text: string) => void;
}

/** What the first words of commands of two words are about, where they are no commands themselves. */
const GROUPS: Readonly<Record<string, string>> = { token: 'make, show and revoke bearer tokens of the API' };

/** Binds the command table to commander. Nothing is loaded for a command but its row. */
export function buildProgram(commands: readonly CommandSpec[], version: string, output: ProgramOutput, onCommand: OnCommand): Command {
  const program = new Command('provisr')
    .description('Supervises processes: keeps them running, keeps their output, and does not take them along when it dies.')
    .version(`provisr ${version}`, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .addHelpCommand('help [command]', 'show help for a command')
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    // Errors are printed in one place for all kinds of errors; here only what was asked for (help, version) is.
    .configureOutput({ writeOut: output.out, writeErr: () => undefined })
    .exitOverride();
  for (const option of globalOptions()) program.addOption(option);
  for (const spec of commands) bind(program, spec, onCommand);
  return program;
}

function bind(program: Command, spec: CommandSpec, onCommand: OnCommand): void {
  const [name = '', ...groups] = spec.name.split(' ').reverse();
  const parent = groups.length === 0 ? program : groupIn(program, groups.reverse());
  const command = parent.command(name).summary(spec.summary).description(sentence(spec.summary)).allowExcessArguments(false);
  for (const option of spec.options) command.addOption(toOption(option));
  if (spec.positional !== undefined) command.arguments(spec.positional);
  command.addHelpText('after', `\nExamples:\n${spec.examples.map((line) => `  $ ${line}\n`).join('')}`.trimEnd());
  command.action(() => {
    refuseUnknown(command);
    return onCommand(spec, { ...command.optsWithGlobals(), ...positionalValues(command) });
  });
}

/** The command that commands of two words lie beneath: a command itself (`cron`), or only a word (`token`). */
function groupIn(program: Command, words: readonly string[]): Command {
  let group = program;
  for (const word of words) {
    group = group.commands.find((command) => command.name() === word) ?? group.command(word).summary(GROUPS[word] ?? '');
  }
  // Where there are commands beneath, another word is an unknown one of them, not an argument too many.
  return group.allowExcessArguments(true);
}

function refuseUnknown(command: Command): void {
  const word = command.args[command.registeredArguments.length];
  if (word === undefined) return;
  throw new ProvisrError('PROVISR_USAGE_INVALID', `unknown command '${command.name()} ${word}'`, {
    hint: `there are: ${command.commands.map((known) => `${command.name()} ${known.name()}`).join(', ')}`,
  });
}

/** Positional arguments by their names; each stands for the flag of that name. */
function positionalValues(command: Command): Readonly<Record<string, string>> {
  const flags = command.opts<Readonly<Record<string, unknown>>>();
  return Object.fromEntries(
    command.registeredArguments.flatMap((argument, at) => {
      const [name, value] = [argument.name(), command.args[at]];
      if (value === undefined) return [];
      if (flags[name] !== undefined && flags[name] !== value) {
        throw new ProvisrError(
          'PROVISR_USAGE_INVALID',
          `"${value}" and --${name} "${String(flags[name])}" are different; give only one of them`,
        );
      }
      return [[name, value]];
    }),
  );
}

function toOption(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.description).makeOptionMandatory(spec.isRequired === true).hideHelp(spec.isHidden === true);
  const { parse } = spec;
  // A flag whose value is optional and left out means yes.
  if (option.optional) option.preset('true');
  if (parse !== undefined) option.argParser<unknown>(parse);
  return option;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
