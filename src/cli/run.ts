import { COMPLETE_WORD } from './completion/complete-word.js';
import { openClient, openClientOrStart } from './connect/open-client.js';
import { EXIT_OK, exitCodeOf, type ExitCode } from './exit-code.js';
import { firstWord, flagValue } from './plugin-commands/first-word.js';
import type { PluggedCommands } from './plugin-commands/plugged-commands.js';
import { buildProgram } from './program/build-program.js';
import type { CommandSpec } from './program/command-spec.js';
import { COMMANDS } from './program/command-table.js';
import { packageVersion } from './program/package-version.js';
import { asUsageError, isHelpOrVersion } from './program/usage-error.js';
import { reportError } from './render/error-report.js';
import type { Io, IoFlags } from './terminal/io.js';

/** Where else a command may be. */
const ELSEWHERE = '; commands of plugins need --config';

/** Makes the world a command sees, once its flags are known. */
export type OpenIo = (flags: IoFlags) => Io;

/**
 * Runs one command line and says how it ended; prints every error itself.
 * @param argv without the executable and the script
 */
export async function run(argv: readonly string[], openIo: OpenIo): Promise<ExitCode> {
  if (argv[0] === COMPLETE_WORD) return answerShell(argv.slice(1), openIo({}));
  // Until the flags are parsed, what they would say is read off the words.
  let io = openIo({ verbose: argv.includes('--verbose'), color: !argv.includes('--no-color') });
  let exitCode: ExitCode = EXIT_OK;
  let plugged: PluggedCommands = { specs: [], failures: [] };
  try {
    plugged = await pluggedFor(argv, io);
    const program = buildProgram(
      [...COMMANDS, ...plugged.specs],
      packageVersion(),
      { out: (text) => io.out(text) },
      async (spec, values) => {
        io = openIo(values);
        exitCode = await perform(spec, io, values);
      },
    );
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (isHelpOrVersion(thrown)) return EXIT_OK;
    const error = asUsageError(thrown, helpCommandFor(argv, plugged), flagValue(argv, '--config') === null ? ELSEWHERE : '');
    reportError(io, error);
    return exitCodeOf(error);
  }
}

/** Plugins are looked at only where none of our own commands is meant: loading them takes longer than most commands. */
async function pluggedFor(argv: readonly string[], io: Io): Promise<PluggedCommands> {
  const word = firstWord(argv);
  const isOwn = word !== null && word !== 'help' && COMMANDS.some(({ name }) => name.split(' ')[0] === word);
  const isVersion = word === null && !argv.includes('--help') && !argv.includes('-h');
  const isAsked = !isOwn && !isVersion;
  if (!isAsked) return { specs: [], failures: [] };
  const { pluggedCommands } = await import('./plugin-commands/plugged-commands.js');
  const plugged = await pluggedCommands(argv, io);
  for (const failure of plugged.failures) io.err(`warning: its commands are not known: ${failure}\n`);
  return plugged;
}

async function answerShell(words: readonly string[], io: Io): Promise<ExitCode> {
  const { complete } = await import('./completion/complete.js');
  await complete(io, words);
  return EXIT_OK;
}

async function perform(spec: CommandSpec, io: Io, values: Readonly<Record<string, unknown>>): Promise<ExitCode> {
  switch (spec.kind) {
    case 'local':
      return (await spec.load())(io, values as never);
    case 'client': {
      const action = await spec.load();
      const open = spec.startsDaemon?.(values, io.env) === true ? openClientOrStart : openClient;
      return action(await open(values, io), io, values as never);
    }
    case 'nest': {
      const { runNestCommand } = await import('./nest/run-nest-command.js');
      return runNestCommand({ name: spec.name, values, io });
    }
  }
}

function helpCommandFor(argv: readonly string[], { specs }: PluggedCommands): string {
  const names = [...COMMANDS, ...specs].map(({ name }) => name);
  const isMeant = (name: string): boolean => name.split(' ').every((word) => argv.includes(word));
  const meant = names.findLast(isMeant) ?? names.map((name) => name.split(' ')[0] ?? '').find((group) => argv.includes(group));
  return meant === undefined ? 'provisr --help' : `provisr ${meant} --help`;
}
