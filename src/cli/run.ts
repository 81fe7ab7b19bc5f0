import { COMPLETE_WORD } from './completion/complete-word.js';
import { openClient, openClientOrStart } from './connect/open-client.js';
import { EXIT_OK, exitCodeOf, type ExitCode } from './exit-code.js';
import { buildProgram } from './program/build-program.js';
import type { CommandSpec } from './program/command-spec.js';
import { COMMANDS } from './program/command-table.js';
import { packageVersion } from './program/package-version.js';
import { asUsageError, isHelpOrVersion } from './program/usage-error.js';
import { reportError } from './render/error-report.js';
import type { Io, IoFlags } from './terminal/io.js';

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
  const program = buildProgram(COMMANDS, packageVersion(), { out: (text) => io.out(text) }, async (spec, values) => {
    io = openIo(values);
    exitCode = await perform(spec, io, values);
  });
  try {
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (isHelpOrVersion(thrown)) return EXIT_OK;
    const error = asUsageError(thrown, helpCommandFor(argv));
    reportError(io, error);
    return exitCodeOf(error);
  }
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

function helpCommandFor(argv: readonly string[]): string {
  const names = COMMANDS.map(({ name }) => name);
  const isMeant = (name: string): boolean => name.split(' ').every((word) => argv.includes(word));
  const meant = names.findLast(isMeant) ?? names.map((name) => name.split(' ')[0] ?? '').find((group) => argv.includes(group));
  return meant === undefined ? 'provisr --help' : `provisr ${meant} --help`;
}
