import { Inject } from '@nestjs/common';

export const LOG_LEVELS_IN_FORCE = Symbol('provisr.log-levels');

/** Injects the `LogLevels` of this daemon; `null` where a host application logs. */
export function InjectLogLevels(): ParameterDecorator {
  return Inject(LOG_LEVELS_IN_FORCE);
}
