import 'reflect-metadata';
import { CommandFactory, CommandRunnerService } from '#nest-commander';
import type { ExitCode } from '../exit-code.js';
import { CliModule } from './cli.module.js';
import type { CommandCall } from './command-call.js';
import { CommandOutcome } from './command-outcome.js';

/**
 * Runs a command whose class Nest builds. The command line has been parsed by then: nest-commander gets the name alone, and the
 * class the values by injection, so that help, suggestions and errors are the same for all commands.
 */
export async function runNestCommand(call: CommandCall): Promise<ExitCode> {
  const app = await CommandFactory.createWithoutRunning(CliModule.forCall(call), {
    logger: ['error', 'warn'],
    cliName: 'provisr',
    errorHandler: rethrow,
    serviceErrorHandler: rethrow,
    abortOnError: false,
  });
  try {
    await app.get(CommandRunnerService).run([process.execPath, 'provisr', call.name]);
    return app.get(CommandOutcome).exitCode;
  } finally {
    await app.close();
  }
}

function rethrow(error: Error): never {
  throw error;
}
