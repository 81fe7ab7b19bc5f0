import { Module, type DynamicModule } from '@nestjs/common';
import { COMMAND_CALL, type CommandCall } from './command-call.js';
import { CommandOutcome } from './command-outcome.js';
import { CronCommand } from './cron.command.js';

/** The commands that Nest builds. */
@Module({})
export class CliModule {
  static forCall(call: CommandCall): DynamicModule {
    return { module: CliModule, providers: [{ provide: COMMAND_CALL, useValue: call }, CommandOutcome, CronCommand] };
  }
}
