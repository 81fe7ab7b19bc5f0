import { Get, Logger, Put, Query } from '@nestjs/common';
import { DEFAULT_LEVEL, LogLevelQueryDto, type LogLevelsDto, type LogLevelsResultDto, ROUTES } from '#contract';
import { ProvisrError } from '#core';
import { RequiresRole } from '../auth/index.js';
import { InjectLogLevels, type LogLevels } from '../logging/index.js';
import { ApiController } from './api-controller.decorator.js';

/** How much the daemon tells in its own log. */
@ApiController()
@RequiresRole('admin')
export class LogLevelController {
  readonly #logger = new Logger('daemon');

  constructor(@InjectLogLevels() private readonly levels: LogLevels | null) {}

  @Get(ROUTES.logLevels.path)
  get(): LogLevelsDto {
    return this.#own().view();
  }

  /** Until it is reset, the configuration is reloaded, or the daemon ends. */
  @Put(ROUTES.setLogLevel.path)
  set(@Query() { level, area }: LogLevelQueryDto): LogLevelsResultDto {
    const levels = this.#own();
    const what = area ?? 'all';
    this.#logger.log({ msg: 'log level set', area: what, level });
    levels.set(what, level === DEFAULT_LEVEL ? null : level);
    return { ok: true, ...levels.view() };
  }

  #own(): LogLevels {
    if (this.levels !== null) return this.levels;
    throw new ProvisrError('PROVISR_LOG_UNAVAILABLE', 'the application that this daemon is a part of keeps the log, and its levels', {
      hint: 'set them there',
    });
  }
}
