import { Inject } from '@nestjs/common';
import { Command, CommandRunner } from '#nest-commander';
import { cron } from '../actions/cron.action.js';
import { COMMAND_CALL, type CommandCall } from './command-call.js';
import { CommandOutcome } from './command-outcome.js';

/** The cronjobs of a file, without a daemon. */
@Command({ name: 'cron' })
export class CronCommand extends CommandRunner {
  constructor(
    @Inject(COMMAND_CALL) private readonly call: CommandCall,
    private readonly outcome: CommandOutcome,
  ) {
    super();
  }

  override async run(): Promise<void> {
    this.outcome.exitCode = await cron(this.call.io, this.call.values);
  }
}
