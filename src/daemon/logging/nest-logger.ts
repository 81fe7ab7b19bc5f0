import type { LoggerService } from '@nestjs/common';
import { Logger, type Params, PinoLogger } from 'nestjs-pino';
import type { Logger as Pino } from 'pino';
import { isProvisrError } from '#core';

/** Contexts under which Nest tells at every start what it wires up. */
const CHATTER = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication', 'WebSocketsController']);

/** Under which Nest tells what keeps the application from being put together, and then throws it. */
const THROWN_AS_WELL = 'ExceptionHandler';

/** Nest's log lines through pino; its chatter at start counts as `debug`. */
export function nestLogger(pino: Pino, params: Params): LoggerService {
  return new QuietNestLogger(new BoundPinoLogger(pino, params), params);
}

class QuietNestLogger extends Logger {
  override log(message: unknown, ...optionalParams: unknown[]): void {
    if (CHATTER.has(String(optionalParams.at(-1)))) this.debug(message, ...optionalParams);
    else super.log(message, ...optionalParams);
  }

  /** What has a code of ours is told once, by whoever wanted the application. */
  override error(message: unknown, ...optionalParams: unknown[]): void {
    if (optionalParams.at(-1) === THROWN_AS_WELL && isProvisrError(message)) this.debug(message, ...optionalParams);
    else super.error(message, ...optionalParams);
  }
}

/** nestjs-pino knows one logger a process, the first; several daemons in one process have one each. */
class BoundPinoLogger extends PinoLogger {
  readonly #pino: Pino;

  constructor(pino: Pino, params: Params) {
    super(params);
    this.#pino = pino;
  }

  override get logger(): Pino {
    return this.#pino;
  }
}
