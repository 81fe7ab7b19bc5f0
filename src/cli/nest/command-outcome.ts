import { Injectable } from '@nestjs/common';
import { EXIT_OK, type ExitCode } from '../exit-code.js';

/** How the command ended: nest-commander itself passes no result on. */
@Injectable()
export class CommandOutcome {
  exitCode: ExitCode = EXIT_OK;
}
