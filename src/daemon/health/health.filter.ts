import { type ArgumentsHost, Catch, type ExceptionFilter, ServiceUnavailableException } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** A failed check answers with terminus' own report, which probes know, not with a problem document. */
@Catch(ServiceUnavailableException)
export class HealthFilter implements ExceptionFilter<ServiceUnavailableException> {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(failure: ServiceUnavailableException, context: ArgumentsHost): void {
    this.host.httpAdapter.reply(context.switchToHttp().getResponse(), failure.getResponse(), failure.getStatus());
  }
}
