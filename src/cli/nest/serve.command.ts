import { Inject } from '@nestjs/common';
import { Command, CommandRunner } from 'nest-commander';
import { serve } from '../actions/serve.action.js';
import { COMMAND_CALL, type CommandCall } from './command-call.js';
import { CommandOutcome } from './command-outcome.js';

/** The daemon. */
@Command({ name: 'serve' })
export class ServeCommand extends CommandRunner {
  constructor(
    @Inject(COMMAND_CALL) private readonly call: CommandCall,
    private readonly outcome: CommandOutcome,
  ) {
    super();
  }

  override async run(): Promise<void> {
    this.outcome.exitCode = await serve(this.call.io, this.call.values);
  }
}
