import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { toProblem } from '#contract';
import { asProvisrError } from './foreign-error.js';

/** Answers every error as `application/problem+json`. Knows HTTP so that nothing else has to. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger('api');

  constructor(private readonly host: HttpAdapterHost) {}

  catch(thrown: unknown, context: ArgumentsHost): void {
    const { httpAdapter } = this.host;
    const http = context.switchToHttp();
    const response: unknown = http.getResponse();
    const error = asProvisrError(thrown);
    const url = String(httpAdapter.getRequestUrl(http.getRequest()));
    if (error === null || error.code === 'PROVISR_UNEXPECTED')
      this.#logger.error({ err: thrown, url, msg: 'a request failed unexpectedly' });
    if (httpAdapter.isHeadersSent(response)) return;
    const body = toProblem(error, url.split('?', 1)[0]);
    httpAdapter.setHeader(response, 'Content-Type', 'application/problem+json; charset=utf-8');
    if (body.status === 401) httpAdapter.setHeader(response, 'WWW-Authenticate', 'Bearer realm="provisr"');
    if (typeof body['retry_after'] === 'number') httpAdapter.setHeader(response, 'Retry-After', String(body['retry_after']));
    httpAdapter.reply(response, body, body.status);
  }
}
